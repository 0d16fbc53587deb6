package incident

import (
	"slices"
	"time"

	"rollcall.dev/rollcall/internal/monitor"
	"rollcall.dev/rollcall/internal/ownership"
)

const (
	// BurstWindow is how close together the Incidents of a burst begin, and how long after the newest of them it still takes others in.
	BurstWindow = 10 * time.Minute
	// listAfter is how long nobody joins before all of them are listed by name.
	listAfter = time.Minute
	// burstMost is how long one message speaks for a burst. What is in trouble after that is told by itself when it is bad again.
	burstMost = 24 * time.Hour
	// maxNamed is to how many owners the first of their jobs are named at once; to the rest they are with the list.
	maxNamed = 50
)

// Share is what one owner has of a burst.
type Share struct {
	Team ownership.Team `json:"team"`
	// Channel is the one that the jobs chose instead of the team's; empty where they chose none.
	Channel string `json:"channel,omitempty"`
	Jobs    int    `json:"jobs"`
	// First are the first MaxAffected of them.
	First []Affected `json:"first"`
}

// Burst returns the ID of the unresolved burst of a topic that takes others in now; false where there is none.
func (c *Cluster) Burst(topic string, now time.Time) (string, bool) {
	for _, w := range c.shared {
		if w.Kind == Burst && w.Topic == topic && w.takes(now) {
			return w.ID, true
		}
	}
	return "", false
}

// Takes reports whether the burst takes in what has the topic now.
func (c *Cluster) Takes(burst, topic string, now time.Time) bool {
	w := c.find(burst)
	return w != nil && w.Topic == topic && w.takes(now)
}

func (w *working) takes(now time.Time) bool {
	return w.Status != Resolved && now.Before(w.Sharing.Newest.Add(BurstWindow)) && now.Before(w.Sharing.ToldAt.Add(burstMost))
}

// BeginBurst opens a burst for what several Incidents have in common; those of first are told by themselves and named only.
func (c *Cluster) BeginBurst(topic string, i Incident, first []Incident, now time.Time) (id string) {
	at := slices.IndexFunc(c.shared, func(w *working) bool { return w.Kind == Burst && w.Topic == topic && w.Status != Resolved })
	if at >= 0 { // it is too old to take others in: there is one at a time
		c.shared[at].end(now, now)
	}
	opened := i.OpenedAt
	for _, f := range first {
		if f.OpenedAt.Before(opened) {
			opened = f.OpenedAt
		}
	}
	w := c.begin(Burst, opened, now)
	w.Topic, w.Cause, w.Sharing.Newest = topic, i.Cause, now
	w.Cause.LogTail = ""
	for _, f := range first {
		w.name(f, f.Notice.Owner)
		w.Sharing.Alone++
	}
	return w.ID
}

// JoinBurst takes an Incident into a burst: it is told of there. It returns the State of its Monitor with a note of that.
func (c *Cluster) JoinBurst(burst string, s monitor.State, i Incident, now time.Time) monitor.State {
	w := c.find(burst)
	w.change()
	w.Sharing.Open++
	w.Sharing.Newest, w.joined = now, true
	w.Sharing.Listed = false
	w.UpdatedAt = latest(w.UpdatedAt, now)
	s, fresh := w.shares(s)
	if fresh {
		w.name(i, i.Notice.Owner)
	}
	return s
}

// name counts an Incident among those of the burst.
func (w *working) name(i Incident, owner ownership.Answer) {
	w.Count++
	w.Sharing.Jobs++
	if more := rank(i.Notice.Severity); more > rank(w.Sharing.Severity) || w.Sharing.Jobs == 1 {
		w.Sharing.Severity = i.Notice.Severity
	}
	a := AffectedOf(i)
	at := slices.IndexFunc(w.Sharing.Owners, func(s Share) bool { return s.Team.ID == owner.Team.ID && s.Channel == owner.Channel })
	w.Sharing.Owners = slices.Clone(w.Sharing.Owners)
	if at < 0 {
		at = len(w.Sharing.Owners)
		w.Sharing.Owners = append(w.Sharing.Owners, Share{Team: owner.Team, Channel: owner.Channel})
	}
	share := &w.Sharing.Owners[at]
	share.Jobs++
	if at < maxNamed && len(share.First) < MaxAffected {
		share.First = append(slices.Clip(share.First), a)
	}
}

// AffectedOf is an Incident as one of those that a burst names.
func AffectedOf(i Incident) Affected {
	a := Affected{Monitor: i.Monitor, Job: monitor.JobName(i.Notice.Subject.Namespace, i.Notice.Subject.Name), RunName: i.Notice.RunName}
	if !i.Notice.Slot.IsZero() {
		a.Slots = []time.Time{i.Notice.Slot}
	}
	return a
}

// rank orders severities.
func rank(s Severity) int {
	return slices.Index([]Severity{Low, Undeclared, Normal, High, Critical}, s)
}

// LeaveBurst takes an Incident out of its burst: it is over, or (alone) told by itself from now on. The burst is over with the last.
func (c *Cluster) LeaveBurst(burst string, alone bool, now time.Time) {
	w := c.find(burst)
	if w == nil || w.Status == Resolved {
		return
	}
	w.change()
	w.Sharing.Open--
	if alone {
		w.Sharing.Alone++
	} else {
		w.Sharing.Recovered++
	}
	w.joined = true
	if w.UpdatedAt = latest(w.UpdatedAt, now); w.Sharing.Open <= 0 {
		w.end(now, now)
	}
}

// passBursts lets time pass for the bursts: once nobody joins any more all are listed, and after a day each is told by itself again.
func (c *Cluster) passBursts(now time.Time) {
	for _, w := range c.shared {
		if w.Kind != Burst || w.Status == Resolved {
			continue
		}
		if !now.Before(w.Sharing.ToldAt.Add(burstMost)) {
			w.end(now, now)
			continue
		}
		if w.lists() && !now.Before(w.Sharing.Newest.Add(listAfter)) {
			w.change()
			w.Sharing.Listed, w.listed = true, true
			w.UpdatedAt = latest(w.UpdatedAt, now)
		}
	}
}

// lists reports whether the names of all are still to be told, which waits for the end of a silence.
func (w *working) lists() bool { return !w.Sharing.Listed && w.MutedBy == "" }

// burstCheck is when time alone changes the burst.
func (w *working) burstCheck() time.Time {
	if w.lists() {
		return w.Sharing.Newest.Add(listAfter)
	}
	return w.Sharing.ToldAt.Add(burstMost)
}

// Edit changes one of the Incidents that the Cluster was given, outside of what verdicts do; it is told as fn composed it, if fn says that
// it changed. False where the Cluster does not have it.
func (c *Cluster) Edit(id string, fn func(Incident) (Incident, bool, error)) (bool, error) {
	w := c.find(id)
	if w == nil {
		return false, nil
	}
	w.change()
	next, changed, err := fn(w.Incident)
	if err != nil || !changed {
		return true, err
	}
	w.Incident = next
	w.edits = append(w.edits, next)
	return true, nil
}
