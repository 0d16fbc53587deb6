package schedule

import (
	"strconv"
	"strings"
)

// mostItems bounds a list of a calendar expression, as systemd does.
const mostItems = 240

// chain is a field of a calendar expression: * or a list of N, N..M, N/STEP and N..M/STEP.
type chain struct {
	name     string
	min, max int
	down     bool // steps go down from a number, since days are counted from the end
}

// span is an item of a chain.
type span struct{ from, to, step int }

func (s span) has(n int) bool { return n >= s.from && n <= s.to && (n-s.from)%s.step == 0 }

// parse reads a field whose numbers are below 64.
func (c chain) parse(text string) (set, error) {
	if text == "*" {
		return allOf(c.min, c.max), nil
	}
	spans, err := c.spans(text)
	if err != nil {
		return 0, err
	}
	var all set
	for n := c.min; n <= c.max; n++ {
		for _, s := range spans {
			if s.has(n) {
				all = all.with(n)
			}
		}
	}
	return all, nil
}

func (c chain) spans(text string) ([]span, error) {
	items := strings.Split(text, ",")
	if len(items) > mostItems {
		return nil, &fieldError{"the " + c.name + " has more than " + strconv.Itoa(mostItems) + " items"}
	}
	spans := make([]span, 0, len(items))
	for _, item := range items {
		s, ok := c.item(item)
		if !ok {
			return nil, c.wrong(item)
		}
		spans = append(spans, s)
	}
	return spans, nil
}

func (c chain) item(text string) (span, bool) {
	text, steps, stepped := strings.Cut(text, "/")
	low, high, ranged := strings.Cut(text, "..")
	from, ok := number(low)
	to, step := from, 1
	if ranged && ok {
		to, ok = number(high)
	}
	if stepped && ok {
		step, ok = number(steps)
		ok = ok && step > 0
	}
	from, to = c.full(from), c.full(to)
	if !ok || from < c.min || to > c.max || to < from {
		return span{}, false
	}
	if stepped && !ranged {
		return c.open(from, step)
	}
	return span{from, to, step}, true
}

// open is a number with a step and no end: at least one step must fit, as systemd has it.
func (c chain) open(from, step int) (span, bool) {
	if c.down {
		return span{c.min + (from-c.min)%step, from, step}, from-step >= c.min
	}
	return span{from, c.max, step}, from+step <= c.max
}

// full makes years of two digits whole: 1970 to 2069.
func (c chain) full(n int) int {
	switch {
	case c.min < firstRead || n >= 100:
		return n
	case n < 70:
		return n + 2000
	default:
		return n + 1900
	}
}

func (c chain) wrong(item string) error {
	text := "the " + c.name + " cannot be " + quoted(item) + "; use " + strconv.Itoa(c.min) + " to " + strconv.Itoa(c.max) +
		", * for all, lists with , and ranges with .., and steps with / after a number (0/15)"
	if strings.Contains(strings.ReplaceAll(item, "..", ""), ".") {
		text += "; fractions are not supported"
	}
	return &fieldError{text}
}

func everyYear(int) bool { return true }

// parseYears reads the years that are meant.
func parseYears(text string) (func(int) bool, error) {
	if text == "*" {
		return everyYear, nil
	}
	spans, err := chain{name: "year", min: firstRead, max: lastRead}.spans(text)
	if err != nil {
		return nil, err
	}
	return func(year int) bool {
		for _, s := range spans {
			if s.has(year) {
				return true
			}
		}
		return false
	}, nil
}

const weekdayNames = "sunmontuewedthufrisat"

// parseWeekdays reads Mon,Wed..Fri: names of three letters or whole, with .. or - between the first and the last of several. A comma may
// stand at the end. A week begins on Monday.
func parseWeekdays(text string) (set, error) {
	var all set
	for item := range strings.SplitSeq(strings.TrimSuffix(text, ","), ",") {
		low, high, ranged := strings.Cut(item, "..")
		if !ranged {
			low, high, ranged = strings.Cut(item, "-")
		}
		from, ok := weekday(low)
		to := from
		if ranged && ok {
			to, ok = weekday(high)
		}
		if !ok || from > to {
			return 0, &fieldError{"the weekday cannot be " + quoted(item) + "; use Mon to Sun, lists with , and ranges with .. within a week; " +
				allowedCalendar}
		}
		for n := from; n <= to; n++ {
			all = all.with(n % 7)
		}
	}
	return all, nil
}

// weekday is 1 for Monday to 7 for Sunday.
func weekday(name string) (int, bool) {
	name = strings.ToLower(name)
	if len(name) < 3 {
		return 0, false
	}
	at := strings.Index(weekdayNames, name[:3])
	if at < 0 || at%3 != 0 {
		return 0, false
	}
	n := at / 3
	if whole := [...]string{"sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"}[n]; len(name) > 3 && name != whole {
		return 0, false
	}
	if n == 0 {
		n = 7
	}
	return n, true
}

func allOf(low, high int) set {
	var all set
	for n := low; n <= high; n++ {
		all = all.with(n)
	}
	return all
}

func quoted(text string) string { return strconv.Quote(shortened(text)) }
