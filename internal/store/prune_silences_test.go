package store_test

import (
	"path/filepath"
	"testing"
	"time"

	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/ledger"
	"rollcall.dev/rollcall/internal/store"
)

// TestPruneKeepsWhatIsToBeResumed: a job that could not be resumed yet is not forgotten, however long that takes.
func TestPruneKeepsWhatIsToBeResumed(t *testing.T) {
	t.Parallel()
	s, err := store.Open(t.Context(), "sqlite:"+filepath.Join(t.TempDir(), "x.db"), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	then := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	stuck := incident.Silence{
		ID: "stuck", CreatedAt: then, Until: then.Add(time.Hour),
		Suspends: &incident.Suspension{Monitor: "kube/1", State: incident.SuspensionHolds},
	}
	over := stuck
	over.ID, over.Closed = "over", true
	err = s.Update(t.Context(), func(tx ledger.Tx) error { return tx.SaveSilences(t.Context(), []incident.Silence{stuck, over}) })
	if err != nil {
		t.Fatal(err)
	}
	p, err := s.Prune(t.Context(), then.AddDate(1, 0, 0))
	left, listing := s.Silences(t.Context(), then, true, "", 10)
	if err != nil || listing != nil || p.Silences != 1 || len(left) != 1 || left[0].ID != "stuck" {
		t.Errorf("removed %d, left %+v: %v, %v", p.Silences, left, err, listing)
	}
}
