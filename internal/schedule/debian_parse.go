package schedule

import (
	"strconv"
	"strings"
	"time"
)

const allowedDebian = "use five fields (minute hour day-of-month month day-of-week), @hourly, @daily, @midnight, @weekly, @monthly, " +
	"@yearly or @annually"

// parseDebian reads an expression as Debian's cron does: crontab(5) of its package cron, and for what a clock change does the NOTES of
// cron(8). Like healthchecks' cronsim, which follows it, it takes 5/15 for 5-59/15, which cron itself refuses.
func parseDebian(expr string, loc *time.Location) (calendar, error) {
	fields, err := debianFields(expr)
	if err != nil {
		return nil, err
	}
	var sets [5]set
	for i, f := range debianKinds() {
		if sets[i], err = f.parse(fields[i]); err != nil {
			return nil, syntaxError(expr, err.Error())
		}
	}
	days, weekdays := sets[2], sets[4]
	if weekdays.has(7) {
		weekdays = weekdays.with(0)
	}
	both := strings.HasPrefix(fields[2], "*") || strings.HasPrefix(fields[4], "*")
	w := wall{
		loc: loc, change: changeCatchesUp,
		pattern: pattern{
			seconds: set(0).with(0), minutes: sets[0], hours: sets[1], months: sets[3], years: everyYear,
			day: func(day, _ int, weekday time.Weekday) bool {
				if both {
					return days.has(day) && weekdays.has(int(weekday))
				}
				return days.has(day) || weekdays.has(int(weekday))
			},
		},
	}
	if strings.HasPrefix(fields[0], "*") || strings.HasPrefix(fields[1], "*") {
		w.change = changeFollows
	}
	if w.next(time.Time{}).IsZero() {
		return nil, &Error{Field: fieldSchedule, Value: expr, Kind: ErrNever, Allowed: allowedDate}
	}
	return w, nil
}

func debianFields(expr string) ([]string, error) {
	fields := strings.Fields(expr)
	if len(fields) == 1 && strings.HasPrefix(fields[0], "@") {
		switch strings.ToLower(fields[0]) {
		case "@hourly":
			expr = "0 * * * *"
		case "@daily", "@midnight":
			expr = "0 0 * * *"
		case "@weekly":
			expr = "0 0 * * 0"
		case "@monthly":
			expr = "0 0 1 * *"
		case "@yearly", "@annually":
			expr = "0 0 1 1 *"
		case "@reboot":
			return nil, syntaxError(expr, "nobody knows when a machine starts again; "+allowedDebian)
		}
		fields = strings.Fields(expr)
	}
	switch {
	case len(fields) > 0 && fields[0] == "@every":
		return nil, syntaxError(expr, "@every is known to the dialect kubernetes only; "+allowedDebian+", or a period")
	case len(fields) != 5:
		return nil, syntaxError(expr, allowedDebian)
	}
	return fields, nil
}

// debianField is what may stand in a field.
type debianField struct {
	name     string
	min, max int
	names    string // three letters each, of min and what follows it
}

func debianKinds() [5]debianField {
	return [5]debianField{
		{"minute", 0, 59, ""}, {"hour", 0, 23, ""}, {"day of month", 1, 31, ""},
		{"month", 1, 12, "janfebmaraprmayjunjulaugsepoctnovdec"}, {"day of week", 0, 7, "sunmontuewedthufrisat"},
	}
}

// parse reads a list of numbers, names, ranges of them, and stars, each with or without a step.
func (f debianField) parse(text string) (set, error) {
	var all set
	for item := range strings.SplitSeq(text, ",") {
		span, steps, stepped := strings.Cut(item, "/")
		from, to, ok := f.span(span, stepped)
		step := 1
		if stepped {
			var isStep bool
			step, isStep = number(steps)
			ok = ok && isStep && step > 0
		}
		if !ok {
			return 0, f.wrong(item)
		}
		for n := from; n <= to && n >= from; n += step {
			all = all.with(n)
		}
	}
	return all, nil
}

// span reads what stands before a step.
func (f debianField) span(text string, stepped bool) (from, to int, ok bool) {
	if text == "*" {
		return f.min, f.max, true
	}
	low, high, ranged := strings.Cut(text, "-")
	from, ok = f.number(low)
	switch {
	case !ok:
		return 0, 0, false
	case ranged:
		to, ok = f.number(high)
		return from, to, ok && from <= to
	case stepped:
		return from, f.max, true
	default:
		return from, from, true
	}
}

func (f debianField) number(text string) (int, bool) {
	if at := strings.Index(f.names, strings.ToLower(text)); len(text) == 3 && at >= 0 && at%3 == 0 {
		return f.min + at/3, true
	}
	n, ok := number(text)
	return n, ok && n >= f.min && n <= f.max
}

func (f debianField) wrong(item string) error {
	text := "the " + f.name + " cannot be " + strconv.Quote(item) + "; use " + strconv.Itoa(f.min) + " to " + strconv.Itoa(f.max)
	if f.names != "" {
		text += " or names of three letters"
	}
	return &fieldError{text + ", * for all, lists with , and ranges with -, and steps with /"}
}

// fieldError says what is wrong with a part of an expression.
type fieldError struct{ text string }

func (e *fieldError) Error() string { return e.text }

// number reads digits, up to six of them.
func number(text string) (int, bool) {
	if text == "" || len(text) > 6 || strings.Trim(text, "0123456789") != "" {
		return 0, false
	}
	n, err := strconv.Atoi(text)
	return n, err == nil
}
