package ledger

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"

	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/monitor"
)

// decision is what follows from a batch.
type decision struct {
	fresh   []monitor.Observation
	changes []Change
	index   map[monitor.ID]int // where the change of a Monitor is
	loaded  Snapshot
}

// at returns where the change of a Monitor is, which is begun if there is none; monitor.ErrUndefined where nobody knows the Monitor.
func (d *decision) at(ctx context.Context, tx Tx, id monitor.ID) (int, error) {
	if at, ok := d.index[id]; ok {
		return at, nil
	}
	from := d.loaded
	if _, known := from.States[id]; !known {
		var err error
		if from, err = tx.Load(ctx, []monitor.ID{id}); err != nil {
			return 0, fmt.Errorf("loading: %w", err)
		}
	}
	state, known := from.States[id]
	if !known {
		return 0, fmt.Errorf("%w: %s", monitor.ErrUndefined, id)
	}
	return d.begin(id, state, from.Open[id]), nil
}

// begin begins the change of a Monitor.
func (d *decision) begin(id monitor.ID, s monitor.State, open []incident.Incident) int {
	d.index[id] = len(d.changes)
	d.changes = append(d.changes, Change{State: s, Incidents: open})
	return d.index[id]
}

// decide appends the observations and applies the fresh ones, in their order, to what is stored; then it carries out what people wish.
func (l *Ledger) decide(ctx context.Context, tx Tx, observations []monitor.Observation, wishes []*wish) (*decision, error) {
	fresh, err := tx.Append(ctx, observations)
	if err != nil {
		return nil, fmt.Errorf("appending: %w", err)
	}
	ids := l.starts.with(monitorsOf(fresh))
	snapshot, err := tx.Load(ctx, ids)
	if err != nil {
		return nil, fmt.Errorf("loading: %w", err)
	}
	d := &decision{fresh: fresh, index: map[monitor.ID]int{}, loaded: snapshot}
	now := time.Now()
	clusters := l.clusters(tx, snapshot, ids, now)
	if err := clusters.started(ctx, fresh); err != nil {
		return nil, err
	}
	b := &batch{
		decision: d, ledger: l, clusters: clusters, telling: l.telling(tx, clusters, d, now),
		kin: &families{ledger: l, tx: tx, batch: d, fetched: map[monitor.ID]relative{}},
	}
	b.kin.telling = b.telling
	if err := b.observe(ctx); err != nil {
		return nil, err
	}
	for _, w := range wishes {
		if w.err = w.carryOut(ctx, b.telling); w.err != nil && !refusal(w.err) {
			return nil, w.err
		}
	}
	if err := b.settle(ctx); err != nil {
		return nil, err
	}
	if err := b.save(ctx, tx); err != nil {
		return nil, fmt.Errorf("saving: %w", err)
	}
	return d, nil
}

// refusal reports whether a wish is refused, rather than that the store is out of order.
func refusal(err error) bool {
	for _, ours := range []error{ErrNotFound, incident.ErrStale, incident.ErrNoUse, incident.ErrMalformed, monitor.ErrUndefined} {
		if errors.Is(err, ours) {
			return true
		}
	}
	return false
}

// batch is what works on a decision.
type batch struct {
	*decision

	ledger   *Ledger
	clusters *clusters
	kin      *families
	telling  *telling
}

// observe applies the fresh observations.
func (b *batch) observe(ctx context.Context) error {
	for _, o := range b.fresh {
		if o.Monitor.OfCluster() {
			if err := b.clusters.pass(ctx, o.Monitor); err != nil {
				return err
			}
			continue
		}
		at, ok := b.index[o.Monitor]
		if !ok {
			state, known := b.loaded.States[o.Monitor]
			if !known && o.Kind != monitor.Defined {
				if o.Kind == monitor.Clock || o.Kind == monitor.Removed {
					continue
				}
				return fmt.Errorf("%w: %s (observation %s)", monitor.ErrUndefined, o.Monitor, o.ID)
			}
			at = b.begin(o.Monitor, state, b.loaded.Open[o.Monitor])
		}
		if err := b.apply(ctx, at, o); err != nil {
			return err
		}
	}
	return nil
}

// settle lets time pass for the incidents of what has changed.
func (b *batch) settle(ctx context.Context) error {
	if err := b.telling.wakeOver(ctx); err != nil {
		return err
	}
	for i := range b.changes {
		c := &b.changes[i]
		held, err := b.kin.settle(ctx, c)
		if err != nil {
			return err
		}
		told, err := b.telling.settle(ctx, c)
		if err != nil {
			return err
		}
		c.NextCheck = sooner(c.State.NextCheck(), sooner(held, b.there(told, c.State.Definition.Source)))
	}
	changes, err := b.clusters.changes(ctx, b.telling)
	b.changes = append(b.changes, changes...)
	return err
}

// there is what the clock of a source shows at an instant of ours.
func (b *batch) there(at time.Time, source monitor.Source) time.Time {
	if clock := b.ledger.Clocks[source]; clock != nil && !at.IsZero() {
		return at.Add(clock().Sub(b.clusters.now))
	}
	return at
}

func (b *batch) save(ctx context.Context, tx Tx) error {
	if err := tx.Save(ctx, b.changes); err != nil {
		return err
	}
	if err := b.telling.muting.save(ctx); err != nil {
		return err
	}
	if len(b.telling.records) == 0 {
		return nil
	}
	return tx.Audit(ctx, b.telling.records)
}

// apply takes one observation through the pure functions.
func (b *batch) apply(ctx context.Context, at int, o monitor.Observation) error {
	c := &b.changes[at]
	o, err := b.clusters.observe(ctx, o, c.State.Definition)
	if err != nil {
		return err
	}
	gone := !c.State.RemovedAt.IsZero()
	state, verdicts := monitor.Apply(c.State, o, b.clusters.now)
	c.State = state
	there := b.ledger.Now(state.Definition.Source)
	for i, v := range verdicts {
		v.Delay = there.Sub(v.At)
		verdicts[i] = v
		var joined bool
		if c.State, joined, err = b.clusters.join(ctx, c.State, v); err != nil {
			return err
		}
		if !joined {
			changed, err := b.kin.hold(ctx, c.State, incident.Apply(unresolved(c.Incidents), state, v, newID))
			if err != nil {
				return err
			}
			if err := b.telling.tell(ctx, c, changed); err != nil {
				return err
			}
		}
	}
	c.Verdicts = append(c.Verdicts, verdicts...)
	if !gone && !state.RemovedAt.IsZero() {
		return b.telling.tell(ctx, c, incident.Close(unresolved(c.Incidents), state, b.clusters.now))
	}
	return nil
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

func (d *decision) verdicts() []monitor.Verdict {
	var all []monitor.Verdict
	for _, c := range d.changes {
		all = append(all, c.Verdicts...)
	}
	return all
}

func (d *decision) messages() int {
	n := 0
	for _, c := range d.changes {
		n += len(c.Messages)
	}
	return n
}
