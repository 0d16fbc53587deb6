package words

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Form is how times, numbers and sentences are written.
type Form struct {
	// At is an instant in its zone, with the year where that is asked for: "Sat 21 Nov 02:00 JST".
	At func(t time.Time, year bool) string
	// Duration is in at most two units: "450 ms", "38 s", "5 min", "3 h 50 min", "2 days 4 h".
	Duration func(time.Duration) string
	Ago      func(duration string) string
	Ahead    func(duration string) string
	Now      string
	// Beside is a text with what explains it: "21 Nov 02:00 (now)".
	Beside func(text, note string) string
	Range  func(from, to string) string
	// Sentences puts sentences one behind the other; empty ones are left out.
	Sentences func(all ...string) string
	// Quote is what a person said.
	Quote func(text string) string
	Jobs  func(n int) string // a value: how many jobs
	Runs  func(n int) string
	More  func(n int) string // ends a list that leaves some out
	// MoreJobs and Earlier are More for jobs, and for what came before that is listed.
	MoreJobs func(n int) string
	Earlier  func(n int) string
	PartOf   func(part, whole int) string
}

func englishForm() Form {
	return Form{
		At: englishInstant,
		Duration: func(d time.Duration) string {
			return spell(d, "%d ms", "%d s", "%d min", "%d h", "%d day", "%d days", " ")
		},
		Ago:       one("%s ago"),
		Ahead:     one("in %s"),
		Now:       "now",
		Beside:    two("%s (%s)"),
		Range:     two("%s to %s"),
		Sentences: func(all ...string) string { return joined(all, " ") },
		Quote:     one("“%s”"),
		Jobs:      strconv.Itoa,
		Runs:      strconv.Itoa,
		More:      plural("… and %s more", "… and %s more"),
		MoreJobs:  plural("… and %s more job", "… and %s more jobs"),
		Earlier:   plural("… and %s before these", "… and %s before these"),
		PartOf:    numbers("%s of %s", strconv.Itoa),
	}
}

func japaneseForm() Form {
	return Form{
		At: japaneseInstant,
		Duration: func(d time.Duration) string {
			return spell(d, "%dミリ秒", "%d秒", "%d分", "%d時間", "%d日", "%d日", "")
		},
		Ago:       one("%s前"),
		Ahead:     one("%s後"),
		Now:       "ちょうど今",
		Beside:    two("%s（%s）"),
		Range:     two("%s ～ %s"),
		Sentences: func(all ...string) string { return joined(all, "") },
		Quote:     one("「%s」"),
		Jobs:      number("%s件"),
		Runs:      number("%s回"),
		More:      number("… ほか%s件"),
		MoreJobs:  number("… ほか%s件のジョブ"),
		Earlier:   number("… これ以前に%s件"),
		PartOf:    numbers("%[2]s件中%[1]s件", grouped),
	}
}

func joined(all []string, between string) string {
	var said []string
	for _, s := range all {
		if s != "" {
			said = append(said, s)
		}
	}
	return strings.Join(said, between)
}

// spell writes a duration in the two greatest units that it has.
func spell(d time.Duration, ms, s, m, h, day, days, between string) string {
	d = d.Abs()
	two := func(big string, n time.Duration, small string, rest time.Duration) string {
		if rest == 0 {
			return fmt.Sprintf(big, n)
		}
		return fmt.Sprintf(big, n) + between + fmt.Sprintf(small, rest)
	}
	switch {
	case d < time.Second:
		return fmt.Sprintf(ms, d.Milliseconds())
	case d < time.Minute:
		return fmt.Sprintf(s, d/time.Second)
	case d < 10*time.Minute:
		return two(m, d/time.Minute, s, d%time.Minute/time.Second)
	case d < time.Hour:
		return fmt.Sprintf(m, d/time.Minute)
	case d < 24*time.Hour:
		return two(h, d/time.Hour, m, d%time.Hour/time.Minute)
	case d < 48*time.Hour:
		return two(day, 1, h, d%(24*time.Hour)/time.Hour)
	default:
		return two(days, d/(24*time.Hour), h, d%(24*time.Hour)/time.Hour)
	}
}

func englishInstant(t time.Time, year bool) string {
	layout := "Mon 2 Jan 15:04"
	if year {
		layout = "Mon 2 Jan 2006 15:04"
	}
	return t.Format(layout) + " " + zone(t)
}

func japaneseInstant(t time.Time, year bool) string {
	day := strconv.Itoa(int(t.Month())) + "月" + strconv.Itoa(t.Day()) + "日"
	if year {
		day = strconv.Itoa(t.Year()) + "年" + day
	}
	weekday := []string{"日", "月", "火", "水", "木", "金", "土"}[t.Weekday()]
	return day + "(" + weekday + ") " + t.Format("15:04") + " " + zone(t)
}

// zone is the name of a time's zone: "JST", or where it has none "UTC+08".
func zone(t time.Time) string {
	name := t.Format("MST")
	if strings.HasPrefix(name, "+") || strings.HasPrefix(name, "-") {
		return "UTC" + name
	}
	return name
}
