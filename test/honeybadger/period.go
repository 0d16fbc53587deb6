package honeybadger

import (
	"fmt"
	"regexp"
	"strconv"
	"time"
)

// Period is a length of time as v2 writes it: a number and one of its units. The zero value is "none".
type Period struct {
	N    int
	Unit string // minute, hour, day, week or month
}

var periodForm = regexp.MustCompile(`^([0-9]{1,5}) (minute|hour|day|week|month)s?$`) // compiled once, never changed

// parsePeriod reads what v2 takes. An empty text is none.
func parsePeriod(text string) (Period, error) {
	if text == "" {
		return Period{}, nil
	}
	m := periodForm.FindStringSubmatch(text)
	if m == nil {
		return Period{}, fmt.Errorf("%q is no period such as \"5 minutes\" (minute, hour, day, week, month)", text)
	}
	n, err := strconv.Atoi(m[1])
	if err != nil {
		return Period{}, err
	}
	return Period{N: n, Unit: m[2]}, nil
}

func (p Period) zero() bool { return p.N == 0 }

// after is t moved on by the period. Months are calendar months.
func (p Period) after(t time.Time) time.Time {
	switch p.Unit {
	case "month":
		return t.UTC().AddDate(0, p.N, 0)
	case "week":
		return t.Add(time.Duration(p.N) * 7 * 24 * time.Hour)
	case "day":
		return t.Add(time.Duration(p.N) * 24 * time.Hour)
	case "hour":
		return t.Add(time.Duration(p.N) * time.Hour)
	default:
		return t.Add(time.Duration(p.N) * time.Minute)
	}
}

// seconds is the integer of older captures; a month is 30 days there.
func (p Period) seconds() int {
	if p.Unit == "month" {
		return p.N * 30 * 24 * 3600
	}
	return int(p.after(time.Unix(0, 0)).Unix())
}

// text is the period as it is read back.
func (p Period) text(canonical bool) string {
	if p.Unit == "" {
		return ""
	}
	n, unit := p.N, p.Unit
	if canonical {
		for _, up := range []struct {
			from, to string
			by       int
		}{{"minute", "hour", 60}, {"hour", "day", 24}} {
			if unit == up.from && n > 0 && n%up.by == 0 {
				n, unit = n/up.by, up.to
			}
		}
	}
	return count(n, unit)
}
