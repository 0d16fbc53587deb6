package storetest

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/ledger"
	"rollcall.dev/rollcall/internal/monitor"
	"rollcall.dev/rollcall/internal/store"
)

func deskChecks() []check {
	return []check{
		{"silences are found until they are closed", silences},
		{"what a silence or a burst keeps quiet is found", quiet},
		{"several bursts of one cluster", bursts},
		{"the incident before", before},
		{"what a burst tells of", byThemselves},
		{"the audit log keeps a record once", auditLog},
	}
}

// inTx runs fn in a transaction that is committed.
func inTx(t *testing.T, s *store.Store, fn func(tx ledger.Tx) error) {
	t.Helper()
	must(t, s.Update(t.Context(), fn))
}

func silences(t *testing.T, s *store.Store) {
	long := incident.Silence{
		ID: "b", By: incident.Person{ID: "slack/U1", Name: "@ann\x00"}, Reason: "moving", Match: incident.Matcher{Namespace: "billing-*"},
		CreatedAt: noon(), Until: noon().Add(time.Hour), Muted: 3, Incidents: []string{"i"},
	}
	short := incident.Silence{ID: "a", Reason: "short", CreatedAt: noon().Add(time.Second), Until: noon().Add(time.Minute)}
	inTx(t, s, func(tx ledger.Tx) error { return tx.SaveSilences(t.Context(), []incident.Silence{long, short}) })
	open := func() (found []incident.Silence) {
		inTx(t, s, func(tx ledger.Tx) (err error) { found, err = tx.Silences(t.Context()); return err })
		return found
	}
	if diff := cmp.Diff([]incident.Silence{long, short}, open()); diff != "" {
		t.Errorf("at once (-want +got):\n%s", diff)
	}
	ended := long.End(incident.Rollcall(), noon().Add(2*time.Minute))
	short.Closed = true
	inTx(t, s, func(tx ledger.Tx) error { return tx.SaveSilences(t.Context(), []incident.Silence{ended, short}) })
	if diff := cmp.Diff([]incident.Silence{ended}, open()); diff != "" {
		t.Errorf("after one was closed (-want +got):\n%s", diff)
	}
	inTx(t, s, func(tx ledger.Tx) error {
		found, ok, err := tx.Silence(t.Context(), "b")
		if diff := cmp.Diff(ended, found); !ok || diff != "" {
			t.Errorf("the ended one (%v):\n%s", ok, diff)
		}
		return err
	})
	page := got[[]incident.Silence](t)(s.Silences(t.Context(), noon(), true, "", 1))
	if len(page) != 1 || page[0].ID != "a" {
		t.Errorf("the newest is %+v", page)
	}
	over := got[[]incident.Silence](t)(s.EndedSilences(t.Context(), noon().Add(90*time.Second), 5))
	if len(over) != 1 || over[0].ID != "a" {
		t.Errorf("ended are %+v", over)
	}
	if over = got[[]incident.Silence](t)(s.EndedSilences(t.Context(), noon().Add(time.Hour), 1)); len(over) != 1 || over[0].ID != "b" {
		t.Errorf("ended last is %+v", over)
	}
	if both := got[[]incident.Silence](t)(s.SilencesByID(t.Context(), []string{"a", "b", "c"})); len(both) != 2 {
		t.Errorf("by their IDs: %+v", both)
	}
	page = got[[]incident.Silence](t)(s.Silences(t.Context(), noon(), true, "a", 5))
	if len(page) != 1 || page[0].ID != "b" {
		t.Errorf("the next page is %+v", page)
	}
}

func quiet(t *testing.T, s *store.Store) {
	inc := func(id string, change func(*incident.Incident)) incident.Incident {
		i := incident.Incident{ID: id, Kind: incident.Failing, Status: incident.Open, OpenedAt: noon(), Topic: "c/OOM", ToldAt: noon()}
		change(&i)
		return i
	}
	save(t, s,
		ledger.Change{State: state("m"), Incidents: []incident.Incident{inc("1", func(i *incident.Incident) { i.MutedBy = "s" })}},
		ledger.Change{State: state("n"), Incidents: []incident.Incident{inc("2", func(i *incident.Incident) { i.Burst, i.ToldAt = "b", time.Time{} })}},
		ledger.Change{State: state("o"), Incidents: []incident.Incident{inc("3", func(i *incident.Incident) { i.Topic = "c/Other" })}},
		ledger.Change{State: state("p"), Incidents: []incident.Incident{inc("4", func(i *incident.Incident) { i.ToldAt = noon().Add(-time.Hour) })}},
		ledger.Change{State: state("q"), Incidents: []incident.Incident{inc("5", func(i *incident.Incident) { i.MutedBy, i.Status = "s", incident.Resolved })}},
	)
	want := func(what, id string, found []incident.Incident, err error) {
		t.Helper()
		must(t, err)
		if len(found) != 1 || found[0].ID != id || found[0].Monitor == "" {
			t.Errorf("%s: %+v, want incident %s alone", what, found, id)
		}
	}
	inTx(t, s, func(tx ledger.Tx) error {
		found, err := tx.Muted(t.Context(), "s")
		want("muted", "1", found, err)
		found, err = tx.Members(t.Context(), "b", 10)
		want("members", "2", found, err)
		found, err = tx.Recent(t.Context(), "c/OOM", noon().Add(-time.Minute), 1)
		want("recent", "1", found, err)
		return nil
	})
}

func before(t *testing.T, s *store.Store) {
	inc := func(id string, kind incident.Kind, status incident.Status, after time.Duration) incident.Incident {
		return incident.Incident{ID: id, Kind: kind, Status: status, OpenedAt: noon().Add(after)}
	}
	save(t, s,
		ledger.Change{State: state("m"), Incidents: []incident.Incident{
			inc("1", incident.Failing, incident.Resolved, 0), inc("2", incident.Failing, incident.Resolved, time.Minute),
			inc("3", incident.Failing, incident.Open, time.Hour), inc("4", incident.Absent, incident.Resolved, time.Hour),
		}},
		ledger.Change{State: state("n"), Incidents: []incident.Incident{inc("5", incident.Failing, incident.Resolved, time.Hour)}},
	)
	inTx(t, s, func(tx ledger.Tx) error {
		for _, want := range []struct {
			of   monitor.ID
			kind incident.Kind
			id   string
		}{{"m", incident.Failing, "2"}, {"m", incident.Absent, "4"}, {"n", incident.Failing, "5"}, {"n", incident.Absent, ""}, {"o", incident.Failing, ""}} {
			i, found, err := tx.Before(t.Context(), want.of, want.kind)
			if err != nil || found != (want.id != "") || i.ID != want.id {
				t.Errorf("before %s of %s: %q, %v, want %q", want.kind, want.of, i.ID, err, want.id)
			}
		}
		return nil
	})
}

func bursts(t *testing.T, s *store.Store) {
	burst := func(id, topic string) incident.Incident {
		return incident.Incident{ID: id, Kind: incident.Burst, Status: incident.Open, OpenedAt: noon(), Topic: topic}
	}
	save(t, s, ledger.Change{State: state("m"), Incidents: []incident.Incident{burst("1", "c/OOM"), burst("2", "c/Node")}})
	if open := load(t, s, "m").Open["m"]; len(open) != 2 {
		t.Errorf("%d bursts, want 2", len(open))
	}
	if err := trySave(t.Context(), s, ledger.Change{State: state("m"), Incidents: []incident.Incident{burst("3", "c/OOM")}}); err == nil {
		t.Error("a second unresolved burst of one topic was stored")
	}
}

// byThemselves: what a burst tells of is no line of its own, until the burst is over and it is not.
func byThemselves(t *testing.T, s *store.Store) {
	burst := incident.Incident{ID: "b", Kind: incident.Burst, Status: incident.Open, OpenedAt: noon(), Topic: "c/Node"}
	on := incident.Incident{ID: "1", Kind: incident.Failing, Status: incident.Open, OpenedAt: noon(), Burst: "b"}
	over := incident.Incident{ID: "2", Kind: incident.Failing, Status: incident.Resolved, OpenedAt: noon(), ResolvedAt: noon(), Burst: "b"}
	save(t, s, ledger.Change{State: state("cluster/c"), Incidents: []incident.Incident{burst}},
		ledger.Change{State: state("m"), Incidents: []incident.Incident{on}}, ledger.Change{State: state("n"), Incidents: []incident.Incident{over}})
	alone := func(want ...string) {
		t.Helper()
		var ids []string
		for _, i := range got[[]incident.Incident](t)(s.Incidents(t.Context(), store.IncidentFilter{Alone: true}, "", 0)) {
			ids = append(ids, i.ID)
		}
		if !slices.Equal(ids, want) {
			t.Errorf("by themselves stand %v, want %v", ids, want)
		}
	}
	alone("b")
	digest := incident.Incident{ID: "d", Kind: incident.Digest, Status: incident.Open, OpenedAt: noon(), Topic: "digest/x"}
	save(t, s, ledger.Change{State: state("cluster/c"), Incidents: []incident.Incident{digest}})
	alone("b")
	burst.Status, burst.ResolvedAt = incident.Resolved, noon()
	save(t, s, ledger.Change{State: state("cluster/c"), Incidents: []incident.Incident{burst}})
	alone("b", "1")
	names := got[[]store.IncidentName](t)(s.IncidentNames(t.Context(), []string{"2", "none"}))
	want := []store.IncidentName{{ID: "2", Kind: incident.Failing, Status: incident.Resolved, Namespace: "billing", Name: "job-n"}}
	if diff := cmp.Diff(want, names); diff != "" {
		t.Errorf("names (-want +got):\n%s", diff)
	}
}

func auditLog(t *testing.T, s *store.Store) {
	r := incident.Record{ID: "1", At: noon(), By: incident.Person{ID: "slack/U1"}, What: "acknowledge", Subject: "i", Text: "on it"}
	other := incident.Record{ID: "2", At: noon(), By: incident.Person{ID: "slack/U1"}, What: "silence", Subject: "s"}
	inTx(t, s, func(tx ledger.Tx) error { return tx.Audit(t.Context(), []incident.Record{r, other}) })
	inTx(t, s, func(tx ledger.Tx) error { return tx.Audit(t.Context(), []incident.Record{r}) })
	if diff := cmp.Diff([]incident.Record{other, r}, got[[]incident.Record](t)(s.AuditLog(t.Context(), "", "", 10))); diff != "" {
		t.Errorf("all (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]incident.Record{r}, got[[]incident.Record](t)(s.AuditLog(t.Context(), "i", "2", 10))); diff != "" {
		t.Errorf("of one subject (-want +got):\n%s", diff)
	}
}
