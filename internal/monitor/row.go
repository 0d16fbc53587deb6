package monitor

import (
	"cmp"
	"slices"
	"time"
)

// count takes a verdict into the rows of bad and of good ones. News that is older than the newest success belongs to neither.
func (m *machine) count(v *Verdict) {
	switch {
	case v.Good():
		switch at := v.succeededAt(); at.Compare(m.s.LastSuccess) {
		case 1:
			m.s.LastSuccess, m.s.LastSuccessDuration = at, v.Duration()
			m.s.Baseline = m.s.Baseline.with(*v, m.s.Definition.Setup)
			m.s.ConsecutiveGood++
			m.recount(cmp.Or(v.Slot, at))
		case 0: // a doubt about it is dispelled
			m.s.ConsecutiveGood = max(m.s.ConsecutiveGood, 1)
			m.recount(cmp.Or(v.Slot, at))
		}
		v.InARow = m.s.ConsecutiveGood
	case v.Bad():
		if m.counts(v.Judgement) && !v.Revises.Bad() && !m.s.LastSuccess.After(v.At) {
			m.s.ConsecutiveGood = 0
			if m.s.ConsecutiveBad++; m.s.ConsecutiveBad == 1 {
				m.s.BadSince = v.At
			}
		}
		v.InARow, v.RowSince = m.s.ConsecutiveBad, m.s.BadSince
	}
}

// counts reports whether a bad judgement counts in a row. Where several are waited for before anybody is told, a slot that the
// scheduler left out by its policy is none of them.
func (m *machine) counts(j Judgement) bool {
	return j.Bad() && (j != Skipped || m.s.Definition.FailAfter <= 1) || j == Succeeded
}

// recount is the row of bad verdicts after a success on the slot of an instant. A success that comes late leaves those of the slots after
// it.
func (m *machine) recount(good time.Time) {
	m.s.ConsecutiveBad, m.s.BadSince = 0, time.Time{}
	for _, s := range slices.Backward(m.s.Slots) {
		if !s.At.After(good) || s.Judgement == Succeeded {
			return
		}
		if m.counts(s.Judgement) {
			m.s.ConsecutiveBad++
			m.s.BadSince = s.At
			m.s.ConsecutiveGood = 0
		}
	}
}
