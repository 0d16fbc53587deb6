package monitor

import "time"

// NextCheck is the earliest instant at which a clock Observation could bring a verdict; zero where none could. The source is
// to be asked then what it sees.
func (s State) NextCheck() time.Time {
	m := machine{s: s}
	if !m.expects() {
		return time.Time{}
	}
	var next time.Time
	at := func(t time.Time) {
		if next.IsZero() || t.Before(next) {
			next = t
		}
	}
	for _, slot := range s.Slots {
		if slot.open() {
			at(slot.At.Add(s.Definition.Grace))
		}
	}
	for _, r := range s.Runs {
		for _, due := range []func(Run) (time.Time, bool){m.startDue, m.overrunDue, m.deletedDue, m.askDue, m.noEndDue, m.confirmDue} {
			if t, ok := due(r); ok {
				at(t)
			}
		}
	}
	if upcoming := s.NextSlot(s.Watermark); !upcoming.IsZero() && !s.Definition.Suspended {
		at(upcoming.Add(s.Definition.Grace))
	}
	return next
}

// Undecided reports whether a slot of the Monitor is due at an instant that nothing has answered, and until when something may.
func (s State) Undecided(at time.Time) (until time.Time, due bool) {
	m := machine{s: s}
	if !m.expects() || s.Definition.Suspended {
		return time.Time{}, false
	}
	first := s.NextSlot(s.Watermark)
	for _, slot := range s.Slots {
		if slot.open() && (first.IsZero() || slot.At.Before(first)) {
			first = slot.At
		}
	}
	return first.Add(s.Definition.Grace), !first.IsZero() && !first.After(at)
}

// NextSlot is the first slot after an instant; zero where none is expected.
func (s State) NextSlot(after time.Time) time.Time {
	m := machine{s: s}
	plan, ok := m.plan()
	if !ok || !m.expects() || s.Definition.Suspended {
		return time.Time{}
	}
	return plan.Next(after)
}
