package incident

import (
	"time"

	"rollcall.dev/rollcall/internal/monitor"
)

// Suspension says that a Silence mutes nothing, and has its job suspended for as long as it lasts.
//
//	asked ──► suspended ──► lifted
//	  └──► refused
type Suspension struct {
	Monitor   monitor.ID      `json:"monitor"`
	Namespace string          `json:"namespace"`
	Name      string          `json:"name"`
	UID       string          `json:"uid"` // of the CronJob
	State     SuspensionState `json:"state"`
	Problem   string          `json:"problem,omitempty"` // why it is refused, or was not lifted by Rollcall
	SettledAt time.Time       `json:"settled_at,omitzero"`
}

// SuspensionState says what became of a Suspension.
type SuspensionState string

// The states of a Suspension.
const (
	SuspensionAsked   SuspensionState = "asked"
	SuspensionHolds   SuspensionState = "suspended"
	SuspensionLifted  SuspensionState = "lifted"
	SuspensionRefused SuspensionState = "refused"
)

// Pending reports whether something is to be done to the job of a Silence: to suspend it, or to resume it.
func (s Silence) Pending(now time.Time) bool {
	switch {
	case s.Suspends == nil:
		return false
	case s.Active(now):
		return s.Suspends.State == SuspensionAsked
	default:
		return s.Suspends.State == SuspensionAsked || s.Suspends.State == SuspensionHolds
	}
}

// SettleSuspension notes what became of the job. A refused one ends at once. False where that is known.
func (s Silence) SettleSuspension(state SuspensionState, problem string, now time.Time) (Silence, bool) {
	if s.Suspends == nil || s.Suspends.State == state || s.Closed {
		return s, false
	}
	held := *s.Suspends
	held.State, held.Problem, held.SettledAt = state, problem, now
	s.Suspends = &held
	if state != SuspensionHolds && s.Active(now) { // refused, or somebody resumed the job by hand
		s = s.End(Rollcall(), now)
	}
	return s, true
}
