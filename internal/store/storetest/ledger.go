package storetest

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"rollcall.dev/rollcall/internal/diagnose"
	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/ledger"
	"rollcall.dev/rollcall/internal/monitor"
	"rollcall.dev/rollcall/internal/notify"
	"rollcall.dev/rollcall/internal/store"
)

func ledgerChecks() []check {
	return []check{
		{"an error in the middle leaves nothing", atomic},
		{"a panic leaves nothing and no lock", panics},
		{"a fact that is stored is not new", duplicates},
		{"a fact without an ID is refused", anonymous},
		{"many facts at once", many},
		{"what was saved is loaded", roundTrip},
		{"a newer version is not overwritten", versions},
		{"a Monitor once in a batch", twice},
		{"a cluster is no Monitor to be counted or listed", ofCluster},
		{"the earliest check comes first", nextCheck},
	}
}

func atomic(t *testing.T, s *store.Store) {
	boom := errors.New("boom")
	err := s.Update(t.Context(), func(tx ledger.Tx) error {
		got[[]monitor.Observation](t)(tx.Append(t.Context(), []monitor.Observation{observation("o")}))
		must(t, tx.Save(t.Context(), []ledger.Change{{State: state("m"), NextCheck: noon(),
			Verdicts:  []monitor.Verdict{{Slot: noon(), Judgement: monitor.Missed}},
			Incidents: []incident.Incident{{ID: "i", Kind: incident.Absent, Status: incident.Open}},
			Messages:  []notify.Message{message("1", "i", notify.Post)}}}))
		return boom
	})
	if !errors.Is(err, boom) {
		t.Fatalf("got %v, want boom", err)
	}
	if c := got[store.Counts](t)(s.Counts(t.Context())); c != (store.Counts{}) {
		t.Errorf("stored: %+v", c)
	}
	if v := got[[]monitor.Verdict](t)(s.Verdicts(t.Context(), "m", 0)); len(v) != 0 {
		t.Errorf("stored: %v", v)
	}
	claimNone(t, s, noon())
	must(t, s.Update(t.Context(), func(tx ledger.Tx) error {
		if fresh := got[[]monitor.Observation](t)(tx.Append(t.Context(), []monitor.Observation{observation("o")})); len(fresh) != 1 {
			t.Error("the observation was stored")
		}
		return nil
	}))
}

func panics(t *testing.T, s *store.Store) {
	func() {
		defer func() { _ = recover() }()
		_ = s.Update(t.Context(), func(tx ledger.Tx) error {
			must(t, tx.Save(t.Context(), []ledger.Change{{State: state("m")}}))
			panic("boom")
		})
	}()
	save(t, s, ledger.Change{State: state("n")})
	if snap := load(t, s, "m", "n"); len(snap.States) != 1 {
		t.Errorf("loaded %v, want only n", snap.States)
	}
}

func duplicates(t *testing.T, s *store.Store) {
	appendAll := func(want []string, ids ...string) {
		t.Helper()
		must(t, s.Update(t.Context(), func(tx ledger.Tx) error {
			var obs []monitor.Observation
			for _, id := range ids {
				o := observation(id)
				if id == "clock" {
					o.ID, o.Kind = "", monitor.Clock
				}
				obs = append(obs, o)
			}
			var fresh []string
			for _, o := range got[[]monitor.Observation](t)(tx.Append(t.Context(), obs)) {
				if o.Kind == monitor.Clock {
					o.ID = "clock"
				}
				fresh = append(fresh, o.ID)
			}
			if !slices.Equal(fresh, want) {
				t.Errorf("append %v: new are %v, want %v", ids, fresh, want)
			}
			return nil
		}))
	}
	appendAll([]string{"b", "clock", "a"}, "b", "clock", "a", "b", "a")
	appendAll([]string{"c", "clock", "clock"}, "a", "c", "b", "clock", "clock")
	appendAll(nil, "c", "b", "a")
	appendAll(nil)
}

func anonymous(t *testing.T, s *store.Store) {
	err := s.Update(t.Context(), func(tx ledger.Tx) error {
		_, err := tx.Append(t.Context(), []monitor.Observation{{Monitor: "m", Kind: monitor.Defined}})
		return err
	})
	if err == nil || errors.Is(err, ledger.ErrConflict) {
		t.Errorf("got %v, want an error that says so", err)
	}
}

func many(t *testing.T, s *store.Store) {
	const n = 1337 // no multiple of any size of statement
	obs := make([]monitor.Observation, n)
	changes := make([]ledger.Change, n)
	ids := make([]monitor.ID, n)
	for i := range n {
		obs[i] = observation(fmt.Sprint(i))
		ids[i] = monitor.ID(fmt.Sprint(i))
		changes[i] = ledger.Change{State: state(ids[i]), NextCheck: noon().Add(time.Duration(i) * time.Second)}
		if i%10 == 0 {
			changes[i].Messages = []notify.Message{message(fmt.Sprint(i), fmt.Sprint(i), notify.Post)}
		}
	}
	for round := range 2 {
		must(t, s.Update(t.Context(), func(tx ledger.Tx) error {
			if fresh := got[[]monitor.Observation](t)(tx.Append(t.Context(), obs)); len(fresh) != n*(1-round) {
				t.Errorf("round %d: %d are new", round, len(fresh))
			}
			snap := got[ledger.Snapshot](t)(tx.Load(t.Context(), ids))
			if len(snap.States) != n*round {
				t.Errorf("round %d: loaded %d", round, len(snap.States))
			}
			for i := range changes {
				changes[i].State.Version = int64(round)
				if round > 0 {
					changes[i].Messages = nil
				}
			}
			return tx.Save(t.Context(), changes)
		}))
	}
	if due := got[[]monitor.ID](t)(s.Due(t.Context(), monitor.SourceKubernetes, noon().Add(time.Hour))); !slices.Equal(due, ids) {
		t.Errorf("%d are due, in this order: %v", len(due), due)
	}
	seen := 0
	for {
		c := got[int](t)(claimAndSend(t, s, 30))
		if c == 0 {
			break
		}
		seen += c
	}
	if want := n/10 + 1; seen != want {
		t.Errorf("sent %d of %d", seen, want)
	}
}

// claimAndSend claims up to limit and concludes all as sent.
func claimAndSend(t *testing.T, s *store.Store, limit int) (int, error) {
	claimed, err := s.Claim(t.Context(), noon(), time.Minute, limit)
	for _, c := range claimed {
		err = errors.Join(err, s.Conclude(t.Context(), c, sent("")))
	}
	return len(claimed), err
}

func roundTrip(t *testing.T, s *store.Store) {
	deadline, code := 90*time.Second, int32(137)
	ev := &diagnose.Evidence{CapturedAt: noon(), Pods: []diagnose.Pod{{Name: "p", Containers: []diagnose.Container{{Name: "main", ExitCode: &code}}}}}
	st := monitor.State{ID: "m", Definition: monitor.Definition{Source: monitor.SourceKubernetes, Name: "n", StartingDeadline: &deadline,
		CreatedAt: noon().Add(123 * time.Nanosecond), Grace: time.Minute, Labels: map[string]string{"a": "b"}},
		FirstSeen: noon(), Watermark: noon(),
		Slots:       []monitor.Slot{{At: noon(), Run: "r", Judgement: monitor.Stuck, Evidence: ev}},
		Runs:        []monitor.Run{{RunFacts: monitor.RunFacts{ID: "r", Slot: noon()}, Evidence: ev, Gone: true}},
		LastSuccess: noon(), LastSuccessDuration: time.Second, ConsecutiveBad: 3,
	}
	inc := incident.Incident{ID: "i", Monitor: "m", Kind: incident.Failing, Status: incident.Open, OpenedAt: noon(), UpdatedAt: noon(),
		Cause: diagnose.Cause{Code: "OOMKilled", Summary: "killed", ExitCode: &code}, Count: 1,
		Members: []incident.Member{{Key: "slot/x", Slot: noon(), Judgement: monitor.Failed, At: noon()}}}
	v := monitor.Verdict{Monitor: "m", Slot: noon(), Run: "r", Judgement: monitor.Failed, Flags: []monitor.Flag{monitor.Late, monitor.Flaky},
		Cause: inc.Cause, Evidence: ev, At: noon(), DecidedAt: noon()}
	save(t, s, ledger.Change{State: st, NextCheck: noon(), Verdicts: []monitor.Verdict{v}, Incidents: []incident.Incident{inc}})
	snap := load(t, s, "m", "m", "absent")
	st.Version = 1
	want := ledger.Snapshot{States: map[monitor.ID]monitor.State{"m": st}, Open: map[monitor.ID][]incident.Incident{"m": {inc}}}
	if d := cmp.Diff(want, snap); d != "" {
		t.Errorf("loaded (-want +got):\n%s", d)
	}
	if d := cmp.Diff([]monitor.Verdict{v}, got[[]monitor.Verdict](t)(s.Verdicts(t.Context(), "m", 0))); d != "" {
		t.Errorf("verdicts (-want +got):\n%s", d)
	}
	if d := cmp.Diff(inc, got[incident.Incident](t)(s.Incident(t.Context(), "i"))); d != "" {
		t.Errorf("incident (-want +got):\n%s", d)
	}
}

func versions(t *testing.T, s *store.Store) {
	save(t, s, ledger.Change{State: state("m")})
	save(t, s, ledger.Change{State: state("m")})
	for _, stale := range []int64{0, 1, 3, 99} {
		err := s.Update(t.Context(), func(tx ledger.Tx) error {
			st := state("m")
			st.Version = stale
			return tx.Save(t.Context(), []ledger.Change{{State: state("other")}, {State: st, Messages: []notify.Message{message("x", "i", notify.Post)}}})
		})
		if !errors.Is(err, ledger.ErrConflict) {
			t.Errorf("a write from version %d over 2: %v, want a conflict", stale, err)
		}
	}
	snap := load(t, s, "m", "other", "never")
	if len(snap.States) != 1 || snap.States["m"].Version != 2 {
		t.Errorf("loaded %v, want only m in version 2", snap.States)
	}
	err := s.Update(t.Context(), func(tx ledger.Tx) error {
		st := state("never")
		st.Version = 7
		return tx.Save(t.Context(), []ledger.Change{{State: st}})
	})
	if !errors.Is(err, ledger.ErrConflict) {
		t.Errorf("a write over what is not there: %v, want a conflict", err)
	}
	claimNone(t, s, noon())
}

func twice(t *testing.T, s *store.Store) {
	err := s.Update(t.Context(), func(tx ledger.Tx) error {
		return tx.Save(t.Context(), []ledger.Change{{State: state("m")}, {State: state("m")}})
	})
	if err == nil || errors.Is(err, ledger.ErrConflict) {
		t.Errorf("got %v, want an error that is no conflict", err)
	}
}

func ofCluster(t *testing.T, s *store.Store) {
	cluster := monitor.NewCluster(monitor.ClusterID("prod"), noon())
	cluster.Silence = monitor.Silence{Since: noon(), Until: noon().Add(time.Hour), Inferred: 3, Incident: "i"}
	job := state("m")
	job.Shared = map[string]string{"stalled": "i"}
	save(t, s, ledger.Change{State: cluster}, ledger.Change{State: job})
	snap := load(t, s, cluster.ID, "m")
	if c, j := snap.States[cluster.ID], snap.States["m"]; c.Silence != cluster.Silence || j.Shared["stalled"] != "i" {
		t.Errorf("loaded %+v, %v", c.Silence, j.Shared)
	}
	if c := got[store.Counts](t)(s.Counts(t.Context())); c.Monitors != 1 {
		t.Errorf("%d Monitors", c.Monitors)
	}
	for source, want := range map[monitor.Source]monitor.ID{"": "m", monitor.SourceCluster: cluster.ID} {
		all := got[[]store.Monitor](t)(s.Monitors(t.Context(), store.MonitorFilter{Source: source}, store.Page{}))
		if len(all) != 1 || all[0].ID != want {
			t.Errorf("source %q: %d Monitors, want %s", source, len(all), want)
		}
	}
}

func nextCheck(t *testing.T, s *store.Store) {
	const cluster = monitor.SourceKubernetes
	if at, ok, err := s.NextCheck(t.Context(), cluster, time.Time{}); ok || err != nil {
		t.Fatalf("an empty store is due at %v, %v", at, err)
	}
	due := func(source monitor.Source, now time.Time, want ...monitor.ID) {
		t.Helper()
		if due := got[[]monitor.ID](t)(s.Due(t.Context(), source, now)); !slices.Equal(due, want) {
			t.Errorf("of %s are due at %v: %v, want %v", source, now, due, want)
		}
	}
	late := noon().Add(time.Nanosecond) // between two microseconds
	other := state("other")
	other.Definition.Source = monitor.SourceCheckIn
	save(t, s, ledger.Change{State: state("b"), NextCheck: noon().Add(time.Hour)}, ledger.Change{State: other, NextCheck: noon().Add(-time.Hour)},
		ledger.Change{State: state("a"), NextCheck: late}, ledger.Change{State: state("never")})
	at, ok, err := s.NextCheck(t.Context(), cluster, time.Time{})
	if err != nil || !ok || at.Before(late) || at.Sub(late) > time.Microsecond {
		t.Errorf("next check at %v, %v, %v; want %v, rounded up", at, ok, err, late)
	}
	if after, ok, err := s.NextCheck(t.Context(), cluster, at); err != nil || !ok || !after.Equal(noon().Add(time.Hour)) {
		t.Errorf("next check after the first at %v, %v, %v; want the second", after, ok, err)
	}
	if after, ok, err := s.NextCheck(t.Context(), cluster, noon().Add(time.Hour)); err != nil || ok {
		t.Errorf("next check after the last at %v, %v, %v", after, ok, err)
	}
	due(cluster, noon())
	due(cluster, at, "a")
	due(cluster, noon().Add(24*time.Hour), "a", "b")
	due(monitor.SourceCheckIn, noon(), "other")
	save(t, s, ledger.Change{State: state("a")})
	due(cluster, noon().Add(24*time.Hour), "b")
}
