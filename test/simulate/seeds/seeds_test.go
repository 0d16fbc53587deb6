package seeds_test

import (
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"

	"rollcall.dev/rollcall/test/simulate/seeds"
)

func TestPlay(t *testing.T) { //nolint:tparallel // what it plays has to be over before it looks
	t.Parallel()
	var mu sync.Mutex
	var played []uint64
	t.Run("three workers", func(t *testing.T) {
		seeds.Play(t, 5, 3, func(_ *testing.T, seed uint64) bool {
			if seed >= 25 {
				return false
			}
			mu.Lock()
			defer mu.Unlock()
			played = append(played, seed)
			return true
		})
	})
	slices.Sort(played)
	if len(played) != 20 || played[0] != 5 || played[19] != 24 || len(slices.Compact(played)) != 20 {
		t.Errorf("played %v, want each from 5 to 24 once", played)
	}
}

func TestGiven(t *testing.T) {
	t.Parallel()
	type history struct{ Seed uint64 }
	file := filepath.Join(t.TempDir(), "history.json")
	if err := os.WriteFile(file, []byte(`{"Seed": 8}`), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]uint64{"7": 7, file: 8} {
		if got := seeds.Given(t, name, func(seed uint64) history { return history{seed} }); got.Seed != want {
			t.Errorf("%s: %+v", name, got)
		}
	}
}
