package checkin

import (
	"time"

	"rollcall.dev/rollcall/internal/monitor"
)

// Status is how a check-in is doing. Each management API has words of its own for it.
type Status string

// The statuses.
const (
	Pending Status = "pending" // nothing was reported yet, and nothing was due
	Up      Status = "up"
	Late    Status = "late" // its slot has passed, its grace has not
	Down    Status = "down" // it missed its slot, failed, or takes too long
	Paused  Status = "paused"
)

// Standing is how a check-in is doing at an instant.
type Standing struct {
	Status     Status
	Missing    bool          // down because nothing came
	StartedAt  time.Time     // when the newest run that goes on began; zero: none does
	ReportedAt time.Time     // the last report; zero: none yet
	ExpectedAt time.Time     // the slot that is waited for; zero: none
	Missed     int           // slots in a row that nothing came for
	Reports    int64         // so far
	Duration   time.Duration // of the last run that succeeded, where it is known
}

// Stand is how a check-in is doing. s is the State of its Monitor, the zero State where there is none yet.
func Stand(c CheckIn, s monitor.State, now time.Time) Standing {
	st := Standing{ReportedAt: s.LastCheckIn, Reports: s.Reports, Duration: s.LastSuccessDuration}
	for _, r := range s.Runs {
		if r.Outcome == monitor.Unfinished && !r.Gone && r.StartedAt.After(st.StartedAt) {
			st.StartedAt = r.StartedAt
		}
	}
	if c.Suspended {
		st.Status = Paused
		return st
	}
	st.ExpectedAt = expected(s)
	st.Missed, st.Missing = missed(s)
	switch {
	case s.ConsecutiveBad > 0:
		st.Status = Down
	case !st.ExpectedAt.IsZero() && !st.ExpectedAt.After(now):
		st.Status = Late
	case s.LastCheckIn.IsZero():
		st.Status = Pending
	default:
		st.Status = Up
	}
	return st
}

// expected is the first slot that waits for an answer, or that comes.
func expected(s monitor.State) time.Time {
	for _, slot := range s.Slots {
		if slot.Judgement == "" {
			return slot.At
		}
	}
	return s.NextSlot(s.Watermark)
}

// missed is how many of the newest slots nothing came for, and whether that is the last that is known.
func missed(s monitor.State) (count int, last bool) {
	judged := 0
	whole := true
	for i := len(s.Slots) - 1; i >= 0; i-- {
		if s.Slots[i].Judgement == "" {
			continue
		}
		judged++
		if s.Slots[i].Judgement != monitor.Missed {
			whole = false
			break
		}
		count++
	}
	if count > 0 && whole && judged == count {
		count = max(count, s.ConsecutiveBad) // older slots are forgotten
	}
	return count, count > 0 && s.ConsecutiveBad > 0
}
