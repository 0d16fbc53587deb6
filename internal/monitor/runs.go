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
	i := m.learn(*o.Run)
	if o.Evidence != nil {
		m.s.Runs[i].Evidence = m.s.Runs[i].beside(o.Evidence)
	}
	r := &m.s.Runs[i]
	if !r.over() {
		r.ThereAt = later(r.ThereAt, o.SeenAt)
	}
	if r.Outcome == Unfinished || r.Judgement == Succeeded || r.Judgement == Failed {
		return
	}
	if r.FinishedAt.Before(m.s.FirstSeen.Add(-lookBack)) {
		m.history(i)
		return
	}
	m.judgeRun(i)
}

// learn adds the facts to what is known of the run, ties the run to its slot, and returns its index.
func (m *machine) learn(f RunFacts) int {
	before := m.anchor()
	m.catchUp(f.Slot)
	known := len(m.s.Runs)
	i := m.merge(f)
	m.answer(i)
	m.rebase(before)
	if i == known {
		m.claim(i)
		m.replaces(m.s.Runs[i])
	}
	return i
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
	r.PodsUnseenAt = later(r.PodsUnseenAt, f.PodsUnseenAt)
	if !r.Judgement.final() {
		r.Setup = seen(r.Setup, f.Setup)
	}
	return i
}

// answer ties a run to its slot.
func (m *machine) answer(i int) {
	r := m.s.Runs[i]
	if r.Slot.IsZero() {
		return
	}
	m.s.Watermark = later(m.s.Watermark, r.Slot) // the scheduler counts on from the slot that it started
	s := &m.s.Slots[m.slot(r.Slot)]
	if s.Run = r.ID; s.Judgement == "" {
		s.Judgement = r.Judgement
	}
}

// history remembers the outcome of a run that ended before the roll began, without a verdict.
func (m *machine) history(i int) {
	r := &m.s.Runs[i]
	r.Judgement = judgementOf(r.Outcome)
	if r.Outcome == OutcomeSucceeded && r.FinishedAt.After(m.s.LastSuccess) {
		m.s.LastSuccess, m.s.LastSuccessDuration = r.FinishedAt, r.duration()
		v := Verdict{Slot: r.Slot, CreatedAt: r.CreatedAt, StartedAt: r.StartedAt, FinishedAt: r.FinishedAt, Setup: r.Setup}
		m.s.Baseline = m.s.Baseline.with(v, m.s.Definition.Setup)
	}
	r.Setup = nil
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
func (m *machine) judgeRun(i int) { m.speakOnRun(i, m.verdictOn(m.s.Runs[i])) }

// verdictOn is what there is to say of a run that has ended, whoever saw that.
func (m *machine) verdictOn(r Run) Verdict {
	v := Verdict{Judgement: judgementOf(r.Outcome), At: r.FinishedAt}
	if v.Judgement == Failed {
		if v.Evidence = r.Evidence; v.Evidence == nil && m.s.Definition.Source != SourceKubernetes {
			v.Evidence = &diagnose.Evidence{Report: &diagnose.Report{}} // who else should have said it
		}
		v.Cause = diagnose.Failed(evidence(v.Evidence))
	} else if r.FailedPods > 0 || r.Restarts > 0 {
		v.Flags = append(v.Flags, Flaky)
		v.Evidence, v.Cause = r.Evidence, diagnose.Flaky(evidence(r.Evidence), r.FailedPods, r.Restarts)
	}
	if m.overran(r) {
		v.Flags = append(v.Flags, Overrun)
	}
	if v.Judgement == Succeeded && m.tooFast(r) {
		v.Flags = append(v.Flags, TooFast)
		v.Cause = m.doubt(r)
	}
	if contradicted(r) {
		v.Flags = append(v.Flags, Contradicted)
		v.At, v.Evidence, v.Cause = later(v.At, r.ReportedAt), r.Evidence, diagnose.Disagree(evidence(r.Evidence).Report)
	}
	return v
}

// runGone takes in the deletion of a run. One that had not ended has an unknown outcome; under Replace it may have been deleted to
// make room for its own next run, which then is seen within moments.
func (m *machine) runGone(o Observation) {
	if m.settled(*o.Run) {
		return
	}
	i := m.learn(*o.Run)
	r := &m.s.Runs[i]
	if r.Gone {
		return
	}
	r.Gone, r.GoneAt = true, o.At
	if r.Outcome != Unfinished || !m.s.RemovedAt.IsZero() {
		return
	}
	if o.Evidence != nil {
		r.Evidence = r.beside(o.Evidence)
	}
	if o.Run.Lost || m.s.Definition.Concurrency != Replace || r.Slot.IsZero() {
		v := Verdict{Judgement: Unknown, At: o.At, Evidence: r.Evidence, Cause: diagnose.RunDeleted(evidence(r.Evidence), r.Name)}
		if o.Run.Lost {
			v.Cause = diagnose.RunLost(r.Name, r.CreatedAt, m.s.Definition.LastSucceededAt)
		}
		m.speakOnRun(i, v)
		return
	}
	for _, next := range m.s.Runs {
		m.replaces(next)
	}
}

// replaceWithin is how near to each other the scheduler deletes a run and creates the one that replaces it. It does both at once;
// creation is known to the second.
const replaceWithin = 3 * time.Second

// replaceSlowly is how long the scheduler may take between the two when it is busy: its calls wait for their turn (client-side rate
// limits of kube-controller-manager), which at a full hour of a large cluster takes a while.
const replaceSlowly = time.Minute

// madeRoom reports whether a run went so that next could be: at the same time, or at a slow scheduler between the slot of next and its
// creation.
func (r Run) madeRoom(next Run) bool {
	if !r.vanished() || !r.Slot.Before(next.Slot) {
		return false
	}
	before := next.CreatedAt.Sub(r.GoneAt)
	return before.Abs() <= replaceWithin || before > 0 && before <= replaceSlowly && !r.GoneAt.Before(next.Slot)
}

// replaces judges the runs that were deleted to make room for next.
func (m *machine) replaces(next Run) {
	for i := range m.s.Runs {
		r := m.s.Runs[i]
		if !r.madeRoom(next) {
			continue
		}
		cause := diagnose.ReplacedBy(evidence(r.Evidence), r.Name, r.GoneAt.Sub(r.began()))
		m.speakOnRun(i, Verdict{Judgement: Replaced, At: r.GoneAt, Evidence: r.Evidence, Cause: cause})
	}
}

// began is when the first container started, or else when the run was created.
func (r Run) began() time.Time {
	if r.StartedAt.IsZero() {
		return r.CreatedAt
	}
	return r.StartedAt
}

// vanished reports whether the run was deleted before it ended and nothing was said of that yet.
func (r Run) vanished() bool {
	return r.Gone && r.Outcome == Unfinished && !r.Slot.IsZero() && !r.Judgement.final()
}

// deletedDue is when a run that vanished counts as deleted by somebody, because none replaced it; false for any other run. One that went
// once the next was due may have been deleted for it by a scheduler that is slow to create it.
func (m *machine) deletedDue(r Run) (time.Time, bool) {
	if !r.vanished() {
		return time.Time{}, false
	}
	due := r.GoneAt.Add(2 * replaceWithin)
	followed := slices.ContainsFunc(m.s.Runs, func(next Run) bool { return next.Slot.After(r.Slot) })
	if next := m.nextAfter(r); !followed && !next.IsZero() && !next.After(r.GoneAt) {
		due = r.GoneAt.Add(replaceSlowly + replaceWithin)
	}
	return due, true
}

// evidence never is nil for the rules.
func evidence(e *diagnose.Evidence) diagnose.Evidence {
	if e == nil {
		return diagnose.Evidence{}
	}
	return *e
}
