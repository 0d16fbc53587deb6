package incident

import "time"

// after is the newest Notice again, as the news that somebody or time has changed something.
func (n Notice) after(change Change, i Incident, answer *Entry) Notice {
	n.Change, n.Answer, n.ResolvedAt = change, answer, i.ResolvedAt
	n.DecidedAt, n.At, n.Delay = i.UpdatedAt, i.UpdatedAt, 0
	if answer != nil {
		n.At, n.DecidedAt = answer.At, answer.At
	}
	return n
}

// Stamp numbers a change, notes it in the Timeline, and completes its Notice with how the Incident stands. Whoever keeps a changed
// Incident stamps it once.
func (i Incident) Stamp() Incident {
	i.Version++
	switch i.Notice.Change {
	case Repeated, Commented, Reminder, Listed:
	default:
		i.Turned = i.Version
	}
	if i.Notice.Answer == nil {
		i = i.record(Entry{At: i.Notice.DecidedAt, By: Rollcall(), What: i.Notice.Change, Text: i.Notice.Cause.Summary})
	}
	n := &i.Notice
	n.Version, n.Status, n.AckedBy, n.AckedAt = i.Version, i.Status, i.AckedBy, i.AckedAt
	n.SnoozedUntil, n.ActBy, n.Level = i.SnoozedUntil, i.ActBy, i.Level
	if i.Status == Resolved {
		n.SnoozedUntil, n.ActBy = time.Time{}, time.Time{}
	}
	return i
}
