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
	if s.Suspends == nil {
		return false
	}
	return s.Suspends.State == SuspensionAsked || s.Suspends.State == SuspensionHolds && s.Over(now)
}

// Over reports whether the Silence has ended. One that was begun where the clock is ahead has not.
func (s Silence) Over(now time.Time) bool { return !now.Before(s.Ends()) }

// SettleSuspension notes what became of the job. A refused one ends at once. One that is over and holds has a problem: why the job could
// not be resumed yet. False where that is known.
func (s Silence) SettleSuspension(state SuspensionState, problem string, now time.Time) (Silence, bool) {
	if s.Suspends == nil || s.Closed || s.Suspends.State == state && (s.Suspends.ended() || s.Suspends.Problem == problem) {
		return s, false
	}
	held := *s.Suspends
	held.State, held.Problem, held.SettledAt = state, problem, now
	s.Suspends = &held
	if held.ended() && !s.Over(now) { // refused, or somebody resumed the job by hand
		s = s.End(Rollcall(), now)
	}
	return s, true
}

// ended reports whether nothing more is done to the job.
func (s Suspension) ended() bool { return s.State == SuspensionLifted || s.State == SuspensionRefused }

// stuckEvery is how often its author is told that a job stays suspended because it cannot be resumed.
const stuckEvery = 24 * time.Hour

// stuck reports whether the job is to be resumed and cannot be.
func (s Silence) stuck(now time.Time) bool {
	return s.Over(now) && s.Pending(now) && s.Suspends.Problem != ""
}

// stuckAt is when its author is told of that the next time; zero where it is not so, or not known yet.
func (s Silence) stuckAt() time.Time {
	switch told := s.RemindedAt; {
	case !s.stuck(s.Ends()):
		return time.Time{}
	case told.Before(s.Ends()):
		return s.Suspends.SettledAt
	default:
		return told.Add(stuckEvery)
	}
}
