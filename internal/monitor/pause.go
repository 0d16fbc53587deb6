package monitor

import (
	"time"

	"rollcall.dev/rollcall/internal/diagnose"
)

// letGo has nothing more expected of a check-in that is paused at an instant: neither what was due and is not missed yet, nor the end of
// a run. What a scheduler suspends is another matter: it should have started what was due before.
func (m *machine) letGo(at time.Time) {
	if m.s.Definition.Source != SourceCheckIn {
		return
	}
	for i := range m.s.Slots {
		if s := &m.s.Slots[i]; s.open() && s.At.Add(m.s.Definition.Grace).After(at) {
			s.Suspended = true
		}
	}
	for i := range m.s.Runs {
		if r := &m.s.Runs[i]; !r.over() && r.Judgement == "" {
			r.Gone, r.GoneAt = true, at
			m.speakOnReport(i, Verdict{Judgement: Unknown, At: at, Cause: diagnose.Paused(at)})
		}
	}
}
