package app

import (
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/ledger"
	"rollcall.dev/rollcall/internal/monitor"
	"rollcall.dev/rollcall/internal/ownership"
	"rollcall.dev/rollcall/internal/store"
)

// TestTheInventory: all jobs are looked at, however many pages they are, and the people whom others rely on.
func TestTheInventory(t *testing.T) {
	t.Parallel()
	s, err := store.Open(t.Context(), "sqlite:"+filepath.Join(t.TempDir(), "x.db"), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	ann := incident.Person{ID: "slack/U1", Name: "@ann"}
	d := monitor.Definition{Source: monitor.SourceKubernetes, Namespace: "billing", Name: "invoice"}
	removed := monitor.State{ID: "gone", Definition: d, RemovedAt: time.Now()}
	acked := incident.Incident{ID: "i", Monitor: "m", Kind: incident.Failing, Status: incident.Acknowledged, OpenedAt: time.Now(), AckedBy: ann}
	acked.Notice.Subject.Namespace, acked.Notice.Subject.Name, acked.Notice.Owner.Team.ID = "billing", "invoice", "billing"
	check := monitor.Definition{Source: monitor.SourceCheckIn, Name: "backup"}
	err = s.Update(t.Context(), func(tx ledger.Tx) error {
		changes := []ledger.Change{
			{State: monitor.State{ID: "m", Definition: d}, Incidents: []incident.Incident{acked}}, {State: removed},
			{State: monitor.State{ID: "c", Definition: check}}, {State: monitor.State{ID: "p", Definition: monitor.Definition{Source: monitor.SourceCluster}}},
		}
		if err := tx.Save(t.Context(), changes); err != nil {
			return err
		}
		return tx.SaveSilences(t.Context(), []incident.Silence{
			{ID: "s", By: ann, Reason: "moving", CreatedAt: time.Now(), Until: time.Now().Add(time.Hour)},
			{ID: "r", By: incident.Rollcall(), CreatedAt: time.Now(), Until: time.Now().Add(time.Hour)},
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	inv, err := inventory(t.Context(), s, routes(parse(t, "receivers: {slack: {token: xoxb-1, channel: C00000}}")))
	if err != nil {
		t.Fatal(err)
	}
	var titles []string
	for _, job := range inv.Jobs {
		titles = append(titles, job.Title)
	}
	if diff := cmp.Diff([]string{"billing/invoice", "backup"}, titles); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]ownership.Engaged{
		{ID: "U1", Name: "@ann", Team: "billing", For: "has acknowledged billing/invoice"},
		{ID: "U1", Name: "@ann", For: "has muted something: moving"},
	}, inv.People); diff != "" {
		t.Error(diff)
	}
	if inv.Fallback != "C00000" {
		t.Errorf("the channel of those who have none is %q", inv.Fallback)
	}
	kept := defectStore{s}
	if at, err := kept.Checked(t.Context()); err != nil || !at.IsZero() {
		t.Errorf("looked at %s, %v", at, err)
	}
	noon := time.Date(2027, 3, 1, 12, 0, 0, 0, time.UTC)
	if err := kept.SetChecked(t.Context(), noon); err != nil {
		t.Fatal(err)
	}
	if at, err := kept.Checked(t.Context()); err != nil || !at.Equal(noon) {
		t.Errorf("looked at %s, %v", at, err)
	}
}
