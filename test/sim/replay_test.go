package sim_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"rollcall.dev/rollcall/test/sim/history"
)

// TestReplay plays one history again, with everything that happened.
func TestReplay(t *testing.T) {
	t.Parallel()
	if *replay == "" {
		t.Skip("no -replay")
	}
	h := given(t, *replay)
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
			h := given(t, file)
			r, story := play(t, h, "")
			report(t, h, r, story)
		})
	}
}

// given is the history that a seed stands for, or a file holds.
func given(t *testing.T, name string) history.History {
	t.Helper()
	if s, err := strconv.ParseUint(name, 10, 64); err == nil {
		return history.Draw(s)
	}
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	var h history.History
	if err := json.Unmarshal(text, &h); err != nil {
		t.Fatal(err)
	}
	return h
}
