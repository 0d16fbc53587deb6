package monitor

import (
	"slices"
	"time"
)

// advance opens the slots that passed up to and including until. A slot of a suspended Monitor is judged as it opens.
func (m *machine) advance(until time.Time) {
	if !m.expects() || !until.After(m.s.Watermark) {
		return
	}
	plan, ok := m.plan()
	if !ok {
		return
	}
	slots, more := plan.Slots(m.s.Watermark, until, maxSlotsAtOnce)
	for _, at := range slots {
		m.s.Watermark = at
		i := m.slot(at)
		if m.s.Definition.Suspended && m.s.Slots[i].Run == "" && m.s.Slots[i].Judgement == "" {
			m.judgeSlot(i, Suspended)
		}
	}
	if !more && !plan.Relative() {
		m.s.Watermark = later(m.s.Watermark, until)
	}
}

// slot returns the index of the slot at that instant, opening it where it is not there.
func (m *machine) slot(at time.Time) int {
	i, found := m.findSlot(at)
	if !found {
		m.s.Slots = slices.Insert(m.s.Slots, i, Slot{At: at.UTC()})
	}
	return i
}

func (m *machine) findSlot(at time.Time) (int, bool) {
	return slices.BinarySearchFunc(m.s.Slots, at, func(s Slot, at time.Time) int { return s.At.Compare(at) })
}
