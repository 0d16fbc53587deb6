package sim_test

import (
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"rollcall.dev/rollcall/test/sim"
	"rollcall.dev/rollcall/test/sim/history"
	"rollcall.dev/rollcall/test/sim/journal"
	"rollcall.dev/rollcall/test/sim/process"
	"rollcall.dev/rollcall/test/simulate/tally"
)

var (
	seeds    = flag.Int("seeds", 30, "how many histories to play")
	seed     = flag.Uint64("seed", 1, "the first seed")
	workers  = flag.Int("workers", runtime.GOMAXPROCS(0), "how many bubbles at a time")
	progress = flag.Bool("progress", false, "say now and then how far it is, for the program that adds it up")
	replay   = flag.Uint64("replay", 0, "the seed of a history to play alone, with its whole story")
)

// folder is where databases go: in memory, where that is to be had, since what a disk does is not examined here.
func folder(t *testing.T) string {
	t.Helper()
	if info, err := os.Stat("/dev/shm"); runtime.GOOS != "linux" || err != nil || !info.IsDir() {
		return t.TempDir()
	}
	dir, err := os.MkdirTemp("/dev/shm", "rollcall-sim-") //nolint:usetesting // t.TempDir is on a disk
	if err != nil {
		return t.TempDir()
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	return dir
}

// play plays a history in a bubble of its own.
func play(t *testing.T, h history.History, sabotage process.Sabotage) (r sim.Result, story string) {
	t.Helper()
	path := filepath.Join(folder(t), "rollcall.db")
	if err := sim.Prepare(t.Context(), path); err != nil {
		t.Fatal(err)
	}
	// What never comes to rest stops the fake clock, and no timeout inside the bubble can end that.
	hung := time.AfterFunc(10*time.Minute, func() { panic(fmt.Sprintf("seed %d does not end", h.Seed)) })
	defer hung.Stop()
	book := journal.New(false)
	synctest.Test(t, func(t *testing.T) {
		var err error
		if r, err = sim.Play(t.Context(), h, path, book, sabotage); err != nil {
			t.Fatalf("seed %d: %v", h.Seed, err)
		}
	})
	return r, book.Story()
}

// TestHistories plays random histories: with the defaults a few, with -seeds 10000 the long simulation.
func TestHistories(t *testing.T) {
	if *replay != 0 {
		t.Skip("replaying one")
	}
	var out io.Writer
	if *progress {
		out = os.Stderr
	}
	keeper := tally.NewKeeper(out)
	var next atomic.Uint64
	next.Store(*seed)
	t.Run("play", func(t *testing.T) {
		for w := range *workers {
			t.Run(fmt.Sprint(w), func(t *testing.T) {
				t.Parallel()
				for {
					s := next.Add(1) - 1
					if s-*seed >= uint64(*seeds) {
						return
					}
					r, story := play(t, history.Draw(s), "")
					keeper.Add(count(s, r))
					report(t, s, r, story)
				}
			})
		}
	})
	total := keeper.Total()
	t.Logf("seeds %d to %d: %v", *seed, *seed+uint64(*seeds)-1, total.Counts)
}

// count is what a seed adds to the tally.
func count(seed uint64, r sim.Result) tally.Tally {
	c := tally.Tally{Histories: 1, Counts: map[string]int{
		"findings": len(r.Findings), "commits": r.Commits, "verdicts": r.Verdicts, "messages": r.Messages, "lives": r.Deaths,
	}}
	if len(r.Findings) > 0 {
		c.Failed = []uint64{seed}
	}
	return c
}

// report says what was found in a history, and writes its story down.
func report(t *testing.T, s uint64, r sim.Result, story string) {
	t.Helper()
	if len(r.Findings) == 0 {
		return
	}
	for _, f := range r.Findings[:min(len(r.Findings), 8)] {
		t.Errorf("seed %d: %s", s, f)
	}
	doc, err := json.MarshalIndent(history.Draw(s), "", " ")
	if err != nil {
		t.Fatal(err)
	}
	file, err := os.CreateTemp("", fmt.Sprintf("sim-%d-*.txt", s)) //nolint:usetesting // it is to be read afterwards
	if err != nil {
		t.Fatal(err)
	}
	if _, err := fmt.Fprintf(file, "%s\n%s", doc, story); err != nil {
		t.Error(err)
	}
	if err := file.Close(); err != nil {
		t.Error(err)
	}
	t.Errorf("seed %d: play it again with -replay %d; its story is in %s", s, s, file.Name())
}

// TestRegressions plays the seeds that once found something wrong.
func TestRegressions(t *testing.T) {
	t.Parallel()
	for _, s := range []uint64{2031, 2032, 5027} {
		t.Run(fmt.Sprint(s), func(t *testing.T) {
			t.Parallel()
			r, story := play(t, history.Draw(s), "")
			report(t, s, r, story)
		})
	}
}

// TestReplay plays one history, and shows its story.
func TestReplay(t *testing.T) {
	if *replay == 0 {
		t.Skip("no -replay")
	}
	r, story := play(t, history.Draw(*replay), "")
	t.Log(story)
	report(t, *replay, r, story)
}
