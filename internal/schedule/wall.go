package schedule

import "time"

// change says what becomes of the readings that a clock change skips or repeats.
type change int

const (
	// changeSkips: a skipped reading has no slot, a repeated one has its slot at the first time. So systemd's timers.
	changeSkips change = iota
	// changeCatchesUp: skipped readings have one slot together, at the change; a repeated one has its slot at the first time.
	// So Debian's cron with jobs of a particular time.
	changeCatchesUp
	// changeFollows: every instant at which the clock shows a meant reading is a slot, so that a repeated one has two. So
	// Debian's cron with jobs that have a star for the minute or the hour.
	changeFollows
)

// dayAround is more than any zone is away from UTC.
const dayAround = 26 * time.Hour

// wall is a pattern on the clock of a zone.
type wall struct {
	pattern
	loc    *time.Location
	change change
}

// next implements calendar. There are no slots before 1970 and after 2199.
func (w wall) next(after time.Time) time.Time {
	if after.Year() < firstRead {
		after = reading(firstRead, time.January, 1).Add(-time.Second)
	}
	if w.change == changeFollows {
		return w.follow(after)
	}
	until := reading(lastRead+1, time.January, 1)
	// The clock never shows a reading for the first time after it has shown a later one, so that earlier ones need no look.
	from := shown(after, w.loc).Truncate(time.Second).Add(time.Second)
	for {
		meant := w.pattern.next(from, until)
		if meant.IsZero() {
			return meant
		}
		at, end, skipped := first(meant, w.loc)
		switch {
		case at.After(after) && (!skipped || w.change == changeCatchesUp):
			return at
		case skipped:
			from = ceil(shown(at, w.loc))
		default: // shown again until the clock is where it was at the change
			from = ceil(meant.Add(end.Sub(at)))
		}
	}
}

// follow goes from one clock change to the next: between them a clock shows every reading once.
func (w wall) follow(after time.Time) time.Time {
	last := reading(lastRead+1, time.January, 1)
	at := after.Truncate(time.Second).Add(time.Second)
	for at.Before(last) {
		_, end := bounds(at, w.loc)
		if end.IsZero() || end.After(last) {
			end = last
		}
		reads := shown(at, w.loc)
		offset := reads.Sub(at)
		if meant := w.pattern.next(ceil(reads), end.Add(offset)); !meant.IsZero() {
			return meant.Add(-offset)
		}
		at = end
	}
	return time.Time{}
}

// first is when a clock shows a reading for the first time, and the next change of the clock after it (zero for none). Where a change
// skips the reading it is the instant of that change.
func first(meant time.Time, loc *time.Location) (at, end time.Time, skipped bool) {
	for from := meant.Add(-dayAround); ; from = end {
		var start time.Time
		start, end = bounds(from, loc)
		at = meant.Add(from.Sub(shown(from, loc)))
		if at.Before(start) {
			return start.UTC(), end, true
		}
		if end.IsZero() || at.Before(end) {
			return at, end, false
		}
	}
}

// bounds is since when and until when a clock runs without a change, as far as package time tells. On the last day of a leap year it tells
// of an end that has passed already (Go 1.26: it takes every year for 365 days); then the end is an hour ahead.
func bounds(at time.Time, loc *time.Location) (start, end time.Time) {
	start, end = at.In(loc).ZoneBounds()
	if !end.IsZero() && !end.After(at) {
		end = at.Add(time.Hour)
	}
	return start, end
}

// shown is what the clock of a zone shows at an instant.
func shown(at time.Time, loc *time.Location) time.Time {
	_, offset := at.In(loc).Zone()
	return at.UTC().Add(time.Duration(offset) * time.Second)
}

// ceil is the first whole second that is not before t.
func ceil(t time.Time) time.Time {
	if whole := t.Truncate(time.Second); whole.Before(t) {
		return whole.Add(time.Second)
	}
	return t
}
