package monitor

import (
	"slices"
	"time"

	"rollcall.dev/rollcall/internal/diagnose"
)

// over reports whether nothing more is to be learnt of the run.
func (r Run) over() bool { return r.Gone || r.Outcome != Unfinished }

// pending reports whether the run exists and no container of it ever started.
func (r Run) pending() bool { return !r.over() && r.StartedAt.IsZero() }

// runSeen takes in a snapshot of a run and judges the run if it has ended.
func (m *machine) runSeen(o Observation) {
	if m.settled(*o.Run) {
		return
	}
	i := m.merge(*o.Run)
	if o.Evidence != nil {
		m.s.Runs[i].Evidence = o.Evidence
	}
	m.answer(i)
	r := &m.s.Runs[i]
	if r.Outcome == Unfinished || r.Judgement == Succeeded || r.Judgement == Failed {
		return
	}
	if r.FinishedAt.Before(m.s.FirstSeen.Add(-lookBack)) {
		m.history(i)
		return
	}
	m.judgeRun(i)
}

// merge adds the facts to what is known of the run and returns its index. Facts only accumulate: a snapshot that is older
// than what is known takes nothing back.
func (m *machine) merge(f RunFacts) int {
	i := slices.IndexFunc(m.s.Runs, func(r Run) bool { return r.ID == f.ID })
	if i < 0 {
		m.s.Runs = append(m.s.Runs, Run{RunFacts: f})
		return len(m.s.Runs) - 1
	}
	r := &m.s.Runs[i]
	if r.StartedAt.IsZero() || (!f.StartedAt.IsZero() && f.StartedAt.Before(r.StartedAt)) {
		r.StartedAt = f.StartedAt
	}
	if r.Outcome == Unfinished {
		r.Outcome, r.FinishedAt = f.Outcome, f.FinishedAt
		r.Suspended = f.Suspended
	}
	r.FailedPods = max(r.FailedPods, f.FailedPods)
	r.Restarts = max(r.Restarts, f.Restarts)
	return i
}

// answer ties a run to its slot.
func (m *machine) answer(i int) {
	r := m.s.Runs[i]
	if r.Slot.IsZero() {
		return
	}
	m.advance(r.Slot)
	if r.Slot.After(m.s.Watermark) {
		m.s.Watermark = r.Slot // the scheduler counts on from the slot that it started
	}
	m.s.Slots[m.slot(r.Slot)].Run = r.ID
}

// history remembers the outcome of a run that ended before the roll began, without a verdict.
func (m *machine) history(i int) {
	r := &m.s.Runs[i]
	r.Judgement = judgementOf(r.Outcome)
	if r.Outcome == OutcomeSucceeded && r.FinishedAt.After(m.s.LastSuccess) {
		m.s.LastSuccess, m.s.LastSuccessDuration = r.FinishedAt, r.duration()
	}
	if j, found := m.findSlot(r.Slot); found && !r.Slot.IsZero() {
		m.s.Slots[j].Judgement = r.Judgement
	}
}

func judgementOf(o Outcome) Judgement {
	if o == OutcomeSucceeded {
		return Succeeded
	}
	return Failed
}

func (r Run) duration() time.Duration {
	return Verdict{CreatedAt: r.CreatedAt, StartedAt: r.StartedAt, FinishedAt: r.FinishedAt}.Duration()
}

// judgeRun speaks the verdict on a finished run.
func (m *machine) judgeRun(i int) {
	r := m.s.Runs[i]
	v := Verdict{Judgement: judgementOf(r.Outcome), At: r.FinishedAt}
	if v.Judgement == Failed {
		v.Evidence = r.Evidence
		v.Cause = diagnose.Failed(evidence(r.Evidence))
	} else if r.FailedPods > 0 || r.Restarts > 0 {
		v.Flags = append(v.Flags, Flaky)
	}
	m.speakOnRun(i, v)
}

// runGone takes in the deletion of a run. One that had not ended was replaced by its own next run, or was deleted by
// somebody; its outcome is then unknown.
func (m *machine) runGone(o Observation) {
	if m.settled(*o.Run) {
		return
	}
	i := m.merge(*o.Run)
	m.answer(i)
	r := &m.s.Runs[i]
	if r.Gone {
		return
	}
	r.Gone, r.GoneAt = true, o.At
	if r.Outcome != Unfinished || !m.s.RemovedAt.IsZero() {
		return
	}
	if o.Evidence != nil {
		r.Evidence = o.Evidence
	}
	v := Verdict{Judgement: Unknown, At: o.At, Cause: diagnose.RunDeleted(r.Name)}
	if m.s.Definition.Concurrency == Replace {
		v.Judgement, v.Cause = Replaced, diagnose.ReplacedBy(r.Name)
	}
	v.Evidence = r.Evidence
	m.speakOnRun(i, v)
}

// evidence never is nil for the rules.
func evidence(e *diagnose.Evidence) diagnose.Evidence {
	if e == nil {
		return diagnose.Evidence{}
	}
	return *e
}
