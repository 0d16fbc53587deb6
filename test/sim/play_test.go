package sim_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"testing"
	"testing/synctest"
	"time"

	"rollcall.dev/rollcall/test/sim"
	"rollcall.dev/rollcall/test/sim/history"
	"rollcall.dev/rollcall/test/sim/journal"
	"rollcall.dev/rollcall/test/sim/process"
)

// patience is how long a history may take by the real clock: seconds, where nobody else keeps the machine busy or stops the process.
const patience = 30 * time.Minute

// play plays a history in a bubble of its own.
func play(t *testing.T, h history.History, sabotage process.Sabotage) (r sim.Result, story string) {
	t.Helper()
	dir, remove := folder(t)
	defer remove()
	path := filepath.Join(dir, "rollcall.db")
	if err := sim.Prepare(t.Context(), path); err != nil {
		t.Fatal(err)
	}
	// What never comes to rest stops the fake clock, and no timeout inside the bubble can end that.
	hung := time.AfterFunc(patience, func() { panic(fmt.Sprintf("seed %d does not end", h.Seed)) })
	defer hung.Stop()
	book := journal.New()
	synctest.Test(t, func(t *testing.T) {
		var err error
		if r, err = sim.Play(t.Context(), h, path, book, sabotage); err != nil {
			t.Fatalf("seed %d: %v", h.Seed, err)
		}
	})
	return r, book.Story()
}

// folder is where a database goes: in memory, where that is to be had, since what a disk does is not examined here.
func folder(t *testing.T) (dir string, remove func()) {
	t.Helper()
	parent := ""
	if info, err := os.Stat("/dev/shm"); runtime.GOOS == "linux" && err == nil && info.IsDir() {
		parent = "/dev/shm"
	}
	dir, err := os.MkdirTemp(parent, "rollcall-sim-") //nolint:usetesting // t.TempDir is on a disk, and stays until the test ends
	if err != nil {
		t.Fatal(err)
	}
	return dir, func() { _ = os.RemoveAll(dir) } // what is left is in a folder for such
}

// shown is how many findings of one history are shown; the others follow from them most often.
const shown = 8

// report writes a failing history down with its story, and says how to play it again.
func report(t *testing.T, h history.History, r sim.Result, story string) {
	t.Helper()
	if len(r.Findings) == 0 {
		return
	}
	for _, f := range r.Findings[:min(len(r.Findings), shown)] {
		t.Errorf("seed %d: %s", h.Seed, f)
	}
	doc, err := json.MarshalIndent(h, "", "\t")
	if err != nil {
		t.Fatal(err)
	}
	base := filepath.Join(os.TempDir(), fmt.Sprintf("sim-%d", h.Seed)) //nolint:usetesting // it is to outlast the test
	for file, text := range map[string]string{base + ".json": string(doc) + "\n", base + ".txt": story} {
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	t.Errorf("seed %d: what happened is in %s.txt; play it again with -run TestReplay -replay %s.json", h.Seed, base, base)
}
