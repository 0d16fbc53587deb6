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
	if r.began().IsZero() {
		return false
	}
	next := m.nextAfter(r)
	return !next.IsZero() && next.Before(r.FinishedAt)
}

// nextAfter is when the run after that one is due; zero where none is expected.
func (m *machine) nextAfter(r Run) time.Time {
	plan, err := schedule.Parse(m.s.Definition.Schedule)
	if err != nil || r.Slot.IsZero() || m.s.Definition.Suspended {
		return time.Time{}
	}
	return plan.From(r.Slot).Next(later(r.Slot, r.CreatedAt))
}

// lingersFrom is when a run of which nobody said how long it may take is looked at for what holds it up: at its next slot, but not in its
// first minutes. What visibly is held up then is told; that a run takes long is not. Zero for one that is not looked at.
func (m *machine) lingersFrom(r Run) time.Time {
	d := m.s.Definition
	if r.over() || r.StartedAt.IsZero() || r.Judgement != "" || d.MaxDuration > 0 || d.Source != SourceKubernetes {
		return time.Time{}
	}
	if d.Concurrency == Forbid || d.Concurrency == Replace {
		return time.Time{} // what becomes of the next slot tells it
	}
	next := m.nextAfter(r)
	if next.IsZero() {
		return next
	}
	return later(next, r.CreatedAt.Add(d.StartGrace))
}

// Lingering are the runs that are to be looked at by an instant for what holds them up.
func (s State) Lingering(at time.Time) []RunID {
	m := machine{s: s}
	var found []RunID
	for _, r := range s.Runs {
		from := m.lingersFrom(r)
		if due, ok := m.askDue(r); ok && !due.After(at) && !from.IsZero() && !from.After(at) {
			found = append(found, r.ID)
		}
	}
	return found
}

// tooFast reports whether a run that succeeded was shorter than it is declared to be at least.
func (m *machine) tooFast(r Run) bool {
	known := !r.began().IsZero() && !r.FinishedAt.IsZero()
	return m.s.Definition.MinDuration > 0 && known && r.duration() < m.s.Definition.MinDuration
}

// doubt is why it is told of a run that was too fast.
func (m *machine) doubt(r Run) diagnose.Cause {
	if m.s.Definition.Source != SourceKubernetes {
		return diagnose.ReportedTooFast(r.duration(), m.s.Definition.MinDuration)
	}
	return diagnose.TooFast(r.duration(), m.s.Definition.MinDuration)
}

// Good reports whether the work was done, as far as can be told.
func (v Verdict) Good() bool { return v.Judgement == Succeeded && !v.doubted() }

// Bad reports whether somebody has to hear of the verdict.
func (v Verdict) Bad() bool { return v.Judgement.Bad() || v.doubted() }

// doubted reports whether a success may be none: it was too fast, the job itself says otherwise, or does not say so where it has to.
func (v Verdict) doubted() bool {
	return v.Cause.Code == diagnose.NotConfirmed || slices.ContainsFunc(v.Flags, func(f Flag) bool { return f == TooFast || f == Contradicted })
}
