package lint

import (
	"time"

	"rollcall.dev/rollcall/internal/schedule"
)

const (
	year = 366 * 24 * time.Hour
	// looked is how many slots are looked at to find the shortest time between two of them.
	looked = 200
)

// rhythmKey is a schedule as it was written.
type rhythmKey struct {
	spec   schedule.Spec
	inExpr bool // the zone stands in the expression
}

// rhythm is what follows from a schedule, whichever Jobs have it.
type rhythm struct {
	schedule schedule.Schedule
	err      error // why there is none
	inExpr   bool
	shortest time.Duration // between two slots; zero: unknown
	alike    bool          // it runs in every hour of the day, so that its zone makes no odds
	changes  []change      // of the clock, in a year, that the schedule meets
}

func newRhythm(key rhythmKey, now time.Time) *rhythm {
	r := &rhythm{inExpr: key.inExpr}
	if r.schedule, r.err = schedule.Parse(key.spec); r.err != nil {
		return r
	}
	plain := r.onPlainClock(key.spec)
	slots, _ := plain.Slots(now, now.Add(year), looked)
	for i := 1; i < len(slots); i++ {
		if d := slots[i].Sub(slots[i-1]); r.shortest == 0 || d < r.shortest {
			r.shortest = d
		}
	}
	r.alike = r.shortest > 0 && r.shortest <= time.Hour && alike(plain, now)
	if key.spec.Zone != "" && !r.schedule.Relative() {
		r.changes = clockChanges(r.schedule, plain, now, r.shortest)
	}
	return r
}

// onPlainClock is the schedule on a clock that never changes.
func (r *rhythm) onPlainClock(spec schedule.Spec) schedule.Schedule {
	spec.Zone = time.UTC.String()
	if s, err := schedule.Parse(spec); err == nil {
		return s
	}
	return r.schedule
}

// alike reports whether a schedule has a slot in each hour of two days.
func alike(plain schedule.Schedule, now time.Time) bool {
	const days = 49 * time.Hour
	slots, _ := plain.Slots(now, now.Add(days), int(days/time.Minute))
	for i := 1; i < len(slots); i++ {
		if slots[i].Sub(slots[i-1]) > time.Hour {
			return false
		}
	}
	return len(slots) >= 24
}
