package ledger

import (
	"context"
	"fmt"
	"time"

	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/monitor"
)

// families keep what is wrong with a Monitor from being told while the one that it depends on (Definition.Parent) is down.
//
//	child turns bad ──► parent down ─────────► held, silent ──► child recovers: nothing was ever told
//	       │                                        └─ parent recovered, child bad again ──► told
//	       └──────────► parent due, undecided ──► held until the parent's deadline ──► parent down: as above; else told
type families struct {
	ledger  *Ledger
	tx      Tx
	batch   *decision
	telling *telling
	fetched map[monitor.ID]relative
}

// relative is a Monitor that others depend on.
type relative struct {
	state monitor.State
	open  []incident.Incident
}

// judgedWithin is how long after its deadline a Monitor is judged, by a sweeper that is busy.
const judgedWithin = 30 * time.Second

// find returns a Monitor as the batch has it so far; false where nobody knows it.
func (f *families) find(ctx context.Context, id monitor.ID) (relative, bool, error) {
	if i, ok := f.batch.index[id]; ok {
		c := f.batch.changes[i]
		return relative{c.State, unresolved(c.Incidents)}, true, nil
	}
	if r, ok := f.fetched[id]; ok {
		return r, !r.state.FirstSeen.IsZero(), nil
	}
	snapshot, err := f.tx.Load(ctx, []monitor.ID{id})
	if err != nil {
		return relative{}, false, fmt.Errorf("loading the parent %s: %w", id, err)
	}
	r := relative{snapshot.States[id], snapshot.Open[id]}
	f.fetched[id] = r
	return r, !r.state.FirstSeen.IsZero(), nil
}

// quiet says whether what a Monitor depends on is down, or until when that is open; zero where it is not. What is held back itself is
// down because of something above it, or else holds nothing back: Monitors that depend on each other in a circle are told of.
func (f *families) quiet(ctx context.Context, of monitor.State) (down bool, until time.Time, err error) {
	seen := map[monitor.ID]bool{of.ID: true}
	for id := of.Definition.Parent; id != ""; {
		if seen[id] {
			return false, time.Time{}, nil
		}
		seen[id] = true
		parent, known, err := f.find(ctx, id)
		if err != nil {
			return false, time.Time{}, err
		}
		if !known || !parent.state.RemovedAt.IsZero() || parent.state.Definition.Suspended {
			return down, time.Time{}, nil // it cannot recover, and so holds nothing back
		}
		if len(parent.open) == 0 {
			if down {
				return true, time.Time{}, nil
			}
			return false, f.undecided(parent.state), nil
		}
		down = true
		if !allHeld(parent.open) {
			return true, time.Time{}, nil
		}
		id = parent.state.Definition.Parent
	}
	return down, time.Time{}, nil
}

// undecided is until when it is open whether a Monitor is down; zero where nothing of it is due.
func (f *families) undecided(s monitor.State) time.Time {
	now := f.ledger.Now(s.Definition.Source)
	until, due := s.Undecided(now)
	if !due {
		return time.Time{}
	}
	if until.Before(now) {
		until = now
	}
	return until.Add(judgedWithin)
}

func allHeld(open []incident.Incident) bool {
	for _, i := range open {
		if !i.Held {
			return false
		}
	}
	return true
}

// hold decides which of the changed Incidents are told. One that was told before goes on to be.
func (f *families) hold(ctx context.Context, of monitor.State, changed []incident.Incident) ([]incident.Incident, error) {
	for at, i := range changed {
		if i.Status == incident.Resolved || !i.Held && i.Notice.Change != incident.Opened {
			continue
		}
		down, until, err := f.quiet(ctx, of)
		switch {
		case err != nil:
			return nil, err
		case down:
			changed[at] = i.Hold(time.Time{})
		case !until.IsZero():
			changed[at] = i.Hold(until)
		default:
			changed[at] = i.Release()
		}
	}
	return changed, nil
}

// settle tells of what was held back until it was known whether the parent is down, and returns when to look again; zero: not for this.
func (f *families) settle(ctx context.Context, c *Change) (again time.Time, err error) {
	for _, i := range unresolved(c.Incidents) {
		if i.HeldUntil.IsZero() {
			continue
		}
		down, until, err := f.quiet(ctx, c.State)
		switch {
		case err != nil:
			return time.Time{}, err
		case down:
			err = f.telling.tell(ctx, c, []incident.Incident{i.Hold(time.Time{})})
		case !until.IsZero() && f.ledger.Now(c.State.Definition.Source).Before(i.HeldUntil):
			again = sooner(again, i.HeldUntil)
		default:
			err = f.telling.tell(ctx, c, []incident.Incident{i.Release()})
		}
		if err != nil {
			return time.Time{}, err
		}
	}
	return again, nil
}

// sooner is the earlier of two instants, of which a zero one is none.
func sooner(a, b time.Time) time.Time {
	if a.IsZero() || !b.IsZero() && b.Before(a) {
		return b
	}
	return a
}
