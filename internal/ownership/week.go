package ownership

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"
)

// DefaultHours are those of a team that says nothing of its hours.
const DefaultHours = "Mon-Fri 09:00-18:00"

// Week is when a team works in an ordinary week, on the clock of its zone. The zero value means DefaultHours.
type Week struct{ shifts []shift }

// shift is one stretch of work. It belongs to the day on which it begins, also where it goes on over midnight.
type shift struct {
	day         time.Weekday
	from, until int // minutes from the midnight at which the day begins; from < until, from < a day, until ≤ from + a day
}

const dayMinutes = 24 * 60

func usualShifts() []shift {
	shifts := make([]shift, 0, 5)
	for day := time.Monday; day <= time.Friday; day++ {
		shifts = append(shifts, shift{day, 9 * 60, 18 * 60})
	}
	return shifts
}

// all are the shifts of the week in the order in which they begin.
func (w Week) all() []shift {
	if len(w.shifts) == 0 {
		return usualShifts()
	}
	return w.shifts
}

// on yields the shifts that begin on a day of the week, in their order.
func (w Week) on(day time.Weekday) func(yield func(shift) bool) {
	return func(yield func(shift) bool) {
		for _, s := range w.all() {
			if s.day == day && !yield(s) {
				return
			}
		}
	}
}

// String is the week as ParseWeek reads it, a range for each shift.
func (w Week) String() string {
	texts := make([]string, 0, len(w.all()))
	for _, s := range w.all() {
		until := s.until
		if until > dayMinutes {
			until -= dayMinutes
		}
		texts = append(texts, fmt.Sprintf("%s %02d:%02d-%02d:%02d", s.day.String()[:3], s.from/60, s.from%60, until/60, until%60))
	}
	return strings.Join(texts, ", ")
}

// newWeek puts shifts in order, each once.
func newWeek(shifts []shift) Week {
	slices.SortFunc(shifts, func(a, b shift) int {
		return cmp.Or(cmp.Compare(a.day, b.day), cmp.Compare(a.from, b.from), cmp.Compare(a.until, b.until))
	})
	return Week{slices.Compact(shifts)}
}
