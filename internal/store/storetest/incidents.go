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

func incidentChecks() []check {
	return []check{
		{"the later verdict replaces the earlier", verdicts},
		{"one unresolved incident of a kind", unresolved},
		{"an incident gives way to the next in one batch", succession},
		{"an incident by its ID, in the transaction", incidentByID},
	}
}

func verdicts(t *testing.T, s *store.Store) {
	v := func(j monitor.Judgement) monitor.Verdict {
		return monitor.Verdict{Monitor: "m", Slot: noon(), Judgement: j, At: noon(), DecidedAt: noon()}
	}
	manual := monitor.Verdict{Monitor: "m", Run: "r", Judgement: monitor.Failed, At: noon().Add(time.Second)}
	save(t, s, ledger.Change{State: state("m"), Verdicts: []monitor.Verdict{v(monitor.Missed), manual, v(monitor.Stuck)}})
	save(t, s, ledger.Change{State: state("m"), Verdicts: []monitor.Verdict{v(monitor.Succeeded)}})
	found := got[[]monitor.Verdict](t)(s.Verdicts(t.Context(), "m", 0))
	if len(found) != 2 || found[0].Judgement != monitor.Failed || found[1].Judgement != monitor.Succeeded {
		t.Errorf("stored %+v, want the failed manual run and the slot's last word", found)
	}
}

func unresolved(t *testing.T, s *store.Store) {
	open := incident.Incident{Kind: incident.Failing, Status: incident.Open, OpenedAt: noon()}
	one, two, absent := open, open, open
	one.ID, two.ID, absent.ID, absent.Kind = "1", "2", "3", incident.Absent
	save(t, s, ledger.Change{State: state("m"), Incidents: []incident.Incident{one, absent}})
	save(t, s, ledger.Change{State: state("n"), Incidents: []incident.Incident{{ID: "4", Kind: incident.Failing, Status: incident.Open}}})
	if err := trySave(t.Context(), s, ledger.Change{State: state("m"), Incidents: []incident.Incident{two}}); err == nil {
		t.Error("a second unresolved incident of the kind was stored")
	}
	one.Status, one.ResolvedAt = incident.Resolved, noon()
	save(t, s, ledger.Change{State: state("m"), Incidents: []incident.Incident{one}})
	save(t, s, ledger.Change{State: state("m"), Incidents: []incident.Incident{two}})
	var ids []string
	for _, inc := range load(t, s, "m").Open["m"] {
		ids = append(ids, inc.ID)
	}
	if !slices.Equal(ids, []string{"2", "3"}) {
		t.Errorf("unresolved are %v, want 2 and 3", ids)
	}
}

func succession(t *testing.T, s *store.Store) {
	first := incident.Incident{ID: "1", Kind: incident.Failing, Status: incident.Open, OpenedAt: noon()}
	save(t, s, ledger.Change{State: state("m"), Incidents: []incident.Incident{first}})
	next := first
	next.ID = "2"
	first.Status, first.ResolvedAt = incident.Resolved, noon()
	flash := incident.Incident{ID: "3", Kind: incident.Failing, Status: incident.Open}
	gone := flash
	gone.Status, gone.ResolvedAt = incident.Resolved, noon()
	save(t, s, ledger.Change{State: state("m"), Incidents: []incident.Incident{next, first, flash, gone}})
	if open := load(t, s, "m").Open["m"]; len(open) != 1 || open[0].ID != "2" {
		t.Errorf("unresolved are %v, want 2", open)
	}
}

func incidentByID(t *testing.T, s *store.Store) {
	over := incident.Incident{ID: "over", Monitor: "cluster/prod", Kind: incident.Stalled, Status: incident.Resolved, OpenedAt: noon(),
		ResolvedAt: noon(), Count: 3, Members: []incident.Member{{Key: "slot/x", Monitor: "m", Job: "shop/m", Slot: noon(), At: noon()}},
		Sharing: &incident.Sharing{Jobs: 1, ToldAt: noon(), Newest: noon(), Late: time.Minute, EndedBy: "run"}}
	save(t, s, ledger.Change{State: state("cluster/prod"), Incidents: []incident.Incident{over}})
	must(t, s.Update(t.Context(), func(tx ledger.Tx) error {
		for id, want := range map[string]bool{"over": true, "none": false} {
			i, found, err := tx.Incident(t.Context(), id)
			if err != nil || found != want {
				t.Errorf("%s: found %v, %v", id, found, err)
			}
			if found {
				if d := cmp.Diff(over, i); d != "" {
					t.Errorf("(-want +got):\n%s", d)
				}
			}
		}
		changed := over
		changed.Count = 4
		st := state("cluster/prod")
		st.Version = 1
		must(t, tx.Save(t.Context(), []ledger.Change{{State: st, Incidents: []incident.Incident{changed}}}))
		if i, _, err := tx.Incident(t.Context(), "over"); err != nil || i.Count != 4 {
			t.Errorf("count %d after its change to 4, %v", i.Count, err)
		}
		return nil
	}))
}
