package incident

import (
	"fmt"
	"time"

	"rollcall.dev/rollcall/internal/schedule"
)

// Window is a maintenance window: a Silence that the configuration makes, once or again and again.
type Window struct {
	Name   string
	Reason string
	Match  Matcher
	// From and Until bound one that happens once, or the time in which one that recurs does; zero: it has no such bound.
	From, Until time.Time
	// Recurs says when one that recurs begins, and Length how long it then lasts; Length is zero for one that happens once.
	Recurs schedule.Schedule
	Length time.Duration
}

// Silence is what the window makes at an instant; false outside of it.
func (w Window) Silence(now time.Time) (Silence, bool) {
	from, until := w.From, w.Until
	if w.Length > 0 {
		// A window that began a moment more than its length ago is over.
		slots, _ := w.Recurs.Slots(now.Add(-w.Length), now, maxBegun)
		if len(slots) == 0 {
			return Silence{}, false
		}
		from = slots[len(slots)-1]
		if until = from.Add(w.Length); !w.Until.IsZero() && w.Until.Before(until) {
			until = w.Until
		}
		if from.Before(w.From) {
			return Silence{}, false
		}
	}
	s := Silence{
		ID: fmt.Sprintf("window/%s/%d", w.Name, from.Unix()), Window: w.Name, Match: w.Match, By: Rollcall(), Reason: w.Reason,
		CreatedAt: from, Until: until,
	}
	return s, s.Active(now)
}

// maxBegun bounds how many beginnings within its length are looked at: a window that begins again before it ends just goes on.
const maxBegun = 1000
