package monitor

import (
	"slices"
	"time"

	"rollcall.dev/rollcall/internal/schedule"
)

// answeredBy lists the slots that a report of an instant answers, ascending: all that had passed by then and whose grace had not. A report
// within the grace of two slots is late for the first and in time for the second, and neither was silent. What is learnt late still is
// of its time, so that it answers a slot that was judged meanwhile. A report that finds none of them may be early for the next one.
func (m *machine) answeredBy(at time.Time) []time.Time {
	var slots []time.Time
	for _, s := range m.s.Slots {
		if !s.At.After(at) && m.waits(s, at) {
			slots = append(slots, s.At)
		}
	}
	if next, ok := m.earlyFor(at); ok && len(slots) == 0 {
		return []time.Time{next}
	}
	return slots
}

// answeredByEnd lists the slots that an end answers which comes alone. Where it says when the run began, it answers what that start
// would have answered.
func (m *machine) answeredByEnd(f RunFacts) []time.Time {
	slots := m.answeredBy(f.FinishedAt)
	if f.StartedAt.IsZero() {
		return slots
	}
	began := m.answeredBy(f.StartedAt)
	if len(began) > 0 && len(slots) == 1 && slots[0].After(f.FinishedAt) {
		return began // it is not early for another one
	}
	slots = append(slots, began...)
	slices.SortFunc(slots, time.Time.Compare)
	return slices.CompactFunc(slots, time.Time.Equal)
}

// earlyFor is the slot that a report comes early for: the next one, which need not be open yet, where nothing has answered it; never
// another one. False for none.
func (m *machine) earlyFor(at time.Time) (time.Time, bool) {
	d := m.s.Definition
	if d.Schedule.Kind == schedule.KindEvery {
		return m.tooSoonFor(at)
	}
	if d.Early <= 0 {
		return time.Time{}, false
	}
	next := m.s.NextSlot(at)
	if next.IsZero() || next.After(at.Add(d.Early)) {
		return time.Time{}, false
	}
	if i, found := m.findSlot(next); found {
		return next, m.waits(m.s.Slots[i], at)
	}
	return next, next.After(m.s.Watermark)
}

// tooSoonFor is the slot of a period that was opened although a report from before had begun the period anew: it was not known then.
func (m *machine) tooSoonFor(at time.Time) (time.Time, bool) {
	for _, s := range m.s.Slots {
		if s.At.After(at) {
			return s.At, m.waits(s, at) && s.At.Before(at.Add(m.s.Definition.Schedule.Period))
		}
	}
	return time.Time{}, false
}

// waits reports whether nothing has answered a slot that a report of that instant would answer.
func (m *machine) waits(s Slot, at time.Time) bool {
	return s.open() || s.Run == "" && !at.After(s.At.Add(m.s.Definition.Grace))
}

// tie gives slots to a run.
func (m *machine) tie(i int, slots []time.Time) {
	r := &m.s.Runs[i]
	for _, at := range slots {
		m.s.Slots[m.slot(at)].Run = r.ID
		r.Slot = later(r.Slot, at.UTC())
	}
}

// slotsOf lists the slots that a run answers, ascending.
func (m *machine) slotsOf(id RunID) []time.Time {
	var slots []time.Time
	for _, s := range m.s.Slots {
		if s.Run == id {
			slots = append(slots, s.At)
		}
	}
	return slots
}

// speakOnReport speaks a verdict on a run that reports by check-in: on each of the slots that it answers, or on itself where it answers
// none.
func (m *machine) speakOnReport(i int, v Verdict) {
	r := &m.s.Runs[i]
	v.Run, v.RunName = r.ID, r.Name
	v.CreatedAt, v.StartedAt, v.FinishedAt = r.CreatedAt, r.StartedAt, r.FinishedAt
	v.Revises, r.Judgement = r.Judgement, v.Judgement
	slots := m.slotsOf(r.ID)
	m.answerAll(slots, v)
	if len(slots) == 0 {
		m.speak(v)
	}
}

// answerAll speaks a verdict on each of the slots.
func (m *machine) answerAll(slots []time.Time, v Verdict) {
	flags := v.Flags
	for _, at := range slots {
		s := &m.s.Slots[m.slot(at)]
		v.Slot, v.Revises, v.Flags = s.At, s.Judgement, flags
		if v.StartedAt.After(s.At.Add(m.s.Definition.Grace)) {
			v.Flags = slices.Concat(flags, []Flag{Late})
		}
		s.Run, s.Judgement = v.Run, v.Judgement
		m.speak(v)
	}
}
