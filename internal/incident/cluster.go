package incident

import (
	"slices"
	"time"

	"rollcall.dev/rollcall/internal/diagnose"
	"rollcall.dev/rollcall/internal/monitor"
)

// Cluster takes what befalls many Monitors of a cluster to the Incidents that they share, for the length of a batch. Verdicts of
// one batch are one change. It is not safe for concurrent use.
type Cluster struct {
	State monitor.State // of the Monitor that stands for the cluster

	newID  func() string
	shared []*working
}

// working is a shared Incident while it changes.
type working struct {
	Incident

	opened, joined, ended, listed bool // by this batch
	gathered, digested            bool // of a digest
	// edits are what came of Edit in this batch, each with its Notice.
	edits []Incident
}

// NewCluster returns the Cluster with the unresolved Incidents of its Monitor; newID is called for a new one.
func NewCluster(s monitor.State, open []Incident, newID func() string) *Cluster {
	c := &Cluster{State: s, newID: newID}
	for _, i := range open {
		c.Lend(i)
	}
	return c
}

// Lend gives the Cluster an Incident that it Wants.
func (c *Cluster) Lend(i Incident) { c.shared = append(c.shared, &working{Incident: i}) }

// Shares says in which Incident of its cluster a verdict is told; false: in one of its Monitor's own, if at all.
func Shares(v monitor.Verdict) (Kind, bool) {
	switch {
	case v.Cause.Code == diagnose.ControllerDown && v.Judgement.Absence():
		return Stalled, true
	case v.Judgement == monitor.Unknown && (v.Cause.Code == diagnose.NotSeen || v.Cause.Code == diagnose.EndNotSeen):
		return Blind, true
	default:
		return "", false
	}
}

// Wants names the resolved Incident that a verdict still belongs to, which is to be lent before it joins; empty: none. The grace of
// a slot may end after the silence in which it passed.
func (c *Cluster) Wants(v monitor.Verdict) string {
	if kind, _ := Shares(v); kind != Stalled || c.unresolved(Stalled) != nil || !c.straggles(v) || c.find(c.State.Silence.Incident) != nil {
		return ""
	}
	return c.State.Silence.Incident
}

// straggles reports whether the slot passed in a silence that is over.
func (c *Cluster) straggles(v monitor.Verdict) bool {
	return !c.State.Silence.Until.IsZero() && c.State.Silence.Covers(v.Slot)
}

// Join takes in a verdict that the Monitor with the State s shares, and returns s with a note of that. False where the Incident that
// it belongs to is not there any more: then it is told as the Monitor's own.
func (c *Cluster) Join(s monitor.State, v monitor.Verdict) (monitor.State, bool) {
	kind, _ := Shares(v)
	w := c.unresolved(kind)
	switch {
	case kind == Stalled && w == nil && c.straggles(v):
		if w = c.find(c.State.Silence.Incident); w == nil {
			return s, false
		}
	case kind == Stalled && w == nil:
		w = c.stall(v)
	case kind == Blind:
		if w != nil && !v.DecidedAt.Before(w.closesAt()) {
			w.end(w.closesAt(), v.DecidedAt)
			w = nil
		}
		if w == nil {
			w = c.begin(Blind, since(v), v.DecidedAt)
			w.Cause = diagnose.Unseen()
		}
	}
	return w.join(s, v), true
}

// stall begins the Incident of a silence that nobody knew of.
func (c *Cluster) stall(v monitor.Verdict) *working {
	silence := monitor.SilenceSeen(v.Evidence)
	if silence.Since.IsZero() {
		silence.Since = v.Slot
	}
	w := c.begin(Stalled, silence.Since, v.DecidedAt)
	silence.Incident = w.ID
	c.State.Silence = silence
	w.Cause = diagnose.ControllerSilent(silence.Since, time.Time{}, silence.Inferred)
	return w
}

func (c *Cluster) begin(kind Kind, openedAt, now time.Time) *working {
	w := &working{opened: true, Incident: Incident{
		ID: c.newID(), Monitor: c.State.ID, Kind: kind, Status: Open, OpenedAt: openedAt, UpdatedAt: now, Sharing: &Sharing{ToldAt: now},
	}}
	c.shared = append(c.shared, w)
	return w
}

// Started takes in a run of the cluster. One that the scheduler started after it fell silent ends the silence.
func (c *Cluster) Started(r monitor.RunFacts, now time.Time) {
	if !c.State.Silence.EndsWith(r) {
		return
	}
	c.State.Silence.Until = r.CreatedAt
	if w := c.unresolved(Stalled); w != nil {
		w.end(r.CreatedAt, now)
		w.Sharing.EndedBy = r.Name
		w.Cause = diagnose.ControllerSilent(w.OpenedAt, r.CreatedAt, c.State.Silence.Inferred)
	}
}

// Pass lets time pass: blindness is over when nothing more of it has come to light for a while.
func (c *Cluster) Pass(now time.Time) {
	c.passBursts(now)
	c.passDigests(now)
	if w := c.unresolved(Blind); w != nil && !now.Before(w.closesAt()) {
		w.end(w.closesAt(), now)
	}
}

// NextCheck is when time alone changes one of the Incidents of a cluster; zero: it does not.
func (c *Cluster) NextCheck() time.Time {
	var next time.Time
	for _, w := range c.shared {
		at := time.Time{}
		switch {
		case w.Status == Resolved:
		case w.Kind == Blind:
			at = w.closesAt()
		case w.Kind == Burst:
			at = w.burstCheck()
		case w.Kind == Digest:
			at = w.Sharing.ToldAt
		}
		if next.IsZero() || !at.IsZero() && at.Before(next) {
			next = at
		}
	}
	return next
}

// Adopt takes the Incidents as they were told: what keeps them quiet, or is due, was decided then.
func (c *Cluster) Adopt(told []Incident) {
	for _, i := range told {
		if w := c.find(i.ID); w != nil {
			w.Incident = i
		}
	}
}

// Changed returns the Incidents that are new or changed, once for each change that is told, with its Notice.
func (c *Cluster) Changed() []Incident {
	var changed []Incident
	tell := func(w *working, change Change) {
		w.Notice = w.sharedNotice(change, c.State)
		changed = append(changed, w.Incident)
	}
	for _, w := range c.shared {
		if w.opened {
			status, resolved := w.Status, w.ResolvedAt
			w.Status, w.ResolvedAt = Open, time.Time{}
			tell(w, Opened)
			w.Status, w.ResolvedAt = status, resolved
		}
		switch {
		case w.digested:
			tell(w, Opened)
		case w.gathered:
			tell(w, Repeated)
		case w.ended:
			tell(w, Recovery)
		case w.listed:
			tell(w, Listed)
		case w.joined && !w.opened:
			tell(w, Repeated)
		}
		changed = append(changed, w.edits...)
	}
	return changed
}

func (c *Cluster) unresolved(kind Kind) *working {
	at := slices.IndexFunc(c.shared, func(w *working) bool { return w.Kind == kind && w.Status != Resolved })
	if at < 0 {
		return nil
	}
	return c.shared[at]
}

func (c *Cluster) find(id string) *working {
	at := slices.IndexFunc(c.shared, func(w *working) bool { return w.ID == id })
	if at < 0 {
		return nil
	}
	return c.shared[at]
}
