package process

import (
	"context"
	"fmt"
	"slices"
	"time"

	"rollcall.dev/rollcall/internal/deliver"
	"rollcall.dev/rollcall/internal/ledger"
	"rollcall.dev/rollcall/internal/monitor"
	"rollcall.dev/rollcall/internal/store"
	"rollcall.dev/rollcall/test/sim/history"
	"rollcall.dev/rollcall/test/sim/journal"
)

// database is the real store behind the gate. It notes what really happened.
type database struct {
	*gate

	store *store.Store
}

var (
	_ ledger.Store   = database{}
	_ deliver.Outbox = database{}
)

// busyTimeout is how long a writer waits for another one. SQLite does the same, but by the real clock.
const busyTimeout = 5 * time.Second

// enter waits until no other process writes.
func (d database) enter(ctx context.Context) (leave func(), err error) {
	timer := time.NewTimer(busyTimeout)
	defer timer.Stop()
	select {
	case <-d.dead:
		return nil, errDead
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	case <-timer.C:
		return nil, fmt.Errorf("waiting for another writer: %w", ledger.ErrConflict)
	case d.house.writer <- struct{}{}:
		return func() { <-d.house.writer }, nil
	}
}

// Update implements ledger.Store.
func (d database) Update(ctx context.Context, fn func(ledger.Tx) error) error {
	commit := &journal.Commit{Process: d.name}
	if err := d.update(ctx, fn, commit); err != nil || commit.At.IsZero() {
		return err
	}
	d.house.Book.Committed(commit)
	d.tell(commit)
	return d.pass(ctx, history.AfterCommit)
}

// update runs the transaction; commit says afterwards what it wrote and, with a time, that it took place.
func (d database) update(ctx context.Context, fn func(ledger.Tx) error, commit *journal.Commit) error {
	leave, err := d.enter(ctx)
	if err != nil {
		return err
	}
	defer leave()
	writes := false
	err = d.store.Update(ctx, func(tx ledger.Tx) error {
		spy := &transaction{Tx: tx, gate: d.gate, commit: commit}
		if err := fn(spy); err != nil {
			return err
		}
		if writes = spy.writes; !writes {
			return d.pass(ctx, history.Read)
		}
		return d.pass(ctx, history.BeforeCommit)
	})
	if err == nil && writes {
		commit.Order, commit.At = d.house.Book.Turn(), time.Now()
	}
	return err
}

// tell puts a commit into the story.
func (d database) tell(c *journal.Commit) {
	for _, o := range c.Fresh {
		text := ""
		switch {
		case o.Run != nil:
			text = fmt.Sprintf("%s started %t %s", o.Run.ID, !o.Run.StartedAt.IsZero(), o.Run.Outcome)
		case o.Kind == monitor.Clock:
			text = "at " + o.At.UTC().Format("15:04:05") + " since " + o.Since.UTC().Format("15:04:05")
		}
		d.house.Book.Tell(d.name, "  fact %s %s %s", o.Monitor, o.Kind, text)
	}
	for _, change := range c.Changes {
		for _, v := range change.Verdicts {
			d.house.Book.Tell(d.name, "  ==> %s %s %s, after %q: %s", v.Monitor, v.Key(), v.Judgement, v.Revises, v.Cause.Code)
		}
		for _, m := range change.Messages {
			d.house.Book.Tell(d.name, "  queued %s: %s of %s, %s, for %s", short(m.ID), m.Action, short(m.Notice.Incident), m.Notice.Change, m.Destination)
		}
	}
}

// short is enough of an identifier to follow it through a story.
func short(id string) string { return id[max(0, len(id)-6):] }

// NextCheck implements ledger.Store.
func (d database) NextCheck(ctx context.Context, source monitor.Source, after time.Time) (time.Time, bool, error) {
	if err := d.pass(ctx, history.Read); err != nil {
		return time.Time{}, false, err
	}
	return d.store.NextCheck(ctx, source, after)
}

// Due implements ledger.Store.
func (d database) Due(ctx context.Context, source monitor.Source, now time.Time) ([]monitor.ID, error) {
	d.house.Book.Count(d.name, journal.Rounds)
	if err := d.pass(ctx, history.Read); err != nil {
		return nil, err
	}
	return d.store.Due(ctx, source, now)
}

// AppendJournal implements ledger.Store.
func (d database) AppendJournal(ctx context.Context, s ledger.Segment) error {
	if err := d.pass(ctx, history.Read); err != nil {
		return err
	}
	return d.store.AppendJournal(ctx, s)
}

// Journal implements ledger.Store.
func (d database) Journal(ctx context.Context, known func(string) bool) ([]string, []ledger.Segment, error) {
	if err := d.pass(ctx, history.Read); err != nil {
		return nil, nil, err
	}
	return d.store.Journal(ctx, known)
}

// transaction notes what a transaction does.
type transaction struct {
	ledger.Tx
	*gate

	commit *journal.Commit
	writes bool
}

// Append implements ledger.Tx.
func (t *transaction) Append(ctx context.Context, observations []monitor.Observation) ([]monitor.Observation, error) {
	t.writes = true
	fresh, err := t.Tx.Append(ctx, observations)
	t.commit.Fresh = slices.Clone(fresh)
	return fresh, err
}

// Save implements ledger.Tx.
func (t *transaction) Save(ctx context.Context, changes []ledger.Change) error {
	t.commit.Changes = slices.Clone(changes)
	return t.Tx.Save(ctx, t.house.Sabotage.kept(changes))
}
