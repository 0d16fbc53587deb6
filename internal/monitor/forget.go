package monitor

import (
	"slices"
	"time"
)

// forget drops the oldest judged slots and finished runs beyond keepJudged, but none that something still open depends on: a
// slot whose run goes on, a run that explains why another slot has none.
func (m *machine) forget() {
	m.abandon()
	judged, silent := 0, 0
	for i, s := range slices.Backward(m.s.Slots) {
		if s.Judgement == "" {
			continue
		}
		if judged++; s.Run == "" && m.s.Definition.Source == SourceCheckIn {
			if silent++; silent <= keepSilent {
				continue
			}
		}
		if judged > keepJudged && !m.goesOn(s.Run) {
			m.s.Slots = slices.Delete(m.s.Slots, i, i+1)
		}
	}
	finished := 0
	for i := len(m.s.Runs) - 1; i >= 0; i-- {
		r := m.s.Runs[i]
		if !r.over() {
			continue
		}
		if finished++; finished > keepJudged && !m.explains(r) {
			m.settle(r)
			m.s.Runs = slices.Delete(m.s.Runs, i, i+1)
		} else if finished > 1 {
			m.s.Runs[i].Evidence = nil
		}
	}
	for i := range m.s.Slots {
		if m.s.Slots[i].Judgement != "" {
			m.s.Slots[i].Evidence = nil
		}
	}
}

// abandon bounds the runs that have reported their start and not their end, and more so those of which that was told: of the oldest
// beyond that nothing more is expected.
func (m *machine) abandon() {
	if m.s.Definition.Source != SourceCheckIn {
		return
	}
	started, told, next := 0, 0, time.Time{}
	for i, r := range slices.Backward(m.s.Runs) {
		if r.over() {
			continue
		}
		if started++; r.Judgement == Running {
			told++
		}
		if started > maxStarted || r.Judgement == Running && told > keepJudged {
			m.giveUp(i, next)
		}
		next = later(next, r.StartedAt)
	}
}

// goesOn reports whether a run is known and not over.
func (m *machine) goesOn(id RunID) bool {
	return id != "" && slices.ContainsFunc(m.s.Runs, func(r Run) bool { return r.ID == id && !r.over() })
}

// explains reports whether the run is one for which Forbid left out a slot that is not judged yet.
func (m *machine) explains(r Run) bool {
	return m.s.Definition.Concurrency == Forbid && slices.ContainsFunc(m.s.Slots, func(s Slot) bool { return s.open() && r.blocks(s.At) })
}

// maxSettledThen bounds the runs of one instant that are remembered as forgotten.
const maxSettledThen = 1000

// settle notes that a run is forgotten.
func (m *machine) settle(r Run) {
	switch {
	case r.CreatedAt.IsZero(): // nobody said when it began: it cannot be told apart by that
	case r.CreatedAt.After(m.s.Settled):
		m.s.Settled, m.s.SettledThen = r.CreatedAt, []RunID{r.ID}
	case r.CreatedAt.Equal(m.s.Settled) && len(m.s.SettledThen) < maxSettledThen:
		m.s.SettledThen = append(slices.Clip(m.s.SettledThen), r.ID)
	}
}

// settled reports whether a run that is not known was known once and is forgotten. Runs are learnt of in the order of their
// creation.
func (m *machine) settled(f RunFacts) bool {
	known := slices.ContainsFunc(m.s.Runs, func(r Run) bool { return r.ID == f.ID })
	switch {
	case known || f.CreatedAt.IsZero() || f.CreatedAt.After(m.s.Settled):
		return false
	case f.CreatedAt.Equal(m.s.Settled) && len(m.s.SettledThen) > 0 && len(m.s.SettledThen) < maxSettledThen:
		return slices.Contains(m.s.SettledThen, f.ID)
	default:
		return true
	}
}

// open reports whether the slot waits for a run or a judgement.
func (s Slot) open() bool { return s.Run == "" && s.Judgement == "" }

// blocks reports whether the scheduler started the run for an earlier slot than at, and it had not ended then.
func (r Run) blocks(at time.Time) bool {
	return !r.Slot.IsZero() && r.Slot.Before(at) && r.activeAt(at)
}
