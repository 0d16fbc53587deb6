package monitor

import (
	"rollcall.dev/rollcall/internal/diagnose"
	"rollcall.dev/rollcall/internal/schedule"
)

// checkIn takes in what a job reported of itself. It answers every slot that has passed and waits for an answer: a report
// within the grace of two slots is late for the first and in time for the second, and neither was silent. A report that no
// slot waits for stands for itself.
func (m *machine) checkIn(o Observation) {
	f := *o.Run
	m.advance(o.At)
	m.s.LastCheckIn = later(m.s.LastCheckIn, o.At)
	if m.s.Definition.Schedule.Kind == schedule.KindEvery {
		m.s.Watermark = later(m.s.Watermark, o.At) // the period counts from the last report
	}
	v := Verdict{
		Run: f.ID, RunName: f.Name, Judgement: judgementOf(f.Outcome), At: o.At,
		CreatedAt: f.CreatedAt, StartedAt: f.StartedAt, FinishedAt: f.FinishedAt,
	}
	if v.Judgement == Failed {
		v.Evidence, v.Cause = o.Evidence, diagnose.Failed(evidence(o.Evidence))
	}
	if !m.answerOpen(v) {
		m.speak(v)
	}
}

// answerOpen gives v to every slot that waits for an answer; false where none did.
func (m *machine) answerOpen(v Verdict) bool {
	answered := false
	for i := range m.s.Slots {
		s := &m.s.Slots[i]
		if s.Judgement != "" || s.At.After(v.At) {
			continue
		}
		s.Run, s.Judgement = v.Run, v.Judgement
		v.Slot, v.Revises = s.At, ""
		m.speak(v)
		answered = true
	}
	return answered
}

// report takes over the verdict of a check-in service that is not ours.
func (m *machine) report(o Observation) {
	r := *o.Report
	if !r.Missing {
		m.s.LastCheckIn = later(m.s.LastCheckIn, r.ReportedAt)
		m.speak(Verdict{Run: RunID(o.ID), Judgement: Succeeded, At: o.At})
		return
	}
	at := r.ExpectedAt
	if at.IsZero() {
		at = o.At
	}
	i := m.slot(at)
	if m.s.Slots[i].Judgement != "" {
		return
	}
	m.s.Slots[i].Judgement = Missed
	m.speak(Verdict{Slot: at, Judgement: Missed, At: o.At, Cause: diagnose.ReportedMissing(r.Message)})
}
