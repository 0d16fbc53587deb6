package storetest

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/ledger"
	"rollcall.dev/rollcall/internal/monitor"
	"rollcall.dev/rollcall/internal/notify"
	"rollcall.dev/rollcall/internal/store"
)

func readChecks() []check {
	return []check{
		{"an empty store", empty},
		{"monitors by filter and page", monitors},
		{"a monitor with its last verdict", monitorDetail},
		{"incidents by filter and page", incidents},
		{"verdicts between two instants", verdictsBetween},
		{"deliveries by filter and page", deliveries},
		{"the deliveries of an incident are counted", tally},
		{"counts", counts},
	}
}

func empty(t *testing.T, s *store.Store) {
	must(t, s.Ping(t.Context()))
	_, monitorErr := s.Monitor(t.Context(), "m")
	_, incidentErr := s.Incident(t.Context(), "i")
	_, settingErr := s.Setting(t.Context(), "s")
	_, checkInErr := s.CheckIn(t.Context(), "c")
	_, slugErr := s.CheckInBySlug(t.Context(), "p", "s")
	for i, err := range []error{monitorErr, incidentErr, settingErr, checkInErr, slugErr, s.DeleteCheckIn(t.Context(), "c")} {
		if !errors.Is(err, store.ErrNotFound) {
			t.Errorf("read %d: %v, want not found", i, err)
		}
	}
	if c := got[store.Counts](t)(s.Counts(t.Context())); c != (store.Counts{}) {
		t.Errorf("counted %+v", c)
	}
	claimNone(t, s, noon())
	if snap := load(t, s); len(snap.States) != 0 {
		t.Errorf("loaded %v", snap)
	}
}

func monitors(t *testing.T, s *store.Store) {
	var all []ledger.Change
	names := []string{"zeta", "alpha", "nightly_backup", "Alpha%", "gone"}
	for i, name := range names {
		st := state(monitor.ID(fmt.Sprint(i)))
		st.Definition.Name, st.Definition.Namespace = name, []string{"a", "b"}[i%2]
		if i == 3 {
			st.Definition.Source, st.Definition.Cluster = monitor.SourceCheckIn, ""
		}
		if name == "gone" {
			st.RemovedAt = noon()
		}
		all = append(all, ledger.Change{State: st})
	}
	save(t, s, all...)
	list := func(f store.MonitorFilter, p store.Page) []monitor.ID {
		t.Helper()
		var ids []monitor.ID
		for _, m := range got[[]store.Monitor](t)(s.Monitors(t.Context(), f, p)) {
			ids = append(ids, m.ID)
		}
		return ids
	}
	for _, c := range []struct {
		filter store.MonitorFilter
		want   []monitor.ID
	}{
		{store.MonitorFilter{}, []monitor.ID{"0", "1", "2", "3"}},
		{store.MonitorFilter{Removed: true}, []monitor.ID{"0", "1", "2", "3", "4"}},
		{store.MonitorFilter{Namespace: "b"}, []monitor.ID{"1", "3"}},
		{store.MonitorFilter{Source: monitor.SourceCheckIn}, []monitor.ID{"3"}},
		{store.MonitorFilter{Cluster: "prod", Search: "ALPHA"}, []monitor.ID{"1"}},
		{store.MonitorFilter{Search: "a%"}, []monitor.ID{"3"}},
		{store.MonitorFilter{Search: "y_b"}, []monitor.ID{"2"}},
		{store.MonitorFilter{Search: "_"}, []monitor.ID{"2"}},
		{store.MonitorFilter{Search: `\`}, nil},
	} {
		ids := list(c.filter, store.Page{})
		var each []monitor.ID
		if err := s.EachDefinition(t.Context(), c.filter, func(id monitor.ID, d monitor.Definition) {
			if each = append(each, id); d.Name != names[id[0]-'0'] {
				t.Errorf("%s is named %q", id, d.Name)
			}
		}); err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(each, ids) {
			t.Errorf("%+v: each is %v, the list %v", c.filter, each, ids)
		}
		slices.Sort(ids)
		if !slices.Equal(ids, c.want) {
			t.Errorf("%+v: %v, want %v", c.filter, ids, c.want)
		}
	}
	whole := list(store.MonitorFilter{}, store.Page{})
	var paged []monitor.ID
	after := monitor.ID("")
	for {
		page := got[[]store.Monitor](t)(s.Monitors(t.Context(), store.MonitorFilter{}, store.Page{After: after, Limit: 1}))
		if len(page) == 0 {
			break
		}
		after = page[0].ID
		paged = append(paged, after)
	}
	if !slices.Equal(whole, paged) {
		t.Errorf("pages give %v, the whole is %v", paged, whole)
	}
}

func monitorDetail(t *testing.T, s *store.Store) {
	save(t, s, ledger.Change{State: state("m"), NextCheck: noon(), Verdicts: []monitor.Verdict{
		{Slot: noon(), Judgement: monitor.Failed, At: noon()},
		{Slot: noon().Add(-time.Hour), Judgement: monitor.Succeeded, At: noon().Add(-time.Hour)}},
		Incidents: []incident.Incident{{ID: "1", Kind: incident.Failing, Status: incident.Open},
			{ID: "2", Kind: incident.Absent, Status: incident.Resolved, ResolvedAt: noon()}}},
		ledger.Change{State: state("n")})
	m := got[store.Monitor](t)(s.Monitor(t.Context(), "m"))
	if m.ID != "m" || m.Version != 1 || !m.NextCheck.Equal(noon()) || m.Open != 1 || m.Last == nil || m.Last.Judgement != monitor.Failed {
		t.Errorf("m is %+v", m)
	}
	n := got[store.Monitor](t)(s.Monitor(t.Context(), "n"))
	if !n.NextCheck.IsZero() || n.Open != 0 || n.Last != nil {
		t.Errorf("n is %+v", n)
	}
}

func incidents(t *testing.T, s *store.Store) {
	for i := range 6 {
		inc := incident.Incident{ID: fmt.Sprint(i), Kind: incident.Failing, Status: incident.Resolved, OpenedAt: noon().Add(time.Duration(i/2) * time.Hour),
			ResolvedAt: noon()}
		if i >= 4 {
			inc.Status, inc.ResolvedAt = incident.Open, time.Time{}
		}
		save(t, s, ledger.Change{State: state([]monitor.ID{"a", "b"}[i%2]), Incidents: []incident.Incident{inc}})
	}
	for _, c := range []struct {
		filter store.IncidentFilter
		before string
		limit  int
		want   []string
	}{
		{store.IncidentFilter{}, "", 0, []string{"5", "4", "3", "2", "1", "0"}},
		{store.IncidentFilter{}, "", 2, []string{"5", "4"}},
		{store.IncidentFilter{}, "4", 3, []string{"3", "2", "1"}},
		{store.IncidentFilter{Status: incident.Open}, "", 0, []string{"5", "4"}},
		{store.IncidentFilter{Status: incident.Resolved, Monitor: "a"}, "", 0, []string{"2", "0"}},
		{store.IncidentFilter{Kind: incident.Failing, Status: incident.Open}, "", 0, []string{"5", "4"}},
		{store.IncidentFilter{Kind: incident.Burst}, "", 0, nil},
		{store.IncidentFilter{Monitor: "b"}, "5", 1, []string{"3"}},
		{store.IncidentFilter{Monitor: "c"}, "", 0, nil},
		{store.IncidentFilter{}, "no such incident", 0, nil},
	} {
		var ids []string
		for _, inc := range got[[]incident.Incident](t)(s.Incidents(t.Context(), c.filter, c.before, c.limit)) {
			ids = append(ids, inc.ID)
		}
		if !slices.Equal(ids, c.want) {
			t.Errorf("%+v before %q: %v, want %v", c.filter, c.before, ids, c.want)
		}
	}
}

func verdictsBetween(t *testing.T, s *store.Store) {
	var all []monitor.Verdict
	for i := range 4 {
		at := noon().Add(time.Duration(i) * time.Hour)
		all = append(all, monitor.Verdict{Slot: at, Run: monitor.RunID(fmt.Sprint(i)), Judgement: monitor.Succeeded, At: at, DecidedAt: at})
	}
	save(t, s, ledger.Change{State: state("m"), Verdicts: all[:2]}, ledger.Change{State: state("n"), Verdicts: all[2:]})
	found := got[[]monitor.Verdict](t)(s.VerdictsBetween(t.Context(), noon().Add(time.Hour), noon().Add(3*time.Hour), 0))
	if len(found) != 2 || found[0].Run != "1" || found[1].Run != "2" || found[1].Monitor != "n" {
		t.Errorf("found %+v", found)
	}
}

// tally: how many of an incident were sent, and how many wait or were given up.
func tally(t *testing.T, s *store.Store) {
	queue(t, s, message("1", "i", notify.Post), message("2", "i", notify.Reply), message("3", "i", notify.Reply), message("4", "j", notify.Post))
	for _, c := range claim(t, s, noon()) {
		if c.Attempt.ID == "1" {
			conclude(t, s, c, dead("500"))
		}
	}
	want := map[store.DeliveryStatus]int{store.Dead: 1, store.Pending: 2}
	if diff := cmp.Diff(want, got[map[store.DeliveryStatus]int](t)(s.Tally(t.Context(), "i"))); diff != "" {
		t.Errorf("counted (-want +got):\n%s", diff)
	}
	if none := got[map[store.DeliveryStatus]int](t)(s.Tally(t.Context(), "x")); len(none) != 0 {
		t.Errorf("counted %v of nothing", none)
	}
}

func deliveries(t *testing.T, s *store.Store) {
	queue(t, s, message("1", "i", notify.Post), message("2", "j", notify.Post))
	hook := message("3", "i", notify.Post)
	hook.Destination = notify.Destination{Receiver: "webhook/audit"}
	queue(t, s, hook)
	for _, c := range claim(t, s, noon()) {
		if c.Attempt.ID == "2" {
			conclude(t, s, c, sent(`{}`))
		}
	}
	list := func(f store.DeliveryFilter, limit int, want ...string) []store.Delivery {
		t.Helper()
		found := got[[]store.Delivery](t)(s.Deliveries(t.Context(), f, limit))
		var ids []string
		for _, d := range found {
			ids = append(ids, d.Message.ID)
		}
		if !slices.Equal(ids, want) {
			t.Errorf("%+v: %v, want %v", f, ids, want)
		}
		return found
	}
	all := list(store.DeliveryFilter{}, 0, "3", "2", "1")
	list(store.DeliveryFilter{Before: all[0].Seq}, 1, "2")
	list(store.DeliveryFilter{Receiver: "slack", Incident: "i"}, 0, "1")
	list(store.DeliveryFilter{Status: store.Pending}, 0, "3", "1")
	if d := all[1]; d.Status != store.Sent || d.Attempts != 1 || d.InFlight || !d.ConcludedAt.Equal(noon()) || string(d.Receipt) != `{}` {
		t.Errorf("the sent one is %+v", d)
	}
	if d := all[0]; d.Status != store.Pending || !d.InFlight || d.Message.Destination.Receiver != "webhook/audit" || d.Receipt != nil || d.QueuedAt.IsZero() {
		t.Errorf("the claimed one is %+v", d)
	}
}

func counts(t *testing.T, s *store.Store) {
	gone := state("gone")
	gone.RemovedAt = noon()
	save(t, s, ledger.Change{State: gone}, ledger.Change{State: state("n"),
		Incidents: []incident.Incident{{ID: "i", Kind: incident.Failing, Status: incident.Open}}})
	queue(t, s, message("1", "i", notify.Post), message("2", "j", notify.Post), message("3", "k", notify.Post))
	c := claim(t, s, noon())
	dead := sent("")
	dead.Sent, dead.Dead = false, true
	conclude(t, s, c[0], dead)
	conclude(t, s, c[1], sent(""))
	must(t, s.PutCheckIn(t.Context(), store.CheckIn{ID: "c"}))
	n := got[store.Counts](t)(s.Counts(t.Context()))
	if n.OldestPending.IsZero() || time.Since(n.OldestPending) > time.Hour {
		t.Errorf("the oldest pending delivery is of %v", n.OldestPending)
	}
	n.OldestPending = time.Time{}
	if want := (store.Counts{Monitors: 2, OpenIncidents: 1, Pending: 1, Dead: 1, CheckIns: 1}); n != want {
		t.Errorf("counted %+v, want %+v", n, want)
	}
}
