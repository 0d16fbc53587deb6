package ledger

import (
	"context"
	"slices"

	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/monitor"
	"rollcall.dev/rollcall/internal/notify"
)

// maxListed is how many Incidents of a burst are listed by name; pages show all of them.
const maxListed = 1000

// burst takes an Incident into a burst, or out of one. Few that begin together for one reason are told each by itself; with one more of
// them they are many, and from then on one message tells of all.
//
//	told by itself, by itself, … (BurstFrom − 1 of them) ──one more──► burst: one message, the others join it in silence
//	     joined ──recovered──► nothing is told of it; the burst is over with the last of them
//	       └─────bad again after BurstWindow, or for another reason──► told by itself
func (t *telling) burst(ctx context.Context, s monitor.State, i incident.Incident) (monitor.State, incident.Incident, error) {
	if i.Notice.Change == incident.Reopened {
		i.Burst = "" // it left with its end, and is told by itself
		return s, i, nil
	}
	if !t.bursts(s, i) {
		return s, i, nil
	}
	topic, befalls := incident.TopicOf(i, s.Definition)
	if i.Topic = topic; topic == "" && i.Burst == "" {
		return s, i, nil
	}
	cluster, err := t.clusters.get(ctx, t.clusters.id(s.Definition))
	if err != nil {
		return s, i, err
	}
	if i.Burst != "" {
		if t.stays(cluster, i) {
			return s, i, nil
		}
		cluster.LeaveBurst(i.Burst, true, t.now)
		i.Burst = ""
		if topic == "" || i.Held || i.MutedBy != "" {
			return s, i, nil
		}
	}
	id, bursting := cluster.Burst(topic, t.now)
	if !bursting {
		recent, err := t.recent(ctx, topic, s.ID)
		if err != nil {
			return s, i, err
		}
		if len(recent)+1 < t.ledger.burstFrom(befalls) {
			return s, i, nil
		}
		id = cluster.BeginBurst(topic, i, recent, t.now)
	}
	i.Burst = id
	return cluster.JoinBurst(id, s, i, t.now), i, nil
}

// bursts reports whether an Incident is in a burst, or could be: what is of low severity waits for the digest.
func (t *telling) bursts(s monitor.State, i incident.Incident) bool {
	if i.Kind.Shared() || t.ledger.BurstFrom <= 0 || s.Definition.WitnessOf != "" {
		return false
	}
	quiet := i.Held || i.MutedBy != "" || i.Status == incident.Resolved
	return i.Burst != "" || !i.WasTold() && !quiet && i.Notice.Severity != incident.Low
}

// stays reports whether an Incident still is one of its burst, and notes there that it is over.
func (t *telling) stays(cluster *incident.Cluster, i incident.Incident) bool {
	if i.Status != incident.Resolved {
		return i.Notice.ByPerson() || cluster.Takes(i.Burst, i.Topic, t.now)
	}
	if i.Notice.Change == incident.Recovery { // and not each time that somebody says something of it
		cluster.LeaveBurst(i.Burst, false, t.now)
	}
	return true
}

// burstFrom is how many make a burst. What jobs do by themselves has to coincide more often before it is no coincidence.
func (l *Ledger) burstFrom(befalls bool) int {
	if befalls {
		return l.BurstFrom
	}
	return 2 * l.BurstFrom
}

// recent are the Incidents of a topic that were told by themselves within the window of a burst, this batch included: one for each Monitor
// but the given one, so that a single one which comes and goes is no crowd.
func (t *telling) recent(ctx context.Context, topic string, but monitor.ID) ([]incident.Incident, error) {
	known, ok := t.topics[topic]
	if !ok {
		var err error
		if known, err = t.toldOf(ctx, topic); err != nil {
			return nil, err
		}
	}
	seen := map[monitor.ID]bool{but: true}
	var each []incident.Incident
	for _, i := range known {
		if !seen[i.Monitor] {
			seen[i.Monitor] = true
			each = append(each, i)
		}
	}
	return each, nil
}

// toldOf loads the Incidents of a topic that were told by themselves of late.
func (t *telling) toldOf(ctx context.Context, topic string) ([]incident.Incident, error) {
	found, err := t.tx.Recent(ctx, topic, t.now.Add(-incident.BurstWindow), 2*t.ledger.BurstFrom)
	if err != nil {
		return nil, err
	}
	found = slices.DeleteFunc(found, func(i incident.Incident) bool { return i.Burst != "" })
	t.topics[topic] = found
	return found, nil
}

// toldByItself notes an Incident for those of its topic that come after it in the batch.
func (t *telling) toldByItself(i incident.Incident) {
	if i.Topic != "" && !i.Kind.Shared() {
		t.topics[i.Topic] = append(t.topics[i.Topic], i)
	}
}

// burstMessages are what a burst has to say to each of those who read of its members: of theirs by name, of all by number.
func (t *telling) burstMessages(c *Change, i incident.Incident) []notify.Message {
	var to []notify.Destination
	shares := map[notify.Destination]incident.Notice{}
	for _, share := range i.Sharing.Owners {
		n := i.Notice
		n.Owner.Team, n.Owner.Channel, n.Owner.Source = share.Team, share.Channel, "owner of the jobs"
		n, readers := t.ledger.Router.Route(n, c.State.Definition)
		for level := incident.LevelParent; level <= i.Reached; level++ {
			readers = append(readers, t.ledger.Router.Escalation(level, n)...)
		}
		for _, d := range readers {
			before, known := shares[d]
			if !known {
				to = append(to, d)
				before = n
				before.Jobs, before.Affected = 0, nil
			}
			before.Jobs += share.Jobs
			before.Affected = slices.Concat(before.Affected, share.First)
			before.Affected = before.Affected[:min(len(before.Affected), incident.MaxAffected)]
			shares[d] = before
		}
	}
	messages := make([]notify.Message, 0, 2*len(to))
	for _, d := range to {
		for _, action := range actionsFor(i) {
			messages = append(messages, notify.Message{ID: newID(), Destination: d, Action: action, Notice: shares[d]})
		}
	}
	return messages
}
