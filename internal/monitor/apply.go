package monitor

import (
	"slices"
	"time"

	"rollcall.dev/rollcall/internal/schedule"
)

const (
	// lookBack is how long before the roll began a run may have ended and still be judged: what just happened is news, what
	// happened last week is history.
	lookBack = time.Hour
	// maxSlotsAtOnce bounds the slots that one clock opens. After a long absence the rest follow with the next one.
	maxSlotsAtOnce = 500
	// maxOpen bounds the slots that wait for a judgement: a job that was due every minute for a week. Older ones are dropped.
	maxOpen = 10080
	// keepJudged is how many judged slots and finished runs a State remembers, for late runs and repeated facts.
	keepJudged = 20
	// keepSilent is how many judged slots of a check-in are remembered to which nothing has reported: what a job kept while it could
	// not reach us comes late.
	keepSilent = 120
	// maxStarted bounds the runs of a check-in whose end is waited for.
	maxStarted = 100
)

// Apply returns the State after o and the Verdicts that follow from it, in the order of their slots. now is our clock, for
// DecidedAt alone. s is not changed.
func Apply(s State, o Observation, now time.Time) (State, []Verdict) {
	m := &machine{s: s, now: now}
	m.s.Slots = slices.Clone(s.Slots)
	m.s.Runs = slices.Clone(s.Runs)
	switch o.Kind {
	case Defined:
		m.define(o)
	case Removed:
		m.remove(o)
	case RunSeen:
		m.runSeen(o)
	case RunGone:
		m.runGone(o)
	case CheckedIn:
		m.s.Reports++
		m.checkIn(o)
	case Logged:
		m.s.Reports++
		m.logged(o)
	case Reported:
		m.report(o)
	case Inspected:
		m.inspected(o)
	case Clock:
		m.silence, m.since = o.Silence, o.Since
		m.clock(o.At)
	}
	m.forget()
	return m.s, m.verdicts
}

// machine carries one Apply: the State that is being changed, and what came of it.
type machine struct {
	s        State
	now      time.Time
	silence  Silence   // of the scheduler, as far as it was known before
	since    time.Time // from when on the source has shown everything
	verdicts []Verdict
}

// define takes in what the Monitor now looks like. What passed until now is judged by what it looked like before.
func (m *machine) define(o Observation) {
	d := *o.Definition
	known := !m.s.FirstSeen.IsZero()
	if known && d.Generation < m.s.Definition.Generation {
		return
	}
	if !m.s.RemovedAt.IsZero() && (!o.SeenAt.After(m.s.RemovedAt) || d.Source == SourceCheckIn && d.Generation == m.s.Definition.Generation) {
		return // an inspection saw it, and took longer than the watch that saw it go; a report was on its way when its check-in went
	}
	before, started := m.anchor(), m.s.Definition.LastScheduledAt
	switch {
	case !known:
		m.s.ID = o.Monitor
		m.s.FirstSeen = o.SeenAt
		m.s.Watermark = beginning(d, o.SeenAt)
		m.s.DueSince = m.s.Watermark
	case !m.s.RemovedAt.IsZero():
		m.s.RemovedAt = time.Time{}
		m.s.Watermark, m.s.DueSince = o.SeenAt, o.SeenAt
	case d.expectsOtherThan(m.s.Definition):
		m.catchUp(o.SeenAt)
		m.supersede(o.Since)
		m.s.Watermark, m.s.DueSince = later(m.s.Watermark, o.SeenAt), o.SeenAt
	default:
		m.catchUp(d.LastScheduledAt)
	}
	m.s.Definition = d
	m.rebase(before)
	if known && d.LastScheduledAt.After(started) && d.LastScheduledAt.After(m.s.Settled) {
		m.slot(d.LastScheduledAt) // on the roll now, even if it was due by a schedule that nobody saw
	}
	if i, found := m.findSlot(d.LastScheduledAt); found {
		m.s.Slots[i].Started = true
	}
	switch {
	case !d.Suspended:
		m.s.SuspendedSince = time.Time{}
	case m.s.SuspendedSince.IsZero():
		m.s.SuspendedSince = o.SeenAt
		m.letGo(o.SeenAt)
	}
}

// supersede notes on the open slots that the definition which expected them does not hold any more; since is from when on that
// may have been so, zero where it was seen as it happened.
func (m *machine) supersede(since time.Time) {
	var never *time.Duration
	if m.neverDue() {
		never = m.s.Definition.StartingDeadline
	}
	for i := range m.s.Slots {
		if s := &m.s.Slots[i]; s.open() && !s.Superseded {
			s.Superseded, s.NeverDue = true, never
			s.Doubtful = !since.IsZero() && !s.At.Before(since)
		}
	}
}

// beginning is where the roll of a Monitor begins: from now on, since what it looked like before, and so when it was due, cannot be
// known. One that was never edited was always as it is now: it is expected from where its scheduler left off, or from its creation, but
// not further back than lookBack, for the traces of earlier runs may be gone.
func beginning(d Definition, seen time.Time) time.Time {
	if d.Source != SourceKubernetes || d.Revision != 1 {
		return seen
	}
	return later(later(d.CreatedAt, d.LastScheduledAt), seen.Add(-lookBack))
}

// remove ends all expectations.
func (m *machine) remove(o Observation) {
	if m.s.FirstSeen.IsZero() || !m.s.RemovedAt.IsZero() {
		return
	}
	m.s.RemovedAt = o.SeenAt
	m.s.Slots = slices.DeleteFunc(m.s.Slots, func(s Slot) bool { return s.Judgement == "" && s.Run == "" })
}

// expects reports whether slots are to be opened: an owner who is told of a foreign service's verdicts has no slots of ours, nor
// has a cluster.
func (m *machine) expects() bool {
	if m.s.Definition.Source == SourceHoneybadger || m.s.Definition.Source == SourceCluster {
		return false
	}
	return m.s.RemovedAt.IsZero() && !m.s.FirstSeen.IsZero()
}

// plan returns the parsed schedule; false where there is nothing to expect because the scheduler cannot read it either.
func (m *machine) plan() (schedule.Schedule, bool) {
	p, err := schedule.Parse(m.s.Definition.Schedule)
	if err != nil {
		return schedule.Schedule{}, false
	}
	if p.Relative() && m.s.Definition.Schedule.Kind == schedule.KindCron {
		return p.From(m.anchor()), true
	}
	return p.From(m.s.Watermark), true
}

// later returns the later of two instants.
func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
