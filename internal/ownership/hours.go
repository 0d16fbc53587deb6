package ownership

import (
	"slices"
	"time"
)

// Hours are when a team works: an ordinary week on the clock of its zone, without the holidays. The zero value is DefaultHours in
// UTC. Hours are plain data and safe for concurrent use.
type Hours struct {
	Week     Week
	Zone     *time.Location // nil: UTC
	Holidays []Holiday      // on which no shift begins
}

// horizon bounds, in days, how far ahead Hours are looked at. Holidays that leave no hour until then do not count.
const horizon = 366

func (h Hours) zone() *time.Location {
	if h.Zone == nil {
		return time.UTC
	}
	return h.Zone
}

// Equal reports whether both mean the same.
func (h Hours) Equal(other Hours) bool {
	return slices.Equal(h.Week.all(), other.Week.all()) && slices.Equal(h.Holidays, other.Holidays) && h.zone().String() == other.zone().String()
}

// Open reports whether the team works at t. A shift includes its beginning and not its end.
func (h Hours) Open(t time.Time) bool {
	for o := range h.openings(t, 0) {
		if !o.from.After(t) && t.Before(o.until) {
			return true
		}
	}
	return false
}

// Next is when the team works next: t itself while it does.
func (h Hours) Next(t time.Time) time.Time {
	for o := range h.openings(t, horizon) {
		if o.until.After(t) {
			return later(o.from, t)
		}
	}
	return h.without(t, Hours.Next)
}

// Add is when d of working time has passed since t; t itself for a d that is not positive. Where a year of days does not contain that
// much, it is the last end of work in it.
func (h Hours) Add(t time.Time, d time.Duration) time.Time {
	if d <= 0 {
		return t
	}
	reached, worked := t, false
	for o := range h.openings(t, horizon) {
		from := later(o.from, reached)
		if !o.until.After(from) {
			continue
		}
		if d <= o.until.Sub(from) {
			return from.Add(d)
		}
		d -= o.until.Sub(from)
		reached, worked = o.until, true
	}
	if worked {
		return reached
	}
	return h.without(t, func(h Hours, t time.Time) time.Time { return h.Add(t, d) })
}

// EndOfNextDay is the end of work of the next working day: the first one whose work begins after t. Before work that is the same day.
func (h Hours) EndOfNextDay(t time.Time) time.Time {
	var day Date
	var end time.Time
	for o := range h.openings(t, horizon) {
		switch {
		case !end.IsZero() && o.day != day:
			return end
		case !end.IsZero():
			end = later(end, o.until)
		case o.day != day && o.from.After(t):
			end = o.until
		}
		day = o.day
	}
	if !end.IsZero() {
		return end
	}
	return h.without(t, Hours.EndOfNextDay)
}

// NextDay is the beginning of work of the next working day: the first one whose work begins after t.
func (h Hours) NextDay(t time.Time) time.Time {
	var day Date
	for o := range h.openings(t, horizon) {
		if o.day != day && o.from.After(t) {
			return o.from
		}
		day = o.day
	}
	return h.without(t, Hours.NextDay)
}

// without asks again as if there were no holidays, which leave no hour for a year.
func (h Hours) without(t time.Time, ask func(Hours, time.Time) time.Time) time.Time {
	if len(h.Holidays) == 0 {
		return t // no clock leaves out every shift of a year
	}
	h.Holidays = nil
	return ask(h, t)
}

// opening is a shift of one day, as instants; from is before until.
type opening struct {
	day         Date
	from, until time.Time
}

// openings yields the shifts from the day before that of t to so many days after it, in the order in which they begin. They may overlap.
func (h Hours) openings(t time.Time, days int) func(yield func(opening) bool) {
	return func(yield func(opening) bool) {
		today := dateOf(t.In(h.zone()))
		for n := -1; n <= days; n++ {
			day := today.add(n)
			if slices.ContainsFunc(h.Holidays, func(free Holiday) bool { return free.includes(day) }) {
				continue
			}
			for s := range h.Week.on(day.noon().Weekday()) {
				from, _ := reads(h.zone(), day, s.from)
				_, until := reads(h.zone(), day, s.until)
				if from.Before(until) && !yield(opening{day, from, until}) {
					return
				}
			}
		}
	}
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
