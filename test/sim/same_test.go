package sim_test

import (
	"maps"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rollcall.dev/rollcall/test/sim/cluster"
	"rollcall.dev/rollcall/test/sim/history"
)

// The same seed is the same history, with the same truth.
func TestSameSeedIsTheSameHistory(t *testing.T) {
	t.Parallel()
	for seed := range uint64(50) {
		a, b := history.Draw(seed), history.Draw(seed)
		if diff := cmp.Diff(a, b); diff != "" {
			t.Fatalf("seed %d: %s", seed, diff)
		}
		first, err := cluster.Build(a)
		if err != nil {
			t.Fatal(err)
		}
		second, err := cluster.Build(b)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(first, second); diff != "" {
			t.Fatalf("seed %d: %s", seed, diff)
		}
	}
}

// Played twice, it comes to the same verdicts where the order of what happens at one instant decides nothing.
func TestSameHistoryIsTheSameVerdicts(t *testing.T) {
	t.Parallel()
	a, _ := play(t, small(2), "")
	b, _ := play(t, small(2), "")
	if len(a.Spoken) == 0 || !maps.Equal(a.Spoken, b.Spoken) {
		t.Errorf("%v\nand then\n%v", a.Spoken, b.Spoken)
	}
}
