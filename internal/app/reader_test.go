package app

import (
	"fmt"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/ledger"
	"rollcall.dev/rollcall/internal/monitor"
	"rollcall.dev/rollcall/internal/notify/slack/slackdesk"
	"rollcall.dev/rollcall/internal/store"
)

// pages is a reader of a store with these silences, and with these windows in the configuration.
func pages(t *testing.T, windows, silences []incident.Silence, changes ...ledger.Change) reader {
	t.Helper()
	s, err := store.Open(t.Context(), "sqlite:"+filepath.Join(t.TempDir(), "x.db"), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	err = s.Update(t.Context(), func(tx ledger.Tx) error {
		if err := tx.SaveSilences(t.Context(), silences); err != nil {
			return err
		}
		return tx.Save(t.Context(), changes)
	})
	if err != nil {
		t.Fatal(err)
	}
	return reader{s, func(time.Time) []incident.Silence { return windows }}
}

func TestSilencesOfThePages(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, time.November, 28, 17, 0, 0, 0, time.UTC)
	silence := func(id string, from, until time.Duration) incident.Silence {
		return incident.Silence{ID: id, CreatedAt: now.Add(from), Until: now.Add(until)}
	}
	fresh, used, ended := silence("fresh", -2, time.Hour), silence("used", -3, time.Hour), silence("ended", -4, time.Hour)
	counted := used.Count("i")
	r := pages(t, []incident.Silence{fresh, used, ended}, []incident.Silence{
		silence("person", -1, time.Hour), silence("past", -time.Hour, -time.Minute), counted, ended.End(incident.Rollcall(), now.Add(-1)),
	})
	for which, want := range map[bool][]string{false: {"person", "fresh", "used"}, true: {"ended", "past"}} {
		found, err := r.Silences(t.Context(), now, which, 10)
		if err != nil {
			t.Fatal(err)
		}
		var ids []string
		for _, s := range found {
			ids = append(ids, s.ID)
			if s.ID == "used" && s.Muted != 1 {
				t.Error("what a window has muted so far is not counted")
			}
		}
		if !slices.Equal(ids, want) {
			t.Errorf("ended %v: %v, want %v", which, ids, want)
		}
	}
}

func TestIncidentsOfThePages(t *testing.T) {
	t.Parallel()
	of := func(id, namespace string, incidents ...incident.Incident) ledger.Change {
		d := monitor.Definition{Source: monitor.SourceKubernetes, Cluster: "prod", Namespace: namespace, Name: id}
		return ledger.Change{State: monitor.State{ID: monitor.ID(id), Definition: d}, Incidents: incidents}
	}
	open := func(id string, kind incident.Kind, burst string) incident.Incident {
		return incident.Incident{ID: id, Kind: kind, Status: incident.Open, Burst: burst, OpenedAt: time.Unix(1, 0)}
	}
	r := pages(t, nil, nil, of("prod", "", open("b", incident.Burst, "")), of("close", "billing", open("i", incident.Failing, "b")))
	alone, err := r.Incidents(t.Context(), false, 10)
	if err != nil || len(alone) != 1 || alone[0].ID != "b" {
		t.Errorf("the inbox has %+v, %v; want the burst alone", alone, err)
	}
	members, err := r.Members(t.Context(), "b", "", 10)
	if err != nil || len(members) != 1 || members[0].ID != "i" {
		t.Errorf("the burst has %+v, %v", members, err)
	}
	names, err := r.Names(t.Context(), []string{"b", "i", "gone"})
	if err != nil || len(names) != 2 {
		t.Fatalf("names %+v, %v", names, err)
	}
	for _, n := range names {
		if want := map[string]string{"b": "prod", "i": "billing/close"}[n.ID]; n.Job != want || n.Resolved {
			t.Errorf("%s is called %q (%v), want %q", n.ID, n.Job, n.Resolved, want)
		}
	}
}

// TestTheInboxCanTellThatThereAreMore: one more than the store returns at a time can be asked for.
func TestTheInboxCanTellThatThereAreMore(t *testing.T) {
	t.Parallel()
	open, changes := make([]incident.Incident, store.MaxLimit+2), []ledger.Change(nil)
	for i := range open {
		id := fmt.Sprintf("i%04d", i)
		open[i] = incident.Incident{ID: id, Kind: incident.Failing, Status: incident.Open, OpenedAt: time.Unix(int64(1+i/2), 0)}
		if i == 0 {
			open[i].Notice.Owner.Team.ID = "payments"
		}
		d := monitor.Definition{Source: monitor.SourceKubernetes, Namespace: "billing", Name: id}
		changes = append(changes, ledger.Change{State: monitor.State{ID: monitor.ID(id), Definition: d}, Incidents: open[i : i+1]})
	}
	r := pages(t, nil, nil, changes...)
	for _, limit := range []int{3, store.MaxLimit + 1, store.MaxLimit + 5} {
		found, err := r.Incidents(t.Context(), false, limit)
		if want := min(limit, len(open)); err != nil || len(found) != want || found[want-1].ID != open[len(open)-want].ID {
			t.Errorf("%d of %d, %v; want %d", len(found), limit, err, want)
		}
	}
	inSlack := desk{store: r.store}
	if found, err := inSlack.Open(t.Context(), slackdesk.Filter{Teams: []string{"payments"}, Limit: 1}); err != nil || len(found) != 1 || found[0].ID != "i0000" {
		t.Errorf("of a team: %v, %v; want its only one, which is the oldest", found, err)
	}
}
