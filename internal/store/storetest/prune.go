package storetest

import (
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

func pruneChecks() []check {
	return []check{
		{"what is over goes, what goes on stays", prune},
		{"pruning takes as many steps as it needs", pruneMany},
	}
}

func prune(t *testing.T, s *store.Store) {
	old, now := noon().AddDate(-1, 0, 0), noon()
	gone, troubled := state("gone"), state("troubled")
	gone.RemovedAt, troubled.RemovedAt = old, old
	must(t, s.Update(t.Context(), func(tx ledger.Tx) error {
		stale, fresh := observation("stale"), observation("fresh")
		stale.SeenAt = old
		got[[]monitor.Observation](t)(tx.Append(t.Context(), []monitor.Observation{stale, fresh}))
		return tx.Save(t.Context(), []ledger.Change{
			{State: gone}, {State: troubled, Incidents: []incident.Incident{{ID: "open", Kind: incident.Failing, Status: incident.Open, OpenedAt: old}}},
			{State: state("m"),
				Verdicts: []monitor.Verdict{{Slot: old, Judgement: monitor.Failed, DecidedAt: old}, {Slot: now, Judgement: monitor.Failed, DecidedAt: now}},
				Incidents: []incident.Incident{{ID: "over", Kind: incident.Failing, Status: incident.Resolved, OpenedAt: old, ResolvedAt: old},
					{ID: "recent", Kind: incident.Failing, Status: incident.Resolved, OpenedAt: old, ResolvedAt: now}},
				Messages: []notify.Message{message("1", "over", notify.Post), message("2", "open", notify.Post), message("3", "waits", notify.Post)}},
		})
	}))
	for _, c := range claim(t, s, old) {
		if c.Attempt.ID != "3" {
			conclude(t, s, c, deliver.Result{At: old, Sent: true, Receipt: notify.Receipt(`"root"`)})
		}
	}
	p := got[store.Pruned](t)(s.Prune(t.Context(), now.Add(-time.Hour)))
	if want := (store.Pruned{Observations: 1, Verdicts: 1, Incidents: 1, Deliveries: 2, Monitors: 1}); p != want {
		t.Errorf("pruned %+v, want %+v", p, want)
	}
	if p := got[store.Pruned](t)(s.Prune(t.Context(), now.Add(-time.Hour))); p != (store.Pruned{}) {
		t.Errorf("pruned again: %+v", p)
	}
	if _, err := s.Incident(t.Context(), "over"); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("the incident that is over: %v", err)
	}
	if n := len(load(t, s, "m", "gone", "troubled").States); n != 2 {
		t.Errorf("%d monitors are left, want 2", n)
	}
	// The receipt of an open incident outlives the delivery that brought it.
	queue(t, s, message("4", "open", notify.Update))
	for _, c := range claim(t, s, now) {
		if c.Attempt.ID == "4" && string(c.Attempt.Root) != `"root"` {
			t.Error("the root of an open incident was pruned")
		}
	}
	// What was pruned may come again.
	queue(t, s, message("1", "over", notify.Reply))
	if c := claimOne(t, s, now, "1"); c.Attempt.Root != nil {
		t.Errorf("the root of an incident that is over: %s", c.Attempt.Root)
	}
}

func pruneMany(t *testing.T, s *store.Store) {
	const n = 1201
	obs := make([]monitor.Observation, n)
	for i := range obs {
		obs[i] = observation(fmt.Sprint(i))
	}
	must(t, s.Update(t.Context(), func(tx ledger.Tx) error {
		_, err := tx.Append(t.Context(), obs)
		return err
	}))
	if p := got[store.Pruned](t)(s.Prune(t.Context(), noon().Add(time.Second))); p.Observations != n {
		t.Errorf("pruned %+v, want %d observations", p, n)
	}
}
