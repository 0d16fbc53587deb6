package incident

import "time"

// Begin sets by when somebody has to answer, for an Incident that people are told of now.
func (i Incident) Begin(p Policy, now time.Time) Incident {
	if i.Kind == Blind || i.Kind == Digest || i.Status != Open {
		return i
	}
	i.ActBy = p.ActBy(now, i.Notice.NextSlot)
	return i
}

// Schedule sets when time alone changes something.
func (i Incident) Schedule(p Policy) Incident {
	i.NextAt = i.next(p)
	return i
}

func (i Incident) next(p Policy) time.Time {
	switch {
	case i.Status == Resolved || i.ToldAt.IsZero():
		return time.Time{}
	case !i.SnoozedUntil.IsZero():
		return i.SnoozedUntil
	}
	if at := i.levelAt(p); !at.IsZero() {
		return at
	}
	return i.remindAt(p)
}

// levelAt is when the escalation takes its next step; zero: it does not.
func (i Incident) levelAt(p Policy) time.Time {
	if i.Status != Open {
		return time.Time{}
	}
	return p.LevelAt(i.Level+1, i.ActBy)
}

// remindAt is when an Incident that goes on is brought to mind again.
func (i Incident) remindAt(p Policy) time.Time {
	if p.RemindAfter <= 0 || i.Kind == Blind || i.Kind == Digest {
		return time.Time{}
	}
	at := latest(latest(i.OpenedAt, i.AckedAt), i.RemindedAt).Add(p.RemindAfter)
	if p.Severity == Critical {
		return at
	}
	return p.Hours.Next(at) // nobody reads it before
}

// Tick lets time pass: a snooze ends, a reminder comes due, the escalation takes a step. False where nothing is to be told; the Incident
// returned then still knows when to look again.
func (i Incident) Tick(p Policy, now time.Time) (Incident, bool) {
	i = i.Schedule(p)
	if i.NextAt.IsZero() || now.Before(i.NextAt) {
		return i, false
	}
	change := Reminder
	switch {
	case !i.SnoozedUntil.IsZero():
		change = Woken
		i.SnoozedUntil = time.Time{}
		if i.Status == Open {
			i.ActBy, i.Level = p.ActBy(now, i.Notice.NextSlot), 0
		}
	case !i.levelAt(p).IsZero():
		for at := i.levelAt(p); !at.IsZero() && !now.Before(at); at = i.levelAt(p) {
			i.Level++
		}
		if i.Level > LevelReminder {
			change = Escalated
		}
	}
	i.RemindedAt = now
	return i.news(change, now, nil).Schedule(p), true
}
