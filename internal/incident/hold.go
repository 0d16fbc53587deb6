package incident

import "time"

// Hold keeps an Incident from being told, until an instant or, where that is zero, until its Monitor is bad once more and nothing that it
// depends on is down.
func (i Incident) Hold(until time.Time) Incident {
	i.Held, i.HeldUntil = true, until
	return i
}

// Release has an Incident told of. For its readers it opens now, with all that it has gathered.
func (i Incident) Release() Incident {
	if i.Held {
		i.Notice.Change = Opened
	}
	i.Held, i.HeldUntil = false, time.Time{}
	return i
}
