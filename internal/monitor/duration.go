package monitor

import (
	"slices"
	"time"

	"rollcall.dev/rollcall/internal/diagnose"
	"rollcall.dev/rollcall/internal/schedule"
)

// overrunDue is when a run that goes on has taken longer than is declared; false for one that is not to be judged so.
func (m *machine) overrunDue(r Run) (time.Time, bool) {
	if r.over() || r.StartedAt.IsZero() || r.Judgement == Running || m.s.Definition.MaxDuration <= 0 {
		return time.Time{}, false
	}
	return r.StartedAt.Add(m.s.Definition.MaxDuration), true
}

// overruns says of a run that it goes on for longer than is declared.
func (m *machine) overruns(i int, due, at time.Time) {
	r := m.s.Runs[i]
	m.speakOnRun(i, Verdict{
		Judgement: Running, Flags: []Flag{Overrun}, At: due, Evidence: r.Evidence,
		Cause: diagnose.Overrunning(evidence(r.Evidence), at.Sub(r.StartedAt), m.s.Definition.MaxDuration),
	})
}

// overran reports whether a run that has ended took longer than is declared, or was still going on when the next one was due.
func (m *machine) overran(r Run) bool {
	limit := m.s.Definition.MaxDuration
	if limit > 0 && !r.StartedAt.IsZero() && r.FinishedAt.Sub(r.StartedAt) > limit {
		return true
	}
	plan, err := schedule.Parse(m.s.Definition.Schedule)
	if err != nil || r.Slot.IsZero() || m.s.Definition.Suspended {
		return false
	}
	next := plan.From(r.Slot).Next(later(r.Slot, r.CreatedAt))
	return !next.IsZero() && next.Before(r.FinishedAt)
}

// tooFast reports whether a run that succeeded was shorter than it is declared to be at least.
func (m *machine) tooFast(r Run) bool {
	took := r.duration()
	return m.s.Definition.MinDuration > 0 && took > 0 && took < m.s.Definition.MinDuration
}

// Good reports whether the work was done, as far as can be told.
func (v Verdict) Good() bool { return v.Judgement == Succeeded && !slices.Contains(v.Flags, TooFast) }

// Bad reports whether somebody has to hear of the verdict.
func (v Verdict) Bad() bool { return v.Judgement.Bad() || slices.Contains(v.Flags, TooFast) }
