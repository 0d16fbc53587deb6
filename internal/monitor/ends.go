package monitor

import (
	"time"

	"rollcall.dev/rollcall/internal/diagnose"
)

// ends takes in the end of a run. One of which no start was seen answers what waits for an answer by itself.
func (m *machine) ends(f RunFacts, e *diagnose.Evidence) {
	at := f.FinishedAt
	i, known := m.newestOf(f, at)
	switch {
	case !known, f.Unnamed && m.s.Runs[i].Outcome != Unfinished:
		known = false
	case m.s.Runs[i].Outcome != Unfinished:
		r := m.s.Runs[i]
		if !at.After(r.FinishedAt.Add(sameReport)) && (r.Outcome == f.Outcome || !at.After(r.FinishedAt)) {
			return // said before, or taken back since
		}
		known = !at.After(r.FinishedAt.Add(sameReport))
	}
	if f.Unnamed && at.After(m.s.UnnamedEnd.FinishedAt) {
		m.s.UnnamedEnd = RunFacts{ID: f.ID, FinishedAt: at, Outcome: f.Outcome, Unnamed: true}
	}
	switch {
	case known:
		m.close(i, f)
	case f.Unnamed:
		m.standAlone(f, e)
		return
	default:
		i = m.add(f, at)
	}
	if m.s.Runs[i].Evidence = nil; f.Outcome == OutcomeFailed {
		m.s.Runs[i].Evidence = e // what comes with a success fills the State and explains nothing
	}
	if len(m.slotsOf(m.s.Runs[i].ID)) == 0 {
		m.tie(i, m.answeredByEnd(m.s.Runs[i].RunFacts))
	}
	m.speakOnReport(i, m.verdictOn(m.s.Runs[i]))
}

// close adds the end to what is known of a run. How long it took is measured from its start, where the report does not say.
func (m *machine) close(i int, f RunFacts) {
	r := &m.s.Runs[i]
	r.Outcome, r.FinishedAt, r.Gone, r.GoneAt = f.Outcome, f.FinishedAt, false, time.Time{}
	if !f.StartedAt.IsZero() {
		r.CreatedAt, r.StartedAt = f.CreatedAt, f.StartedAt
	}
}

// standAlone speaks the verdict on an end that belongs to no run that is known, and is forgotten with it.
func (m *machine) standAlone(f RunFacts, e *diagnose.Evidence) {
	v, slots := m.standingAlone(f, e), m.answeredByEnd(f)
	m.answerAll(slots, v)
	if len(slots) == 0 {
		m.speak(v)
	}
}

func (m *machine) standingAlone(f RunFacts, e *diagnose.Evidence) Verdict {
	v := m.verdictOn(Run{RunFacts: f, Evidence: e})
	v.Run, v.RunName = f.ID, f.Name
	v.CreatedAt, v.StartedAt, v.FinishedAt = f.CreatedAt, f.StartedAt, f.FinishedAt
	return v
}
