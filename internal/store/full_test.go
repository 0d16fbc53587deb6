package store

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"rollcall.dev/rollcall/internal/ledger"
	"rollcall.dev/rollcall/internal/monitor"
)

// fill stores Monitors with large labels until it fails; it returns how many writes were acknowledged, and the error.
func fill(ctx context.Context, s *Store) (int, error) {
	for n := range 10_000 {
		st := monitor.State{ID: monitor.ID(fmt.Sprint(n))}
		st.Definition.Labels = map[string]string{"l": strings.Repeat("x", 50_000)}
		err := s.Update(ctx, func(tx ledger.Tx) error {
			if _, err := tx.Append(ctx, []monitor.Observation{{ID: fmt.Sprint(n), Monitor: st.ID, Kind: monitor.Defined}}); err != nil {
				return err
			}
			return tx.Save(ctx, []ledger.Change{{State: st}})
		})
		if err != nil {
			return n, err
		}
	}
	return 0, nil
}

// checkFull: what was acknowledged is there, what was not is not, and the error says what to do.
func checkFull(t *testing.T, s *Store, acknowledged int, err error) {
	t.Helper()
	if acknowledged == 0 || err == nil || !strings.Contains(err.Error(), "the disk is full: nothing was stored") {
		t.Fatalf("after %d writes: %v, want the advice for a full disk", acknowledged, err)
	}
	c, err := s.Counts(t.Context())
	if err != nil || c.Monitors != acknowledged {
		t.Errorf("%d Monitors are stored, %v; %d were acknowledged", c.Monitors, err, acknowledged)
	}
	var verdict string
	if _, err := first(t.Context(), s.read, "PRAGMA integrity_check", nil, &verdict); err != nil || verdict != "ok" {
		t.Errorf("integrity: %s, %v", verdict, err)
	}
}

func TestFullDatabase(t *testing.T) {
	t.Parallel()
	s, err := Open(t.Context(), "sqlite:"+filepath.Join(t.TempDir(), "x.db"), Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	if _, err := s.write.ExecContext(t.Context(), "PRAGMA max_page_count = 300"); err != nil {
		t.Fatal(err)
	}
	n, err := fill(t.Context(), s)
	checkFull(t, s, n, err)
	if _, err := s.write.ExecContext(t.Context(), "PRAGMA max_page_count = 100000"); err != nil {
		t.Fatal(err)
	}
	if err := s.PutSetting(t.Context(), "a", strings.Repeat("x", 100_000)); err != nil {
		t.Errorf("there is space again, and a write fails: %v", err)
	}
}
