package schedule

import (
	"errors"
	"slices"
	"strings"
	"time"
)

const allowedCalendar = "use [WEEKDAYS] [[YEAR-]MONTH-DAY] [HOUR:MINUTE[:SECOND]] [ZONE], such as \"Mon..Fri *-*-* 08:30\", or minutely, " +
	"hourly, daily, weekly, monthly, quarterly, semiannually or yearly"

// parseOnCalendar reads an expression of OnCalendar= (systemd.time(7), CALENDAR EVENTS; src/shared/calendarspec.c). It leaves out
// @SECONDS, which is no repetition, and fractions of seconds.
func parseOnCalendar(line string, loc *time.Location) (calendar, error) {
	expr, zone := splitZone(line)
	if zone != "" {
		own, err := Zone(zone)
		if wrong, ok := errors.AsType[*Error](err); ok {
			return nil, &Error{Field: fieldCalendar, Value: line, Kind: ErrZone, Allowed: quoted(zone) + ": " + wrong.Allowed}
		}
		loc = own
	}
	p, err := calendarPattern(expr)
	if err != nil {
		return nil, &Error{Field: fieldCalendar, Value: line, Kind: ErrSyntax, Allowed: err.Error()}
	}
	w := wall{pattern: p, loc: loc, change: changeSkips}
	if w.next(time.Time{}).IsZero() {
		return nil, &Error{Field: fieldCalendar, Value: line, Kind: ErrNever, Allowed: allowedDate}
	}
	return w, nil
}

// splitZone takes the zone from the end of an expression: a word that begins with a letter, and is not the only one.
func splitZone(line string) (expr, zone string) {
	at := strings.LastIndexByte(line, ' ')
	if at < 0 {
		return line, ""
	}
	zone = line[at+1:]
	if zone == "" || !letter(zone[0]) {
		return line, ""
	}
	if strings.EqualFold(zone, time.UTC.String()) {
		zone = time.UTC.String()
	}
	return strings.TrimRight(line[:at], " "), zone
}

func letter(c byte) bool { return (c|0x20) >= 'a' && (c|0x20) <= 'z' }

func calendarPattern(expr string) (pattern, error) {
	if long, ok := shorthand(expr); ok {
		expr = long
	}
	words := slices.DeleteFunc(strings.Split(expr, " "), func(word string) bool { return word == "" })
	all := pattern{months: allOf(1, 12), years: everyYear}
	weekdays := allOf(0, 6)
	var err error
	if len(words) == 0 {
		return pattern{}, &fieldError{allowedCalendar}
	}
	if letter(words[0][0]) {
		if weekdays, err = parseWeekdays(words[0]); err != nil {
			return pattern{}, err
		}
		words = words[1:]
	}
	days := monthDays{days: allOf(1, 31)}
	if len(words) > 0 && !strings.Contains(words[0], ":") {
		if days, err = parseDate(words[0], &all); err != nil {
			return pattern{}, err
		}
		words = words[1:]
	}
	clock := "00:00:00"
	if len(words) > 0 {
		clock, words = words[0], words[1:]
	}
	if len(words) > 0 {
		return pattern{}, &fieldError{"nothing may follow on the time of day but a zone; " + allowedCalendar}
	}
	if err := parseClock(clock, &all); err != nil {
		return pattern{}, err
	}
	all.day = func(day, last int, weekday time.Weekday) bool {
		return weekdays.has(int(weekday)) && days.has(day, last)
	}
	return all, nil
}

// shorthand spells out the words that stand for a whole expression.
func shorthand(word string) (string, bool) {
	switch strings.ToLower(word) {
	case "minutely":
		return "*:*:00", true
	case "hourly":
		return "*:00:00", true
	case "daily":
		return "00:00:00", true
	case "weekly":
		return "Mon 00:00:00", true
	case "monthly":
		return "*-*-01 00:00:00", true
	case "quarterly":
		return "*-01,04,07,10-01 00:00:00", true
	case "semiannually", "semi-annually", "biannually", "bi-annually":
		return "*-01,07-01 00:00:00", true
	case "yearly", "annually":
		return "*-01-01 00:00:00", true
	default:
		return "", false
	}
}

// monthDays are days of a month, counted from its beginning or its end.
type monthDays struct {
	days    set
	fromEnd bool // 1 is the last day
}

func (d monthDays) has(day, last int) bool {
	if d.fromEnd {
		day = last - day + 1
	}
	return d.days.has(day)
}

// parseDate reads YEAR-MONTH-DAY or MONTH-DAY; a ~ before the day counts it from the end of the month.
func parseDate(text string, p *pattern) (monthDays, error) {
	head, day, fromEnd := strings.Cut(text, "~")
	if !fromEnd {
		at := strings.LastIndexByte(text, '-')
		if at < 0 {
			return monthDays{}, &fieldError{"this date or time cannot be read: " + quoted(text) + "; " + allowedCalendar}
		}
		head, day = text[:at], text[at+1:]
	}
	year, month, hasYear := strings.Cut(head, "-")
	if !hasYear {
		year, month = "*", year
	}
	var err error
	if p.years, err = parseYears(year); err != nil {
		return monthDays{}, err
	}
	if p.months, err = (chain{name: "month", min: 1, max: 12}).parse(month); err != nil {
		return monthDays{}, err
	}
	c := chain{name: "day", min: 1, max: 31}
	if fromEnd {
		c = chain{name: "day from the end of the month", min: 1, max: 28, down: true}
	}
	days, err := c.parse(day)
	if fromEnd && day == "*" {
		days = allOf(1, 31)
	}
	return monthDays{days, fromEnd}, err
}

// parseClock reads HOUR:MINUTE or HOUR:MINUTE:SECOND.
func parseClock(text string, p *pattern) error {
	parts := strings.Split(text, ":")
	if len(parts) == 2 {
		parts = append(parts, "00")
	}
	if len(parts) != 3 {
		return &fieldError{"the time of day cannot be " + quoted(text) + "; " + allowedCalendar}
	}
	var err error
	if p.hours, err = (chain{name: "hour", max: 23}).parse(parts[0]); err != nil {
		return err
	}
	if p.minutes, err = (chain{name: "minute", max: 59}).parse(parts[1]); err != nil {
		return err
	}
	p.seconds, err = (chain{name: "second", max: 59}).parse(parts[2])
	return err
}
