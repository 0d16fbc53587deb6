package ledger

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"

	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/monitor"
	"rollcall.dev/rollcall/internal/notify"
)

// decision is what follows from a batch.
type decision struct {
	fresh   []monitor.Observation
	changes []Change
}

// decide appends the observations and applies the fresh ones, in their order, to what is stored.
func (l *Ledger) decide(ctx context.Context, tx Tx, observations []monitor.Observation) (decision, error) {
	fresh, err := tx.Append(ctx, observations)
	if err != nil {
		return decision{}, fmt.Errorf("appending: %w", err)
	}
	ids := l.starts.with(monitorsOf(fresh))
	snapshot, err := tx.Load(ctx, ids)
	if err != nil {
		return decision{}, fmt.Errorf("loading: %w", err)
	}
	d := decision{fresh: fresh}
	now := time.Now()
	clusters := l.clusters(tx, snapshot, ids, now)
	if err := clusters.started(ctx, fresh); err != nil {
		return decision{}, err
	}
	index := map[monitor.ID]int{}
	kin := &families{ledger: l, tx: tx, batch: &d, index: index, fetched: map[monitor.ID]relative{}}
	for _, o := range fresh {
		if o.Monitor.OfCluster() {
			if err := clusters.pass(ctx, o.Monitor); err != nil {
				return decision{}, err
			}
			continue
		}
		i, ok := index[o.Monitor]
		if !ok {
			state, known := snapshot.States[o.Monitor]
			if !known && o.Kind != monitor.Defined {
				if o.Kind == monitor.Clock || o.Kind == monitor.Removed {
					continue
				}
				return decision{}, fmt.Errorf("%w: %s (observation %s)", monitor.ErrUndefined, o.Monitor, o.ID)
			}
			i = len(d.changes)
			index[o.Monitor] = i
			d.changes = append(d.changes, Change{State: state, Incidents: snapshot.Open[o.Monitor]})
		}
		if err := l.apply(ctx, clusters, kin, &d.changes[i], o); err != nil {
			return decision{}, err
		}
	}
	for i := range d.changes {
		again, err := kin.settle(ctx, &d.changes[i])
		if err != nil {
			return decision{}, err
		}
		d.changes[i].NextCheck = sooner(d.changes[i].State.NextCheck(), again)
	}
	d.changes = append(d.changes, clusters.changes()...)
	if err := tx.Save(ctx, d.changes); err != nil {
		return decision{}, fmt.Errorf("saving: %w", err)
	}
	return d, nil
}

// apply takes one observation through the pure functions.
func (l *Ledger) apply(ctx context.Context, clusters *clusters, kin *families, c *Change, o monitor.Observation) error {
	o, err := clusters.observe(ctx, o, c.State.Definition)
	if err != nil {
		return err
	}
	gone := !c.State.RemovedAt.IsZero()
	state, verdicts := monitor.Apply(c.State, o, clusters.now)
	c.State = state
	there := l.Now(state.Definition.Source)
	for i, v := range verdicts {
		v.Delay = there.Sub(v.At)
		verdicts[i] = v
		var joined bool
		if c.State, joined, err = clusters.join(ctx, c.State, v); err != nil {
			return err
		}
		if !joined {
			changed, err := kin.hold(ctx, c.State, incident.Apply(unresolved(c.Incidents), state, v, newID))
			if err != nil {
				return err
			}
			l.tell(c, changed)
		}
	}
	c.Verdicts = append(c.Verdicts, verdicts...)
	if !gone && !state.RemovedAt.IsZero() {
		l.tell(c, incident.Close(unresolved(c.Incidents), state, clusters.now))
	}
	return nil
}

// tell keeps the changed incidents and queues the notices of those that are not held back.
func (l *Ledger) tell(c *Change, changed []incident.Incident) {
	for _, i := range changed {
		notice, destinations := l.Router.Route(i.Notice, c.State.Definition)
		i.Notice = notice
		if i.Held {
			destinations = nil
		}
		if notice.Change == incident.Repeated {
			c.Messages = slices.DeleteFunc(c.Messages, func(m notify.Message) bool { return outdone(m.Notice, notice) })
		}
		for _, to := range destinations {
			for _, action := range actionsFor(notice) {
				c.Messages = append(c.Messages, notify.Message{ID: newID(), Destination: to, Action: action, Notice: notice})
			}
		}
		if at := slices.IndexFunc(c.Incidents, func(k incident.Incident) bool { return k.ID == i.ID }); at >= 0 {
			c.Incidents[at] = i
		} else {
			c.Incidents = append(c.Incidents, i)
		}
	}
}

// outdone reports whether what was to be told in the same batch is contained in what is told now: one word of many repeats that came to
// light together, after a pause, is enough, and names them.
func outdone(before, now incident.Notice) bool {
	return before.Incident == now.Incident && before.Change == incident.Repeated
}

// actionsFor says how a change is put before its readers: the first message is the place where an incident lives, all that
// follows is said beneath it and brings it up to date. Those who share an incident do so without a word each, and that nothing more
// of a blindness came to light is no news either.
func actionsFor(n incident.Notice) []notify.Action {
	switch {
	case n.Change == incident.Opened:
		return []notify.Action{notify.Post}
	case n.Kind.Shared() && (n.Change == incident.Repeated || n.Kind == incident.Blind):
		return []notify.Action{notify.Update}
	default:
		return []notify.Action{notify.Reply, notify.Update}
	}
}

func unresolved(all []incident.Incident) []incident.Incident {
	var open []incident.Incident
	for _, i := range all {
		if i.Status != incident.Resolved {
			open = append(open, i)
		}
	}
	return open
}

func monitorsOf(observations []monitor.Observation) []monitor.ID {
	seen := map[monitor.ID]bool{}
	var ids []monitor.ID
	for _, o := range observations {
		if !seen[o.Monitor] {
			seen[o.Monitor] = true
			ids = append(ids, o.Monitor)
		}
	}
	return ids
}

// newID returns an identifier that sorts by time.
func newID() string { return uuid.Must(uuid.NewV7()).String() }

func (d decision) verdicts() []monitor.Verdict {
	var all []monitor.Verdict
	for _, c := range d.changes {
		all = append(all, c.Verdicts...)
	}
	return all
}

func (d decision) messages() int {
	n := 0
	for _, c := range d.changes {
		n += len(c.Messages)
	}
	return n
}
