package schedule

import (
	"strconv"
	"strings"
	"time"
)

const (
	maxLines = 20
	maxLine  = 1024 // bytes
)

// lines are the expressions of several, without the space around them and without blank lines.
func lines(expr string) []string {
	var all []string
	for line := range strings.Lines(expr) {
		if line = strings.TrimSpace(line); line != "" {
			all = append(all, line)
		}
	}
	return all
}

// parseLines reads an expression a line.
func parseLines(field, expr string, parse func(line string) (calendar, error)) (calendar, error) {
	wrong := func(value, allowed string) error {
		return &Error{Field: field, Value: value, Kind: ErrSyntax, Allowed: allowed}
	}
	all := lines(expr)
	switch {
	case len(all) == 0:
		return nil, wrong(expr, "it is empty: use an expression, or several, one a line")
	case len(all) > maxLines:
		return nil, wrong(expr, "use up to "+strconv.Itoa(maxLines)+" lines, not "+strconv.Itoa(len(all)))
	}
	var slots union
	for _, line := range all {
		if len(line) > maxLine {
			return nil, wrong(line, "use up to "+strconv.Itoa(maxLine)+" bytes a line, not "+strconv.Itoa(len(line)))
		}
		c, err := parse(line)
		if err != nil {
			return nil, err
		}
		slots = append(slots, c)
	}
	if len(slots) == 1 {
		return slots[0], nil
	}
	return slots, nil
}

// union has the slots of all its calendars, each instant once.
type union []calendar

// next implements calendar.
func (u union) next(after time.Time) time.Time {
	var earliest time.Time
	for _, c := range u {
		next := c.next(after)
		if next.After(after) && (earliest.IsZero() || next.Before(earliest)) {
			earliest = next
		}
	}
	return earliest
}
