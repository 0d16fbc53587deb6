package incident

import "time"

// news is the Incident with its newest Notice again, as the news that somebody (answer) or time has changed something just now.
func (i Incident) news(change Change, now time.Time, answer *Entry) Incident {
	i.UpdatedAt = latest(i.UpdatedAt, now)
	n := &i.Notice
	n.Change, n.Answer, n.ResolvedAt = change, answer, i.ResolvedAt
	n.At, n.DecidedAt, n.Delay = now, now, 0
	if change == Recovery || i.ResolvedAt.IsZero() { // of what is over, what ended it stays known
		n.Rerun = nil
	}
	switch {
	case change == Recovery:
		n.EndedBy = answer
	case i.ResolvedAt.IsZero():
		n.EndedBy = nil
	}
	return i
}

// Stamp numbers a change, notes it in the Timeline, and completes its Notice with how the Incident stands. Whoever keeps a changed
// Incident stamps it once.
func (i Incident) Stamp() Incident {
	i.Version++
	switch i.Notice.Change {
	case Repeated, Commented, Reminder, Listed, RerunAsking, RerunBegan, RerunDenied, RerunOver:
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
