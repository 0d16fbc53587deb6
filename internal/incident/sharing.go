package incident

import (
	"maps"
	"slices"
	"time"

	"rollcall.dev/rollcall/internal/monitor"
)

// Sharing is what a shared Incident knows beyond others.
type Sharing struct {
	Jobs   int           `json:"jobs"` // how many Monitors share it
	ToldAt time.Time     `json:"told_at"`
	Newest time.Time     `json:"newest,omitzero"` // the newest of the slots
	Late   time.Duration `json:"late,omitempty"`  // how long after the fact the latest of them was noticed
	// EndedBy names the run that showed the end.
	EndedBy string `json:"ended_by,omitempty"`

	// Of a burst: how many of its Incidents are told in it and not over, are over, and are told by themselves; whose they are; the highest
	// severity among them; and whether they were listed by name since the newest joined.
	Open      int      `json:"open,omitempty"`
	Recovered int      `json:"recovered,omitempty"`
	Alone     int      `json:"alone,omitempty"`
	Owners    []Share  `json:"owners,omitempty"`
	Severity  Severity `json:"severity,omitempty"`
	Listed    bool     `json:"listed,omitempty"`
}

const (
	// settled is how long nothing more of a blindness has come to light when it counts as told in full. Graces are shorter than
	// that, but for some jobs that are due rarely.
	settled = time.Hour
	// atMost is how long one message speaks for a blindness that goes on.
	atMost = 24 * time.Hour
	// maxOfOne is how many slots of one Monitor a shared Incident remembers in detail, so that one which is due every minute does
	// not crowd out the others.
	maxOfOne = 3
)

// closesAt is when a blindness is over unless more of it comes to light.
func (w *working) closesAt() time.Time {
	quiet, longest := w.UpdatedAt.Add(settled), w.Sharing.ToldAt.Add(atMost)
	if longest.Before(quiet) {
		return longest
	}
	return quiet
}

// join takes in a verdict of the Monitor with the State s, and returns s with a note of that, by which each Monitor counts once.
func (w *working) join(s monitor.State, v monitor.Verdict) monitor.State {
	known := slices.ContainsFunc(w.Members, func(m Member) bool { return m.Monitor == v.Monitor && m.Key == v.Key() })
	if known {
		return s
	}
	w.change()
	w.Count++
	s, fresh := w.shares(s)
	if fresh {
		w.Sharing.Jobs++
	}
	ofIt := 0
	for _, m := range w.Members {
		if m.Monitor == v.Monitor {
			ofIt++
		}
	}
	if ofIt < maxOfOne && len(w.Members) < MaxMembers {
		m := memberOf(v)
		m.Monitor, m.Job = v.Monitor, monitor.JobName(s.Definition.Namespace, s.Definition.Name)
		w.Members = append(w.Members, m)
	}
	if w.Kind == Blind && since(v).Before(w.OpenedAt) {
		w.OpenedAt = since(v)
	}
	w.Sharing.Newest = latest(w.Sharing.Newest, v.Slot)
	w.Sharing.Late = max(w.Sharing.Late, v.Delay)
	w.UpdatedAt = latest(w.UpdatedAt, v.DecidedAt)
	w.joined = true
	return s
}

// shares returns s with a note that its Monitor shares the Incident, and whether that is new: each Monitor counts once.
func (w *working) shares(s monitor.State) (noted monitor.State, fresh bool) {
	kind := string(w.Kind)
	if s.Shared[kind] == w.ID {
		return s, false
	}
	if s.Shared = maps.Clone(s.Shared); s.Shared == nil {
		s.Shared = map[string]string{}
	}
	s.Shared[kind] = w.ID
	return s, true
}

// end resolves the Incident.
func (w *working) end(at, now time.Time) {
	w.change()
	w.Status, w.ResolvedAt, w.UpdatedAt, w.ended = Resolved, at, now, true
}

// change makes room for a change: what was lent stays as it is.
func (w *working) change() {
	if w.opened || w.joined || w.ended || w.listed || w.gathered || w.digested || len(w.edits) > 0 {
		return
	}
	sharing := *w.Sharing
	w.Sharing = &sharing
	w.Members = slices.Clone(w.Members)
}

// since is when what a verdict is on began: its slot, or the start of a run without one.
func since(v monitor.Verdict) time.Time {
	for _, t := range []time.Time{v.Slot, v.CreatedAt} {
		if !t.IsZero() {
			return t
		}
	}
	return v.At
}

// sharedNotice composes what is told of a change of a shared Incident.
func (i Incident) sharedNotice(change Change, cluster monitor.State) Notice {
	n := Notice{
		Incident: i.ID, Kind: i.Kind, Change: change, Judgement: monitor.Unknown,
		Subject: Subject{Monitor: cluster.ID, Source: monitor.SourceCluster, Cluster: cluster.Definition.Cluster, Name: cluster.Definition.Name},
		Slot:    i.Sharing.Newest, At: i.UpdatedAt, DecidedAt: i.UpdatedAt, Cause: i.Cause,
		OpenedAt: i.OpenedAt, Count: i.Count, ResolvedAt: i.ResolvedAt,
		Jobs: i.Sharing.Jobs, Affected: i.affected(), Late: i.Sharing.Late,
	}
	switch i.Kind {
	case Stalled:
		n.Judgement, n.Severity = monitor.Missed, High
	case Burst, Digest:
		n.Judgement, n.Severity = monitor.Failed, i.Sharing.Severity
		n.Affected, n.Recovered, n.Total = i.sharesFirst(), i.Sharing.Recovered, i.Sharing.Jobs
		n.Slot = time.Time{}
	case Blind, Failing, Absent, Muting, Defects:
	}
	n.Lasting = n.Judgement
	if change == Recovery {
		n.RunName = i.Sharing.EndedBy
	}
	return n
}

// sharesFirst lists the first Monitors of a burst, owner by owner.
func (i Incident) sharesFirst() []Affected {
	var all []Affected
	for _, s := range i.Sharing.Owners {
		all = append(all, s.First...)
	}
	return all[:min(len(all), MaxAffected)]
}

// affected lists the first Monitors that share the Incident, as they came.
func (i Incident) affected() []Affected {
	var all []Affected
	for _, m := range i.Members {
		at := slices.IndexFunc(all, func(a Affected) bool { return a.Monitor == m.Monitor })
		if at < 0 {
			if len(all) == MaxAffected {
				continue
			}
			at = len(all)
			all = append(all, Affected{Monitor: m.Monitor, Job: m.Job})
		}
		if m.Slot.IsZero() {
			all[at].RunName = m.RunName
		} else {
			all[at].Slots = append(all[at].Slots, m.Slot)
		}
	}
	return all
}
