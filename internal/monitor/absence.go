package monitor

import (
	"time"

	"rollcall.dev/rollcall/internal/diagnose"
)

// inspected keeps what the source saw around the open slots, and around the runs that do not start.
func (m *machine) inspected(o Observation) {
	if o.Evidence == nil {
		return
	}
	m.advance(o.At)
	for i := range m.s.Slots {
		if s := &m.s.Slots[i]; s.open() {
			s.Evidence = o.Evidence
		}
	}
	for i := range m.s.Runs {
		if r := &m.s.Runs[i]; r.pending() && (o.Evidence.Job == "" || o.Evidence.Job == r.Name) {
			r.Evidence = o.Evidence
		}
	}
}

// clock judges what has not come by at, the source having been watched from since on: slots without a run whose grace is over,
// and runs without a container whose start grace is over.
func (m *machine) clock(since, at time.Time) {
	if m.s.FirstSeen.IsZero() || !m.s.RemovedAt.IsZero() {
		return
	}
	m.advance(at)
	for i := range m.s.Slots {
		s := m.s.Slots[i]
		if s.open() && !s.At.Add(m.s.Definition.Grace).After(at) {
			m.judgeSlot(i, m.absence(s, since))
		}
	}
	for i := range m.s.Runs {
		r := m.s.Runs[i]
		due, ok := m.startDue(r)
		if !ok || due.After(at) {
			continue
		}
		m.speakOnRun(i, Verdict{Judgement: Stuck, At: due, Evidence: r.Evidence, Cause: diagnose.Stuck(evidence(r.Evidence))})
	}
}

// startDue is when a pending run counts as stuck; false for one that is not to be judged so. A run that a queue holds back
// by suspending it waits on purpose.
func (m *machine) startDue(r Run) (time.Time, bool) {
	if !r.pending() || r.Judgement != "" || r.Suspended || m.s.Definition.StartGrace <= 0 {
		return time.Time{}, false
	}
	return r.CreatedAt.Add(m.s.Definition.StartGrace), true
}

// absence judges a slot that no run answered within its grace.
func (m *machine) absence(s Slot, since time.Time) Judgement {
	d := m.s.Definition
	switch {
	case m.mayHaveRun(s, since):
		return Unknown
	case len(m.blockers(s)) > 0:
		return Skipped
	case d.StartingDeadline != nil && *d.StartingDeadline < d.Grace && evidence(s.Evidence).SchedulerSilentSince == nil:
		return Skipped
	default:
		return Missed
	}
}

// mayHaveRun reports whether a run may have come and gone unseen: the scheduler says that it started just this slot, or it
// started a later one and the slot passed while nobody watched.
func (m *machine) mayHaveRun(s Slot, since time.Time) bool {
	started := m.s.Definition.LastScheduledAt
	return started.Equal(s.At) || (started.After(s.At) && s.At.Before(since))
}

// absenceCause explains a slot without a run.
func (m *machine) absenceCause(s Slot, j Judgement) diagnose.Cause {
	switch {
	case j == Suspended:
		return diagnose.WasSuspended(m.s.SuspendedSince)
	case j == Unknown:
		return diagnose.RunNotSeen()
	case m.s.Definition.Source != SourceKubernetes:
		return diagnose.NoCheckIn(m.s.Definition.Grace)
	default:
		e := evidence(s.Evidence)
		e.ActiveRuns = m.blockers(s)
		return diagnose.Missed(e, diagnose.Due{
			Slot: s.At, Forbid: m.s.Definition.Concurrency == Forbid, StartingDeadline: m.s.Definition.StartingDeadline,
		})
	}
}
