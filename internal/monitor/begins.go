package monitor

import (
	"time"

	"rollcall.dev/rollcall/internal/diagnose"
)

// begins takes in the start of a run, which answers the slots that waited for one: whatever becomes of it, it began. seen is when we
// learnt of it.
func (m *machine) begins(f RunFacts, seen time.Time) {
	at := f.StartedAt
	if m.settled(f) || m.startOfEnded(f, seen) {
		return
	}
	slots := m.answeredBy(at)
	if before, known := m.newestOf(f, at.Add(sameReport)); known {
		r := &m.s.Runs[before]
		switch {
		case r.over():
		case len(slots) == 0 && r.StartedAt.Sub(at).Abs() <= sameReport:
			r.ThereAt = later(r.ThereAt, seen)
			return // the same start, reported again
		case r.StartedAt.After(at):
		case len(slots) == 0 && m.begunAnew(*r, at):
			slots = m.handOver(before, at)
		default:
			m.giveUp(before, at)
		}
	}
	i := m.add(f, at)
	m.s.Runs[i].ThereAt = seen
	m.tie(i, slots)
}

// startOfEnded takes in a start that comes late, or again: of a run that has ended. False where no such run is known. Of one whose end
// came first it is the start, whenever that was, and answers the slots that waited for one.
func (m *machine) startOfEnded(f RunFacts, seen time.Time) bool {
	if f.Unnamed {
		end := m.s.UnnamedEnd
		if f.StartedAt.After(end.FinishedAt) {
			return false
		}
		end.CreatedAt, end.StartedAt = f.StartedAt, f.StartedAt
		m.answerAll(m.answeredBy(f.StartedAt), m.standingAlone(end, nil))
		return true
	}
	for i := range m.s.Runs {
		r := &m.s.Runs[i]
		if !r.inThread(f) || r.Outcome == Unfinished || f.StartedAt.After(r.FinishedAt.Add(sameReport)) {
			continue
		}
		if first := r.ThereAt.IsZero(); first || !f.StartedAt.Before(r.StartedAt.Add(-sameReport)) {
			m.startOf(i, f, seen)
			return true
		}
	}
	return false
}

// startOf adds a start to a run that has ended.
func (m *machine) startOf(i int, f RunFacts, seen time.Time) {
	r := &m.s.Runs[i]
	r.ThereAt = later(r.ThereAt, seen)
	if r.StartedAt.IsZero() {
		r.CreatedAt, r.StartedAt = f.StartedAt, f.StartedAt
	}
	if slots := m.answeredBy(f.StartedAt); len(slots) > 0 && r.Slot.IsZero() {
		m.tie(i, slots)
		m.speakOnReport(i, m.verdictOn(*r))
	}
}

// begunAnew reports whether a start that answers no slot of its own begins the work of that run again: something tries again, within the
// grace of all slots that the run answers.
func (m *machine) begunAnew(r Run, at time.Time) bool {
	slots := m.slotsOf(r.ID)
	return len(slots) > 0 && !at.After(slots[0].Add(m.s.Definition.Grace))
}

// handOver takes the slots from a run that another one has begun again, and returns them. That it never ended alarms nobody.
func (m *machine) handOver(i int, next time.Time) []time.Time {
	r := &m.s.Runs[i]
	slots := m.slotsOf(r.ID)
	for _, at := range slots {
		m.s.Slots[m.slot(at)].Run = ""
	}
	r.Slot, r.Gone, r.GoneAt, r.Judgement = time.Time{}, true, next, ""
	m.speakOnReport(i, Verdict{Judgement: Unknown, At: next, Cause: diagnose.GivenUp(r.StartedAt, next)})
	return slots
}

// giveUp judges a run that another one has followed before it reported its end. That may be how a job looks which is killed each
// time, so that it is told.
func (m *machine) giveUp(i int, next time.Time) {
	r := &m.s.Runs[i]
	r.Gone, r.GoneAt = true, next
	m.speakOnReport(i, Verdict{Judgement: Failed, At: next, Cause: diagnose.GivenUp(r.StartedAt, next)})
}

// noEndDue is when a run that reported its start, and of which is not declared how long it may take, is to have reported its end: when
// the next one was due and did not report within its grace either. False for any other run.
func (m *machine) noEndDue(r Run) (time.Time, bool) {
	d := m.s.Definition
	if r.over() || r.Judgement != "" || d.MaxDuration > 0 || d.Source != SourceCheckIn {
		return time.Time{}, false
	}
	plan, ok := m.plan()
	if !ok || d.Suspended {
		return time.Time{}, false
	}
	if plan.Relative() {
		plan = plan.From(later(r.Slot, r.StartedAt))
	}
	next := plan.Next(later(r.Slot, r.StartedAt))
	if next.IsZero() {
		return next, false
	}
	return later(next, r.ThereAt).Add(d.Grace), true
}

// reportAt judges a run that has started and not reported its end by an instant.
func (m *machine) reportAt(i int, at time.Time) {
	r := m.s.Runs[i]
	if due, ok := m.overrunDue(r); ok && !due.After(at) {
		cause := diagnose.RunsOn(at.Sub(r.StartedAt), m.s.Definition.MaxDuration)
		m.speakOnReport(i, Verdict{Judgement: Running, Flags: []Flag{Overrun}, At: due, Cause: cause})
	}
	if due, ok := m.noEndDue(r); ok && !due.After(at) {
		m.speakOnReport(i, Verdict{Judgement: Running, Flags: []Flag{Overrun}, At: due, Cause: diagnose.NoEnd(r.StartedAt)})
	}
}

// unended is a run that had started before a slot and has not reported its end, where that start is the last that anybody has heard of
// the job; false where there is none.
func (m *machine) unended(s Slot) (Run, bool) {
	for _, r := range m.s.Runs {
		if !r.over() && r.StartedAt.Before(s.At) && !m.s.LastCheckIn.After(r.StartedAt) {
			return r, true
		}
	}
	return Run{}, false
}
