package period

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Max is the longest period.
const Max = 100 * year

const (
	day   = 24 * time.Hour
	week  = 7 * day
	month = 31 * day
	year  = 366 * day
)

const allowed = `use a number and a unit (second, minute, hour, day, week, month, year), such as "5 minutes", or HH:MM:SS`

// Error says what is wrong with a period.
type Error struct{ Value, Reason string }

func (e *Error) Error() string {
	value := e.Value
	if len(value) > 60 {
		value = value[:60] + "…"
	}
	return fmt.Sprintf("period %q: %s; %s", value, e.Reason, allowed)
}

// Parse reads "5 minutes", compounds of such ("1 hour 30 minutes", "1 day and 2 hours"), "HH:MM:SS" and a bare number of
// seconds, as older webhooks carry it. An empty text is an error here, and so is a period of zero: ParseOptional takes both.
func Parse(text string) (time.Duration, error) {
	d, err := parse(text)
	if err == nil && d == 0 {
		return 0, &Error{Value: text, Reason: "zero"}
	}
	return d, err
}

// ParseOptional is Parse where there may be no period: an empty text and a period of zero, in whatever spelling, are zero.
func ParseOptional(text string) (time.Duration, error) {
	if strings.TrimSpace(text) == "" {
		return 0, nil
	}
	return parse(text)
}

// parse is Parse, and takes zero.
func parse(text string) (time.Duration, error) {
	fail := func(reason string) (time.Duration, error) { return 0, &Error{Value: text, Reason: reason} }
	if strings.Contains(text, ":") {
		return clock(text)
	}
	words := split(text)
	if len(words) == 1 && number(words[0]) == 0 {
		return 0, nil
	}
	if len(words) == 1 && number(words[0]) > 0 {
		return Seconds(float64(number(words[0])))
	}
	if len(words) == 0 || len(words)%2 != 0 {
		return fail("not a period")
	}
	var sum time.Duration
	for i := 0; i < len(words); i += 2 {
		n, unit := number(words[i]), unitOf(words[i+1])
		if n < 0 || unit == 0 {
			return fail(fmt.Sprintf("%q is not a period", words[i]+" "+words[i+1]))
		}
		if n > int64(Max/unit) {
			return fail("longer than 100 years")
		}
		sum += time.Duration(n) * unit
		if sum > Max {
			return fail("longer than 100 years")
		}
	}
	return sum, nil
}

// Seconds is the period of a number of seconds.
func Seconds(n float64) (time.Duration, error) {
	if !(n > 0) || n > Max.Seconds() {
		return 0, &Error{Value: strconv.FormatFloat(n, 'g', -1, 64), Reason: "not a number of seconds up to 100 years"}
	}
	return time.Duration(n * float64(time.Second)), nil
}

// split parts a text into numbers and units; "5minutes", commas and "and" are read as well.
func split(text string) []string {
	var b strings.Builder
	digits := false
	for _, r := range strings.ToLower(text) {
		switch isDigit := r >= '0' && r <= '9'; {
		case r == ',' || r == '\t' || r == '\n' || r == '\r':
			b.WriteByte(' ')
		case isDigit != digits:
			b.WriteByte(' ')
			b.WriteRune(r)
			digits = isDigit
		default:
			b.WriteRune(r)
		}
	}
	words := strings.Fields(b.String())
	kept := words[:0]
	for _, w := range words {
		if w != "and" {
			kept = append(kept, w)
		}
	}
	return kept
}

// number is the value of some digits, or -1 where they are none, or too many.
func number(digits string) int64 {
	n, err := strconv.ParseUint(digits, 10, 40)
	if err != nil {
		return -1
	}
	return int64(n)
}

func unitOf(word string) time.Duration {
	switch strings.TrimSuffix(word, "s") {
	case "second", "sec":
		return time.Second
	case "minute", "min":
		return time.Minute
	case "hour":
		return time.Hour
	case "day":
		return day
	case "week":
		return week
	case "month":
		return month
	case "year":
		return year
	default:
		return 0
	}
}

// clock reads HH:MM:SS.
func clock(text string) (time.Duration, error) {
	parts := strings.Split(strings.TrimSpace(text), ":")
	if len(parts) != 3 {
		return 0, &Error{Value: text, Reason: "not HH:MM:SS"}
	}
	h, m, s := number(parts[0]), number(parts[1]), number(parts[2])
	if h < 0 || m < 0 || s < 0 || m > 59 || s > 59 || h > int64((Max-time.Hour)/time.Hour) {
		return 0, &Error{Value: text, Reason: "not HH:MM:SS"}
	}
	return time.Duration(h)*time.Hour + time.Duration(m)*time.Minute + time.Duration(s)*time.Second, nil
}

// Format spells a period the way every version of the wire reads it: a number and one unit of week, day, hour or minute. It
// is rounded up to whole minutes, the smallest unit of v2, and is empty for nothing or less.
func Format(d time.Duration) string {
	if d <= 0 {
		return ""
	}
	d = min(d, Max)
	if rest := d % time.Minute; rest != 0 {
		d += time.Minute - rest
	}
	for _, u := range []struct {
		size time.Duration
		name string
	}{{week, "week"}, {day, "day"}, {time.Hour, "hour"}, {time.Minute, "minute"}} {
		if d%u.size == 0 {
			if n := int64(d / u.size); n != 1 {
				return strconv.FormatInt(n, 10) + " " + u.name + "s"
			}
			return "1 " + u.name
		}
	}
	return "" // every whole number of minutes is one of minutes
}
