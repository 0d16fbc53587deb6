package monitor

import (
	"strings"
	"time"

	"rollcall.dev/rollcall/internal/diagnose"
)

// SourceCluster is the source of the Monitor that stands for a cluster as a whole: it has no schedule and expects nothing, and
// carries the incidents that many Monitors of the cluster share.
const SourceCluster Source = "cluster"

const clusterPrefix = "cluster/"

// ClusterID is the Monitor that stands for the cluster of that name.
func ClusterID(name string) ID { return ID(clusterPrefix + name) }

// OfCluster reports whether the Monitor stands for a cluster.
func (id ID) OfCluster() bool { return strings.HasPrefix(string(id), clusterPrefix) }

// NewCluster is the State of a cluster's Monitor of which nothing is stored yet. id is a ClusterID.
func NewCluster(id ID, now time.Time) State {
	name := strings.TrimPrefix(string(id), clusterPrefix)
	return State{ID: id, FirstSeen: now, Definition: Definition{Source: SourceCluster, Cluster: name, Name: name, CreatedAt: now}}
}

// Silence is a stretch of time in which the scheduler of a cluster started nothing.
type Silence struct {
	Since time.Time `json:"since"`
	// Until is when it was seen to act again; zero while it has not been.
	Until time.Time `json:"until,omitzero"`
	// Inferred is from how many CronJobs it was inferred that were due and not started; 0 where the scheduler's own sign of life
	// tells it.
	Inferred int `json:"inferred,omitempty"`
	// Incident is the one that was opened for it.
	Incident string `json:"incident,omitempty"`
}

// LastActs is what the scheduler may still do after its last sign of life, which it gives every few seconds, and how much clocks
// may differ.
const LastActs = 15 * time.Second

// Covers reports whether a slot at that instant passed in the silence.
func (s Silence) Covers(at time.Time) bool {
	return !s.Since.IsZero() && !at.Before(s.Since.Add(-LastActs)) && (s.Until.IsZero() || !at.After(s.Until))
}

// EndsWith reports whether a run shows that the scheduler acts again.
func (s Silence) EndsWith(r RunFacts) bool {
	return !s.Since.IsZero() && s.Until.IsZero() && r.Scheduled() && r.CreatedAt.After(s.Since.Add(LastActs))
}

// Scheduled reports whether it was the scheduler that started the run.
func (f RunFacts) Scheduled() bool { return !f.Manual && !f.Slot.IsZero() }

// SilenceSeen is the silence that evidence shows; the zero Silence where it shows none.
func SilenceSeen(e *diagnose.Evidence) Silence {
	if e == nil || e.SchedulerSilentSince == nil {
		return Silence{}
	}
	return Silence{Since: *e.SchedulerSilentSince, Inferred: e.SchedulerInferred}
}

// silenceAt is the one in which a slot passed; false for none. What an inspection saw goes before what was known of the cluster: a
// scheduler that is seen to live has ended its silence, even if it has started nothing yet. And what was known before says nothing of
// slots that passed while nobody watched: it may have come back, and all that it started be gone.
func (m *machine) silenceAt(s Slot) (Silence, bool) {
	if m.never(s) {
		return Silence{}, false // it would have been no different with one that acts
	}
	e := evidence(s.Evidence)
	silence := SilenceSeen(&e)
	if !silence.Covers(s.At) {
		if s.At.Before(m.since) {
			return Silence{}, false
		}
		if silence = m.silence; silence.Until.IsZero() && e.SchedulerAliveSince != nil {
			silence.Until = *e.SchedulerAliveSince
		}
	}
	if silence.Inferred > 0 && m.pastDeadline(s) {
		return Silence{}, false // that nothing was started for this slot says nothing, whoever infers from it
	}
	return silence, silence.Covers(s.At)
}

// silent reports whether a slot passed in a silence of the scheduler.
func (m *machine) silent(s Slot) bool {
	_, silent := m.silenceAt(s)
	return silent
}

// withSilence is the evidence around a slot with the silence in which it passed, and with no other.
func (m *machine) withSilence(s Slot) diagnose.Evidence {
	e := evidence(s.Evidence)
	e.SchedulerSilentSince, e.SchedulerSilentUntil, e.SchedulerInferred = nil, nil, 0
	if silence, ok := m.silenceAt(s); ok {
		e.SchedulerSilentSince, e.SchedulerInferred = &silence.Since, silence.Inferred
		if !silence.Until.IsZero() {
			e.SchedulerSilentUntil = &silence.Until
		}
	}
	return e
}
