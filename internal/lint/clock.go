package lint

import (
	"time"

	"rollcall.dev/rollcall/internal/schedule"
)

// change is a reading of the clock that a clock change skips, or shows twice.
type change struct {
	reading time.Time // what the clock shows, as if it were UTC
	at      time.Time // the instant of the clock change
	skipped bool      // else shown twice
}

// mostChanges bounds the clock changes of a year that are looked at; no zone has more than a few.
const mostChanges = 16

// clockChanges finds where a schedule loses a run to a clock change, or gets one twice, in the year after now. Plain is the same
// schedule on a clock that never changes.
//
// What a job that runs every hour loses or gets twice is no run at all: as much time passes from one run to the next as ever. So a
// reading that is skipped counts where more time passes than the readings are apart, and one that is repeated where the two slots are
// closer than any readings are.
func clockChanges(s, plain schedule.Schedule, now time.Time, shortest time.Duration) []change {
	var found []change
	at := now
	for range mostChanges {
		_, next := at.In(s.Location()).ZoneBounds()
		if next.IsZero() || next.Sub(now) > year {
			break
		}
		at = later(next, at.Add(time.Hour)) // see bounds in internal/schedule: an end may have passed already
		_, before := next.Add(-time.Second).In(s.Location()).Zone()
		_, after := next.In(s.Location()).Zone()
		shift := time.Duration(after-before) * time.Second
		switch {
		case shift > 0:
			found = append(found, skipped(s, plain, next, time.Duration(before)*time.Second, shift)...)
		case shift < 0:
			found = append(found, doubled(s, next, -shift, shortest)...)
		}
	}
	return found
}

// skipped looks at the readings that the clock leaves out at an instant.
func skipped(s, plain schedule.Schedule, at time.Time, offset, shift time.Duration) []change {
	shows := at.UTC().Add(offset) // and goes on at shows + shift
	reading := plain.Next(shows.Add(-time.Second))
	if reading.IsZero() || !reading.Before(shows.Add(shift)) {
		return nil
	}
	last, next := newest(s, at), s.Next(at.Add(-time.Second))
	if last.IsZero() || next.IsZero() {
		return []change{{reading.UTC(), at, true}}
	}
	before := last.UTC().Add(offset)
	planned := reading.Sub(before)
	if next.Sub(last) <= planned {
		return nil
	}
	return []change{{reading.UTC(), at, true}}
}

// doubled looks at the readings that the clock shows again from an instant on.
func doubled(s schedule.Schedule, at time.Time, shift, shortest time.Duration) []change {
	first := s.Next(at.Add(-shift - time.Second))
	if first.IsZero() || !first.Before(at) {
		return nil
	}
	again := first.Add(shift)
	if !s.Next(again.Add(-time.Second)).Equal(again) || s.Next(first).Sub(first) >= shortest && shortest > 0 {
		return nil
	}
	_, offset := first.In(s.Location()).Zone()
	return []change{{first.UTC().Add(time.Duration(offset) * time.Second), at, false}}
}

// newest is the last slot before an instant, within the four weeks before it; zero where there is none.
func newest(s schedule.Schedule, at time.Time) time.Time {
	for back := time.Hour; back <= 4*7*24*time.Hour; back *= 4 {
		slots, _ := s.Slots(at.Add(-back), at.Add(-time.Second), 4096)
		if len(slots) > 0 {
			return slots[len(slots)-1]
		}
	}
	return time.Time{}
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
