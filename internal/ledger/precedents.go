package ledger

import (
	"context"
	"fmt"
	"slices"

	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/monitor"
)

// teach completes an Incident that begins with what a stranger asks first: what was done about it the last time, and what the Monitor
// depends on. That costs one read of an index, and another one where it depends on something.
func (t *telling) teach(ctx context.Context, c *Change, i incident.Incident) (incident.Incident, error) {
	if i.Kind.Shared() || i.Notice.Change != incident.Opened {
		return i, nil
	}
	before, found, err := t.before(ctx, c, i)
	if err != nil {
		return i, fmt.Errorf("loading the incident before: %w", err)
	}
	var precedent *incident.Precedent
	if found {
		precedent = incident.PrecedentOf(before, i.Cause)
	}
	parent, err := t.parent(ctx, c.State.Definition)
	return i.Taught(precedent, parent), err
}

// before is the newest resolved Incident of the same Monitor and Kind, which may be of this batch.
func (t *telling) before(ctx context.Context, c *Change, i incident.Incident) (incident.Incident, bool, error) {
	for _, k := range slices.Backward(c.Incidents) {
		if k.Kind == i.Kind && k.Status == incident.Resolved {
			return k, true, nil
		}
	}
	return t.tx.Before(ctx, i.Monitor, i.Kind)
}

// parent is the name of what a Monitor depends on; empty where that is nothing, or not known.
func (t *telling) parent(ctx context.Context, d monitor.Definition) (string, error) {
	if d.Parent == "" {
		return "", nil
	}
	if at, ok := t.batch.index[d.Parent]; ok {
		p := t.batch.changes[at].State.Definition
		return monitor.JobName(p.Namespace, p.Name), nil
	}
	snapshot, err := t.tx.Load(ctx, []monitor.ID{d.Parent})
	if err != nil {
		return "", fmt.Errorf("loading the parent %s: %w", d.Parent, err)
	}
	p := snapshot.States[d.Parent].Definition
	return monitor.JobName(p.Namespace, p.Name), nil
}
