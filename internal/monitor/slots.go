package monitor

import (
	"slices"
	"time"

	"rollcall.dev/rollcall/internal/schedule"
)

// advance opens the slots that passed up to and including until, but not too many at once. It reports whether there are more.
func (m *machine) advance(until time.Time) (more bool) {
	if !m.expects() || !until.After(m.s.Watermark) {
		return false
	}
	plan, ok := m.plan()
	if !ok {
		return false
	}
	slots, more := plan.Slots(m.s.Watermark, until, maxSlotsAtOnce)
	for _, at := range slots {
		m.s.Watermark = at
		i := m.slot(at)
		m.s.Slots[i].Suspended = m.s.Definition.Suspended
	}
	if !more && m.s.Definition.Schedule.Kind != schedule.KindEvery {
		m.s.Watermark = later(m.s.Watermark, until)
	}
	return more
}

// catchUp opens all slots that passed up to and including until. Of very many only the newest are kept.
func (m *machine) catchUp(until time.Time) {
	for m.advance(until) {
		extra := -maxOpen
		for _, s := range m.s.Slots {
			if s.open() {
				extra++
			}
		}
		m.s.Slots = slices.DeleteFunc(m.s.Slots, func(s Slot) bool {
			if s.open() {
				extra--
			}
			return s.open() && extra >= 0
		})
	}
}

// anchor is what the CronJob controller counts an "@every" from: the slot that it started last, or else the creation.
func (m *machine) anchor() time.Time {
	at := m.s.Definition.LastScheduledAt
	for _, r := range m.s.Runs {
		at = later(at, r.Slot)
	}
	if at.IsZero() {
		return m.s.Definition.CreatedAt
	}
	return at
}

// rebase takes the slots from the roll that are not due any more because the controller now counts from another slot. A start
// that comes late, or within a starting deadline, shifts all that follow.
func (m *machine) rebase(before time.Time) {
	plan, ok := m.plan()
	after := m.anchor()
	if !ok || !plan.Relative() || m.s.Definition.Schedule.Kind == schedule.KindEvery || after.Equal(before) {
		return
	}
	m.s.Slots = slices.DeleteFunc(m.s.Slots, func(s Slot) bool {
		return s.open() && !s.Superseded && s.At.After(after) && !plan.Next(s.At.Add(-time.Nanosecond)).Equal(s.At)
	})
	if from := later(after, m.s.DueSince); from.Before(m.s.Watermark) {
		m.s.Watermark = from
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
