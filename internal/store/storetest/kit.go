package storetest

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"rollcall.dev/rollcall/internal/deliver"
	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/ledger"
	"rollcall.dev/rollcall/internal/monitor"
	"rollcall.dev/rollcall/internal/notify"
	"rollcall.dev/rollcall/internal/store"
)

// noon is an instant with microseconds; the tests' now.
func noon() time.Time { return time.Date(2026, 7, 28, 12, 0, 0, 123456000, time.UTC) }

// must fails the test on an error.
func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// got passes a value through and fails the test on an error.
func got[T any](t *testing.T) func(T, error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

// save stores changes in one Update, on top of the stored versions.
func save(t *testing.T, s *store.Store, changes ...ledger.Change) {
	t.Helper()
	must(t, trySave(t.Context(), s, changes...))
}

func trySave(ctx context.Context, s *store.Store, changes ...ledger.Change) error {
	return s.Update(ctx, func(tx ledger.Tx) error {
		ids := make([]monitor.ID, len(changes))
		for i, c := range changes {
			ids[i] = c.State.ID
		}
		snap, err := tx.Load(ctx, ids)
		if err != nil {
			return err
		}
		for i := range changes {
			changes[i].State.Version = snap.States[changes[i].State.ID].Version
		}
		return tx.Save(ctx, changes)
	})
}

// retrySave is trySave until nobody is in the way.
func retrySave(ctx context.Context, s *store.Store, changes ...ledger.Change) error {
	for {
		if err := trySave(ctx, s, changes...); !errors.Is(err, ledger.ErrConflict) || ctx.Err() != nil {
			return err
		}
	}
}

// load reads what a ledger would.
func load(t *testing.T, s *store.Store, ids ...monitor.ID) ledger.Snapshot {
	t.Helper()
	var snap ledger.Snapshot
	must(t, s.Update(t.Context(), func(tx ledger.Tx) (err error) {
		snap, err = tx.Load(t.Context(), ids)
		return err
	}))
	return snap
}

// state is a State of the Monitor with a name.
func state(id monitor.ID) monitor.State {
	return monitor.State{ID: id, Definition: monitor.Definition{Source: monitor.SourceKubernetes, Cluster: "prod",
		Namespace: "billing", Name: "job-" + string(id)}, FirstSeen: noon()}
}

// observation is a fact of Monitor m.
func observation(id string) monitor.Observation {
	return monitor.Observation{ID: id, Monitor: "m", Kind: monitor.RunSeen, At: noon(), SeenAt: noon()}
}

// message is a delivery for an Incident at the destination slack/C1.
func message(id, inc string, action notify.Action) notify.Message {
	return notify.Message{ID: id, Action: action, Notice: incident.Notice{Incident: inc},
		Destination: notify.Destination{Receiver: "slack", Address: "C1"}}
}

// queue stores messages.
func queue(t *testing.T, s *store.Store, messages ...notify.Message) {
	t.Helper()
	save(t, s, ledger.Change{State: state("m"), Messages: messages})
}

// claim claims what is due at now, for a minute.
func claim(t *testing.T, s *store.Store, now time.Time) []deliver.Claimed {
	t.Helper()
	return got[[]deliver.Claimed](t)(s.Claim(t.Context(), now, time.Minute, 100))
}

// claimOne claims the only one that is due.
func claimOne(t *testing.T, s *store.Store, now time.Time, want string) deliver.Claimed {
	t.Helper()
	c := claim(t, s, now)
	if len(c) != 1 || c[0].Attempt.ID != want {
		t.Fatalf("claimed %s, want only %s", names(c), want)
	}
	return c[0]
}

// claimNone expects that nothing is due.
func claimNone(t *testing.T, s *store.Store, now time.Time) {
	t.Helper()
	if c := claim(t, s, now); len(c) != 0 {
		t.Fatalf("claimed %s, want nothing", names(c))
	}
}

func names(claimed []deliver.Claimed) string {
	ids := make([]string, len(claimed))
	for i, c := range claimed {
		ids[i] = c.Attempt.ID
	}
	return fmt.Sprint(ids)
}

// sent is the Result of a message that arrived.
func sent(receipt string) deliver.Result {
	r := deliver.Result{At: noon(), Sent: true}
	if receipt != "" {
		r.Receipt = notify.Receipt(receipt)
	}
	return r
}

// retry is the Result of a message that is to be tried again.
func retry(at time.Time) deliver.Result {
	return deliver.Result{At: noon(), RetryAt: at, Error: "503"}
}
