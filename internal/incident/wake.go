package incident

import "time"

// WasTold reports whether people know of the Incident.
func (i Incident) WasTold() bool {
	return !i.ToldAt.IsZero() || i.Version == 0 && !i.Held && i.Notice.Change != Opened // stored by a release that did not note it
}

// Wake has an Incident told of that a silence kept quiet.
func (i Incident) Wake(now time.Time) Incident {
	return i.Unmute(now).news(Woken, now, nil)
}

// Unmute ends that a silence keeps the Incident quiet. Nobody could act on what was not told: the time to act begins anew.
func (i Incident) Unmute(now time.Time) Incident {
	if i.MutedBy == "" {
		return i
	}
	i.MutedBy, i.MutedUntil = "", time.Time{}
	if i.Status == Open {
		i.ActBy, i.Level = time.Time{}, 0
	}
	i.RemindedAt = latest(i.RemindedAt, now)
	return i
}

// Wakes is when time alone changes something for the Incident; zero: it does not.
func (i Incident) Wakes() time.Time {
	if i.MutedBy != "" {
		return i.MutedUntil
	}
	return i.NextAt
}

// Following is the Incident with what people and time have made of it meanwhile: verdicts know nothing of that.
func (i Incident) Following(kept Incident) Incident {
	if kept.Version <= i.Version {
		return i
	}
	i.Version, i.Turned, i.Timeline, i.ToldAt = kept.Version, kept.Turned, kept.Timeline, kept.ToldAt
	i.MutedBy, i.MutedUntil, i.Topic, i.Burst, i.Digest = kept.MutedBy, kept.MutedUntil, kept.Topic, kept.Burst, kept.Digest
	i.ActBy, i.Level, i.Reached, i.RemindedAt, i.NextAt = kept.ActBy, kept.Level, kept.Reached, kept.RemindedAt, kept.NextAt
	i.Reruns = kept.withEnded(i.Reruns)
	if a := i.Notice.Answer; a != nil && !i.answered(a.ID) {
		i = i.record(*a)
	}
	return i
}
