package ledger

import (
	"context"
	"slices"
	"time"

	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/monitor"
	"rollcall.dev/rollcall/internal/notify"
)

// telling decides, for the length of a batch, who is told of which change: what a parent, a silence or a burst keeps quiet is kept all the
// same, and told when that ends.
type telling struct {
	ledger   *Ledger
	tx       Tx
	clusters *clusters
	now      time.Time
	batch    *decision

	muting  *muting
	topics  map[string][]incident.Incident // what was told by itself of late, by topic
	records []incident.Record              // for the audit log
}

func (l *Ledger) telling(tx Tx, c *clusters, batch *decision, now time.Time) *telling {
	t := &telling{ledger: l, tx: tx, clusters: c, now: now, batch: batch, topics: map[string][]incident.Incident{}}
	t.muting = &muting{windows: l.Windows, tx: tx, now: now, counted: map[string]bool{}, woken: map[string]bool{}}
	return t
}

// tell keeps the changed incidents and queues the notices of those that nothing keeps quiet.
func (t *telling) tell(ctx context.Context, c *Change, changed []incident.Incident) error {
	for _, i := range changed {
		at := slices.IndexFunc(c.Incidents, func(k incident.Incident) bool { return k.ID == i.ID })
		if at >= 0 {
			i = i.Following(c.Incidents[at])
		} else {
			var err error
			if i, err = t.teach(ctx, c, i); err != nil {
				return err
			}
		}
		i, to, quiet, err := t.decide(ctx, c, i)
		if err != nil {
			return err
		}
		if !quiet {
			t.queue(c, i, to)
		}
		if at >= 0 {
			c.Incidents[at] = i
		} else {
			c.Incidents = append(c.Incidents, i)
		}
	}
	return nil
}

// decide completes a change and says who is told of it, or that nobody is.
func (t *telling) decide(ctx context.Context, c *Change, i incident.Incident) (_ incident.Incident, to []notify.Destination, quiet bool, _ error) {
	d := c.State.Definition
	i.Notice, to = t.ledger.Router.Route(i.Notice, d)
	i, err := t.muting.apply(ctx, i, d)
	if err != nil {
		return i, nil, true, err
	}
	if c.State, i, err = t.burst(ctx, c.State, i); err != nil {
		return i, nil, true, err
	}
	policy := t.ledger.Router.Policy(i.Notice, d)
	quiet = i.Quiet() || i.Kind == incident.Digest && i.Notice.Change != incident.Opened || i.Notice.Change == incident.RerunAsking
	told := i.WasTold()
	if told && i.ToldAt.IsZero() { // stored by a release that did not note it: from now on it is
		i.ToldAt, i.RemindedAt = i.OpenedAt, t.now
	}
	switch {
	case i.Status == incident.Resolved && i.Notice.Change != incident.Opened:
		quiet = !told
	case !quiet && !told:
		if i.Notice.Answer == nil {
			i.Notice.Change = incident.Opened
		}
		i.ToldAt = t.now
		i = i.Begin(policy, t.now)
		t.toldByItself(i)
	case !quiet && i.ActBy.IsZero(): // the time to act begins anew
		i = i.Begin(policy, t.now)
	}
	if i, err = t.digest(ctx, d, i, policy); err != nil {
		return i, nil, true, err
	}
	i = i.Schedule(policy).Stamp()
	if quiet {
		return i, nil, true, nil
	}
	i.Reached = max(i.Reached, i.Level)
	for level := incident.LevelParent; level <= i.Reached; level++ {
		for _, more := range t.ledger.Router.Escalation(level, i.Notice) {
			if !slices.Contains(to, more) {
				to = append(to, more)
			}
		}
	}
	return i, to, false, nil
}

// queue puts what is told of a change into the outbox.
func (t *telling) queue(c *Change, i incident.Incident, to []notify.Destination) {
	n := i.Notice
	if n.Change == incident.Repeated {
		c.Messages = slices.DeleteFunc(c.Messages, func(m notify.Message) bool { return outdone(m.Notice, n) })
	}
	switch {
	case n.Change == incident.Listed: // by name, see list
		return
	case i.Kind == incident.Burst, i.Kind == incident.Digest: // each owner reads of its own
		c.Messages = append(c.Messages, t.burstMessages(c, i)...)
		return
	}
	for _, d := range to {
		for _, action := range actionsFor(i) {
			c.Messages = append(c.Messages, notify.Message{ID: newID(), Destination: d, Action: action, Notice: n})
		}
	}
}

// outdone reports whether what was to be told in the same batch is contained in what is told now: one word of many repeats that came to
// light together, after a pause, is enough, and names them.
func outdone(before, now incident.Notice) bool {
	return before.Incident == now.Incident && before.Change == incident.Repeated && before.Rerun == nil
}

// actionsFor says how a change is put before its readers: the first message is the place where an incident lives, all that
// follows is said beneath it and brings it up to date. Those who share an incident do so without a word each, that nothing more
// of a blindness came to light is no news either, and while it is snoozed a repeat is none.
func actionsFor(i incident.Incident) []notify.Action {
	n := i.Notice
	switch {
	case n.Change == incident.Opened:
		return []notify.Action{notify.Post}
	case n.Kind.Shared() && (n.Change == incident.Repeated || n.Kind == incident.Blind),
		n.Change == incident.Repeated && !i.SnoozedUntil.IsZero() && n.Rerun == nil:
		return []notify.Action{notify.Update}
	default:
		return []notify.Action{notify.Reply, notify.Update}
	}
}

// settle lets time pass for the unresolved Incidents of a Monitor, and returns when to look again, by our clock as all that people are
// promised; zero: not for this.
func (t *telling) settle(ctx context.Context, c *Change) (again time.Time, err error) {
	for _, i := range unresolved(c.Incidents) {
		if i.Held || i.Burst != "" {
			continue
		}
		next, due := t.pass(i, c.State.Definition)
		if due {
			if err := t.tell(ctx, c, []incident.Incident{next}); err != nil {
				return time.Time{}, err
			}
			at := slices.IndexFunc(c.Incidents, func(k incident.Incident) bool { return k.ID == i.ID })
			next = c.Incidents[at]
		}
		again = sooner(again, next.Wakes())
	}
	return again, nil
}

// pass lets time pass for one Incident; false where nothing is to be told.
func (t *telling) pass(i incident.Incident, d monitor.Definition) (incident.Incident, bool) {
	if i.MutedBy != "" {
		if t.now.Before(i.MutedUntil) {
			return i, false
		}
		return i.Wake(t.now), true
	}
	return i.Tick(t.ledger.Router.Policy(i.Notice, d), t.now)
}
