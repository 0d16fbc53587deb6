package sim_test

import (
	"path/filepath"
	"strings"
	"testing"

	"rollcall.dev/rollcall/test/sim/history"
	"rollcall.dev/rollcall/test/simulate/seeds"
)

// TestReplay plays one history again, with everything that happened.
func TestReplay(t *testing.T) {
	t.Parallel()
	if *replay == "" {
		t.Skip("no -replay")
	}
	h := seeds.Given(t, *replay, history.Draw)
	for n := range *times {
		r, story := play(t, h, "")
		if len(r.Findings) > 0 || n == *times-1 {
			t.Log("\n" + story)
			report(t, h, r, story)
			return
		}
	}
}

// TestRegressions plays the histories that once broke an invariant.
func TestRegressions(t *testing.T) {
	t.Parallel()
	if *replay != "" {
		t.Skip("replaying another one")
	}
	files, err := filepath.Glob(filepath.Join("testdata", "*.json"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no histories in testdata: %v", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".json"), func(t *testing.T) {
			t.Parallel()
			h := seeds.Given(t, file, history.Draw)
			r, story := play(t, h, "")
			report(t, h, r, story)
		})
	}
}
