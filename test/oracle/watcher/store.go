package watcher

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/ledger"
	"rollcall.dev/rollcall/internal/monitor"
)

// Spoken is a verdict with the instant at which it was stored.
type Spoken struct {
	At time.Time
	monitor.Verdict
}

// Store keeps what the ledger writes, in memory. It is safe for concurrent use.
type Store struct {
	mu     sync.Mutex
	states map[monitor.ID]monitor.State
	checks map[monitor.ID]time.Time
	open   map[monitor.ID][]incident.Incident
	shared map[string]incident.Incident
	seen   map[string]bool
	spoken map[monitor.ID][]Spoken
	facts  map[monitor.ID][]monitor.Observation
}

// NewStore returns an empty Store.
func NewStore() *Store {
	return &Store{
		states: map[monitor.ID]monitor.State{}, checks: map[monitor.ID]time.Time{}, open: map[monitor.ID][]incident.Incident{},
		shared: map[string]incident.Incident{}, seen: map[string]bool{}, spoken: map[monitor.ID][]Spoken{}, facts: map[monitor.ID][]monitor.Observation{},
	}
}

// Spoken returns the verdicts on a Monitor in the order in which they were stored.
func (s *Store) Spoken(id monitor.ID) []Spoken {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.spoken[id])
}

// Facts returns the observations of a Monitor in the order in which they were applied.
func (s *Store) Facts(id monitor.ID) []monitor.Observation {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.facts[id])
}

// State returns the state of a Monitor; false where it was never defined.
func (s *Store) State(id monitor.ID) (monitor.State, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	state, ok := s.states[id]
	return state, ok
}

// Known lists the Monitors of CronJobs that are not removed.
func (s *Store) Known(context.Context) ([]monitor.ID, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var known []monitor.ID
	for id, state := range s.states {
		if state.RemovedAt.IsZero() && !id.OfCluster() {
			known = append(known, id)
		}
	}
	slices.Sort(known)
	return known, nil
}

// Update implements ledger.Store.
func (s *Store) Update(_ context.Context, fn func(ledger.Tx) error) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return fn(&tx{store: s})
}

// NextCheck implements ledger.Store. All Monitors are CronJobs.
func (s *Store) NextCheck(_ context.Context, source monitor.Source, after time.Time) (time.Time, bool, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var next time.Time
	for _, at := range s.checks {
		if at.After(after) && source == monitor.SourceKubernetes && (next.IsZero() || at.Before(next)) {
			next = at
		}
	}
	return next, !next.IsZero(), nil
}

// Due implements ledger.Store.
func (s *Store) Due(_ context.Context, source monitor.Source, now time.Time) ([]monitor.ID, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var due []monitor.ID
	for id, at := range s.checks {
		if !at.After(now) && source == monitor.SourceKubernetes {
			due = append(due, id)
		}
	}
	slices.Sort(due)
	return due, nil
}

// Journal implements ledger.Store. Nobody notes anything: a cluster is watched, and no job reports.
func (s *Store) Journal(context.Context, func(string) bool) ([]string, []ledger.Segment, error) {
	return nil, nil, nil
}

// AppendJournal implements ledger.Store.
func (s *Store) AppendJournal(context.Context, ledger.Segment) error { return errNoJournal }

var errNoJournal = errors.New("the oracle keeps no journal")

// tx is one transaction. Nothing of it fails, so nothing is undone.
type tx struct {
	people

	store *Store
}

// Append implements ledger.Tx.
func (t *tx) Append(_ context.Context, observations []monitor.Observation) ([]monitor.Observation, error) {
	var fresh []monitor.Observation
	for _, o := range observations {
		if o.Kind != monitor.Clock {
			if t.store.seen[o.ID] {
				continue
			}
			t.store.seen[o.ID] = true
		}
		fresh = append(fresh, o)
		t.store.facts[o.Monitor] = append(t.store.facts[o.Monitor], o)
	}
	return fresh, nil
}

// DropJournal implements ledger.Tx.
func (t *tx) DropJournal(context.Context, []string) error { return errNoJournal }

// Load implements ledger.Tx.
func (t *tx) Load(_ context.Context, ids []monitor.ID) (ledger.Snapshot, error) {
	found := ledger.Snapshot{States: map[monitor.ID]monitor.State{}, Open: map[monitor.ID][]incident.Incident{}}
	for _, id := range ids {
		if state, ok := t.store.states[id]; ok {
			found.States[id] = state
		}
		if open := t.store.open[id]; len(open) > 0 {
			found.Open[id] = slices.Clone(open)
		}
	}
	return found, nil
}

// Incident implements ledger.Tx. Only the shared ones are asked for after their end.
func (t *tx) Incident(_ context.Context, id string) (incident.Incident, bool, error) {
	i, found := t.store.shared[id]
	return i, found, nil
}

// Save implements ledger.Tx.
func (t *tx) Save(_ context.Context, changes []ledger.Change) error {
	for _, c := range changes {
		id := c.State.ID
		if stored := t.store.states[id]; stored.Version != c.State.Version {
			return fmt.Errorf("%s: version %d, stored is %d: %w", id, c.State.Version, stored.Version, ledger.ErrConflict)
		}
		c.State.Version++
		t.store.states[id] = c.State
		delete(t.store.checks, id)
		if !c.NextCheck.IsZero() {
			t.store.checks[id] = c.NextCheck
		}
		t.store.open[id] = slices.DeleteFunc(slices.Clone(c.Incidents), func(i incident.Incident) bool {
			return i.Status == incident.Resolved
		})
		for _, i := range c.Incidents {
			if i.Kind.Shared() {
				t.store.shared[i.ID] = i
			}
		}
		for _, v := range c.Verdicts {
			t.store.spoken[id] = append(t.store.spoken[id], Spoken{At: time.Now(), Verdict: v})
		}
	}
	return nil
}
