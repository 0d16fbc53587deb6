package checkin

import (
	"slices"
	"time"

	"rollcall.dev/rollcall/internal/monitor"
	"rollcall.dev/rollcall/internal/schedule"
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

// expected is the first slot that waits for an answer, or that comes. What was due while it was paused waits for none.
func expected(s monitor.State) time.Time {
	for _, slot := range s.Slots {
		if slot.Judgement == "" && !slot.Suspended {
			return slot.At
		}
	}
	return s.NextSlot(s.Watermark)
}

// missed is how many of the newest slots nothing came for, and whether that is the last that is known. What came since, in whatever
// state, ends the silence.
func missed(s monitor.State) (count int, last bool) {
	whole := true
	var newest time.Time
	for _, slot := range slices.Backward(s.Slots) {
		if slot.Judgement == "" {
			continue
		}
		if slot.Judgement != monitor.Missed || slot.At.Before(s.LastCheckIn) {
			whole = false
			break
		}
		if count++; newest.IsZero() {
			newest = slot.At
		}
	}
	if count > 0 && whole {
		count = max(count, forgotten(s, newest))
	}
	return count, count > 0 && s.ConsecutiveBad > 0
}

// maxCounted bounds how many slots of a silence are told from the failures before it.
const maxCounted = 2000

// forgotten is how many slots of a silence there were up to its newest one, those that are forgotten included: the bad verdicts in a
// row, without the failures that came before the last report.
func forgotten(s monitor.State, newest time.Time) int {
	plan, err := schedule.Parse(s.Definition.Schedule)
	if err != nil || s.LastCheckIn.IsZero() {
		return s.ConsecutiveBad
	}
	since, more := plan.From(s.LastCheckIn).Slots(s.LastCheckIn, newest, min(s.ConsecutiveBad, maxCounted))
	if more {
		return s.ConsecutiveBad
	}
	return len(since)
}
