package monitor

import (
	"time"

	"rollcall.dev/rollcall/internal/diagnose"
)

// speakOnRun completes a verdict on a run and keeps it.
func (m *machine) speakOnRun(i int, v Verdict) { m.speak(m.onRun(i, v)) }

// onRun completes a verdict on a run, which from then on is the run's and its slot's.
func (m *machine) onRun(i int, v Verdict) Verdict {
	r := &m.s.Runs[i]
	v.ReportedAt = r.ReportedAt
	v.Run, v.RunName, v.Slot = r.ID, r.Name, r.Slot
	v.CreatedAt, v.StartedAt, v.FinishedAt = r.CreatedAt, r.StartedAt, r.FinishedAt
	v.Revises, v.Setup = r.Judgement, r.Setup
	if v.Judgement.final() {
		r.Setup = nil // its last word needs it, and nothing after that
	}
	switch {
	case r.Slot.IsZero():
		v.Flags = append(v.Flags, Manual)
	case r.CreatedAt.After(r.Slot.Add(m.s.Definition.Grace)):
		v.Flags = append(v.Flags, Late)
	}
	if j, found := m.findSlot(r.Slot); found && !r.Slot.IsZero() {
		v.Revises = m.s.Slots[j].Judgement
		m.s.Slots[j].Judgement = v.Judgement
	}
	r.Judgement = v.Judgement
	return v
}

// judgeSlot speaks the verdict on a slot that no run answered.
func (m *machine) judgeSlot(i int, j Judgement) {
	s := &m.s.Slots[i]
	v := Verdict{Slot: s.At, Judgement: j, Revises: s.Judgement, Evidence: s.Evidence, At: s.At.Add(m.s.Definition.Grace)}
	v.Cause = m.absenceCause(*s, j)
	s.Judgement = j
	m.speak(v)
}

// speak keeps a verdict, but for one that repeats what was said of the same slot.
func (m *machine) speak(v Verdict) {
	if v.Revises != v.Judgement {
		m.say(v)
	}
}

// say keeps a verdict and counts it, also where only its reasons have changed.
func (m *machine) say(v Verdict) {
	v.Monitor, v.DecidedAt = m.s.ID, m.now
	if d := m.s.Definition; d.Source == SourceKubernetes {
		v.Cause = v.Cause.For(diagnose.Subject{Namespace: d.Namespace, CronJob: d.Name, Job: v.RunName})
	}
	m.count(&v)
	m.verdicts = append(m.verdicts, v)
}

// succeededAt is when the run ended, as well as that is known.
func (v Verdict) succeededAt() time.Time {
	if v.FinishedAt.IsZero() {
		return v.At
	}
	return v.FinishedAt
}
