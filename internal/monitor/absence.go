package monitor

import (
	"cmp"
	"time"

	"rollcall.dev/rollcall/internal/diagnose"
)

// inspected keeps what the source saw around the open slots, and around the runs that do not start, or do not end.
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
		if r := &m.s.Runs[i]; !r.over() && (o.Evidence.Job == r.Name || r.pending() && o.Evidence.Job == "") {
			r.Evidence = r.beside(o.Evidence)
		}
	}
}

// clock judges what has not come by at: slots without a run whose grace is over, and runs without a container whose start grace is
// over.
func (m *machine) clock(at time.Time) {
	if m.s.FirstSeen.IsZero() || !m.s.RemovedAt.IsZero() {
		return
	}
	m.advance(at)
	if m.s.Definition.Source == SourceCheckIn {
		for i := range m.s.Runs {
			m.reportAt(i, at) // a run that does not end says why nothing else began
		}
	}
	for i := range m.s.Slots {
		switch s := m.s.Slots[i]; {
		case s.open() && !s.At.Add(m.s.Definition.Grace).After(at):
			m.judgeSlot(i, m.absence(s))
		case s.Run == "" && s.Started && s.Judgement != Unknown:
			m.judgeSlot(i, Unknown)
		}
	}
	if m.s.Definition.Source == SourceCheckIn {
		return
	}
	for i := range m.s.Runs {
		m.runAt(i, at)
		m.unconfirmedAt(i, at)
	}
}

// runAt judges a run that has not ended by at.
func (m *machine) runAt(i int, at time.Time) {
	r := m.s.Runs[i]
	if due, ok := m.deletedDue(r); ok && !due.After(at) {
		m.speakOnRun(i, Verdict{Judgement: Unknown, At: r.GoneAt, Evidence: r.Evidence, Cause: diagnose.RunDeleted(evidence(r.Evidence), r.Name)})
		return
	}
	if due, ok := m.askDue(r); ok && !due.After(at) {
		m.s.Runs[i].ThereAt = at // the source was asked, and did not say that the run is gone
	}
	if from := m.lingersFrom(r); !from.IsZero() && !from.After(at) {
		if cause, held := diagnose.HeldUp(evidence(r.Evidence), at.Sub(r.StartedAt)); held {
			m.speakOnRun(i, Verdict{Judgement: Running, Flags: []Flag{Overrun}, At: from, Evidence: r.Evidence, Cause: cause})
			return
		}
	}
	if due, ok := m.overrunDue(r); ok && !due.After(at) {
		m.overruns(i, due, at)
		return
	}
	if due, ok := m.startDue(r); ok && !due.After(at) {
		m.speakOnRun(i, Verdict{Judgement: Stuck, At: due, Evidence: r.Evidence, Cause: diagnose.Stuck(evidence(r.Evidence))})
	}
}

const (
	// firstAsk is how long a run goes on before the source is asked whether it is still there.
	firstAsk = time.Hour
	// askAgain is how soon the source is asked again for pods that it could not read.
	askAgain = time.Minute
)

// askDue is when the source is to be asked whether a run is still there, because its end may have passed unseen: while we were
// down, a run can end and be cleaned up without a trace. The longer it goes on, the rarer. False for a run that is over.
func (m *machine) askDue(r Run) (time.Time, bool) {
	if r.over() || m.s.Definition.Source != SourceKubernetes {
		return time.Time{}, false
	}
	last := later(r.CreatedAt, r.ThereAt)
	due := last.Add(max(firstAsk, last.Sub(r.CreatedAt)/2))
	if first := m.lingersFrom(r); !first.IsZero() && last.Before(first) && first.Before(due) {
		due = first
	}
	return due, true
}

// startDue is when a pending run counts as stuck; false for one that is not to be judged so. A run that a queue holds back
// by suspending it waits on purpose, but not beyond its next slot, nor for longer than a run may take; one whose pods could not be read
// is asked for again, the longer it goes on the rarer.
func (m *machine) startDue(r Run) (time.Time, bool) {
	d := m.s.Definition
	if !r.pending() || r.Judgement != "" || d.StartGrace <= 0 {
		return time.Time{}, false
	}
	due := r.CreatedAt.Add(d.StartGrace)
	if r.Suspended {
		held := m.nextAfter(r)
		if limit := r.CreatedAt.Add(d.MaxDuration); d.MaxDuration > 0 && (held.IsZero() || limit.Before(held)) {
			held = limit
		}
		if held.IsZero() {
			return time.Time{}, false
		}
		due = later(due, held)
	}
	if at := r.PodsUnseenAt; !at.IsZero() {
		due = later(due, at.Add(max(askAgain, at.Sub(r.CreatedAt)/2)))
	}
	return due, true
}

// absence judges a slot that no run answered within its grace.
func (m *machine) absence(s Slot) Judgement {
	d := m.s.Definition
	switch {
	case s.Doubtful, s.Started:
		return Unknown
	case s.Suspended, s.inEndingNamespace(d):
		return Suspended
	case d.Source == SourceCheckIn && s.At.Add(d.Grace).Before(m.since):
		return Unknown // its grace ended while nobody took reports: one may have come in vain
	case d.LastScheduledAt.After(s.At) && s.At.Before(m.since):
		return Unknown // the scheduler went past it while nobody watched: a run may have come and gone
	case len(m.blockers(s)) > 0:
		return Skipped
	case !m.silent(s) && m.pastDeadline(s) && m.absenceCause(s, Skipped).Code == diagnose.DeadlinePassed:
		return Skipped
	default:
		return Missed // a deadline that passed while something refused the run is no policy of the CronJob's
	}
}

// inEndingNamespace reports whether nothing could be started for the slot because somebody is deleting the namespace.
func (s Slot) inEndingNamespace(d Definition) bool {
	since := evidence(s.Evidence).NamespaceEnding
	return since != nil && !since.After(s.At.Add(d.Grace))
}

// absenceCause explains a slot without a run.
func (m *machine) absenceCause(s Slot, j Judgement) diagnose.Cause {
	switch {
	case j == Suspended && !s.Suspended:
		return diagnose.NamespaceEnding(*evidence(s.Evidence).NamespaceEnding)
	case j == Suspended && m.s.Definition.Source == SourceCheckIn:
		return diagnose.Paused(m.s.SuspendedSince)
	case j == Suspended:
		return diagnose.WasSuspended(m.s.SuspendedSince)
	case j == Unknown && m.s.Definition.Source == SourceCheckIn:
		return diagnose.NotTaken()
	case j == Unknown:
		return diagnose.RunNotSeen(evidence(s.Evidence), s.At)
	case m.s.Definition.Source != SourceKubernetes:
		if r, found := m.unended(s); found {
			return diagnose.StillOpen(r.StartedAt, m.s.Definition.Grace)
		}
		return diagnose.NoCheckIn(m.s.Definition.Grace)
	default:
		e, d := m.withSilence(s), m.s.Definition
		e.ActiveRuns = m.blockers(s)
		due := diagnose.Due{Slot: s.At, Forbid: d.Concurrency == Forbid, LastStarted: d.LastScheduledAt, Silent: m.unanswered()}
		if m.pastDeadline(s) {
			due.StartingDeadline = cmp.Or(s.NeverDue, d.StartingDeadline)
		}
		return diagnose.Missed(e, due)
	}
}

// unanswered counts the slots that nobody answered.
func (m *machine) unanswered() int {
	n := 0
	for _, s := range m.s.Slots {
		if s.Run == "" && (s.open() || s.Judgement.Absence()) {
			n++
		}
	}
	return n
}
