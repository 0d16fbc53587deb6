package ledger

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/monitor"
)

// clusters are the Monitors that stand for clusters, as far as one batch concerns them.
type clusters struct {
	ledger *Ledger
	tx     Tx
	now    time.Time

	loaded  Snapshot // holds all of asked
	asked   map[monitor.ID]bool
	working map[monitor.ID]*incident.Cluster
	open    map[monitor.ID][]incident.Incident // as they were
	due     map[monitor.ID]bool                // those whose time has come
}

// starts keeps, by the Monitor of each cluster that was met, the newest start of its scheduler. It spares a question to the store,
// and what an inspection has found need not wait for the next start to be seen as over. Only the writer's goroutine uses it.
type starts map[monitor.ID]monitor.RunFacts

// with adds the clusters that were met to what is to be loaded.
func (s starts) with(ids []monitor.ID) []monitor.ID {
	for _, id := range slices.Sorted(maps.Keys(s)) {
		if !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	return ids
}

// note keeps the cluster, and a run of it where that is its newest start.
func (s starts) note(id monitor.ID, r *monitor.RunFacts) {
	newest := s[id]
	if r != nil && r.Scheduled() && r.CreatedAt.After(newest.CreatedAt) {
		newest = *r
	}
	s[id] = newest
}

func (l *Ledger) clusters(tx Tx, loaded Snapshot, ids []monitor.ID, now time.Time) *clusters {
	c := &clusters{
		ledger: l, tx: tx, now: now, loaded: loaded,
		asked: map[monitor.ID]bool{}, working: map[monitor.ID]*incident.Cluster{},
		open: map[monitor.ID][]incident.Incident{}, due: map[monitor.ID]bool{},
	}
	for _, id := range ids {
		c.asked[id] = true
	}
	return c
}

// id is the cluster of a Monitor. What names none belongs to the one that is watched.
func (c *clusters) id(d monitor.Definition) monitor.ID {
	if d.Cluster == "" {
		return monitor.ClusterID(c.ledger.Cluster)
	}
	return monitor.ClusterID(d.Cluster)
}

// get returns a cluster as the batch has it so far.
func (c *clusters) get(ctx context.Context, id monitor.ID) (*incident.Cluster, error) {
	if w := c.working[id]; w != nil {
		return w, nil
	}
	from := c.loaded
	if !c.asked[id] {
		var err error
		if from, err = c.tx.Load(ctx, []monitor.ID{id}); err != nil {
			return nil, fmt.Errorf("loading: %w", err)
		}
	}
	state, known := from.States[id]
	if !known {
		state = monitor.NewCluster(id, c.now)
	}
	w := incident.NewCluster(state, from.Open[id], newID)
	c.working[id], c.open[id] = w, from.Open[id]
	return w, nil
}

// observe takes in what an observation says of the scheduler of its Monitor's cluster, and returns it with what is known of that.
func (c *clusters) observe(ctx context.Context, o monitor.Observation, d monitor.Definition) (monitor.Observation, error) {
	if o.Definition != nil {
		d = *o.Definition
	}
	if d.Source != monitor.SourceKubernetes {
		return o, nil
	}
	id := c.id(d)
	cluster, err := c.get(ctx, id)
	if err != nil {
		return o, err
	}
	switch {
	case o.Kind == monitor.Clock:
		o.Silence = cluster.State.Silence
	case o.Definition != nil: // of what was started while nobody watched, this may be the only trace
		cluster.Started(monitor.RunFacts{Slot: d.LastScheduledAt, CreatedAt: d.LastScheduledAt}, c.now)
	}
	return o, nil
}

// started takes in what the scheduler is seen to have started, before anything else is said: the runs say more exactly when than
// their CronJobs do.
func (c *clusters) started(ctx context.Context, fresh []monitor.Observation) error {
	defined := map[monitor.ID]monitor.Definition{}
	for _, o := range fresh {
		if o.Definition != nil {
			defined[o.Monitor] = *o.Definition
		}
		d, ok := defined[o.Monitor]
		if !ok {
			d = c.loaded.States[o.Monitor].Definition
		}
		if d.Source != monitor.SourceKubernetes {
			continue
		}
		id := c.id(d)
		c.ledger.starts.note(id, o.Run)
		if o.Run == nil {
			continue
		}
		cluster, err := c.get(ctx, id)
		if err != nil {
			return err
		}
		cluster.Started(*o.Run, c.now)
	}
	return nil
}

// join takes a verdict to the incident that it shares; false where it is to be told as the Monitor's own.
func (c *clusters) join(ctx context.Context, s monitor.State, v monitor.Verdict) (monitor.State, bool, error) {
	if _, shares := incident.Shares(v); !shares {
		return s, false, nil
	}
	id := c.id(s.Definition)
	cluster, err := c.get(ctx, id)
	if err != nil {
		return s, false, err
	}
	if wanted := cluster.Wants(v); wanted != "" {
		i, found, err := c.tx.Incident(ctx, wanted)
		if err != nil {
			return s, false, fmt.Errorf("loading an incident: %w", err)
		}
		if found {
			cluster.Lend(i)
		}
	}
	s, joined := cluster.Join(s, v)
	cluster.Started(c.ledger.starts[id], c.now) // it may have ended while it was being found
	return s, joined, nil
}

// pass lets time pass for a cluster.
func (c *clusters) pass(ctx context.Context, id monitor.ID) error {
	cluster, err := c.get(ctx, id)
	if err != nil {
		return err
	}
	c.due[id] = true
	cluster.Pass(c.now)
	return nil
}

// changes are what came of it, for those that have changed, told through t.
func (c *clusters) changes(ctx context.Context, t *telling) ([]Change, error) {
	home := monitor.ClusterID(c.ledger.Cluster)
	if len(t.muting.counted) > 0 {
		c.due[home] = true // whoever looks after the silences has to know when
	}
	if c.due[home] {
		if _, err := c.get(ctx, home); err != nil {
			return nil, err
		}
	}
	var all []Change
	for _, id := range slices.Sorted(maps.Keys(c.working)) {
		w := c.working[id]
		changed := w.Changed()
		if len(changed) == 0 && !c.due[id] {
			continue
		}
		change := Change{State: w.State, Incidents: c.open[id]}
		next, err := c.tell(ctx, t, &change, changed)
		if err != nil {
			return nil, err
		}
		if id == home {
			silences, err := t.remind(ctx, &change)
			if err != nil {
				return nil, err
			}
			next = sooner(next, silences)
		}
		w.Adopt(change.Incidents)
		change.NextCheck = sooner(w.NextCheck(), next)
		all = append(all, change)
	}
	return all, nil
}

// tell tells of what the Monitors of a cluster share, lets time pass for it, and returns when to look again.
func (c *clusters) tell(ctx context.Context, t *telling, change *Change, changed []incident.Incident) (time.Time, error) {
	for _, i := range changed {
		if err := t.tell(ctx, change, []incident.Incident{i}); err != nil {
			return time.Time{}, err
		}
		if i.Kind == incident.Burst && i.Notice.Change == incident.Listed && !quiet(change, i.ID) {
			if err := t.list(ctx, change, i); err != nil {
				return time.Time{}, err
			}
		}
	}
	return t.settle(ctx, change)
}

// quiet reports whether something keeps an Incident of a change from being told.
func quiet(c *Change, id string) bool {
	return slices.ContainsFunc(c.Incidents, func(i incident.Incident) bool { return i.ID == id && i.Quiet() })
}
