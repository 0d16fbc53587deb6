package sim_test

import (
	"flag"
	"io"
	"os"
	"runtime"
	"testing"

	"rollcall.dev/rollcall/test/sim"
	"rollcall.dev/rollcall/test/sim/history"
	"rollcall.dev/rollcall/test/simulate/seeds"
	"rollcall.dev/rollcall/test/simulate/tally"
)

var (
	many     = flag.Int("seeds", 30, "how many histories to play")
	seed     = flag.Uint64("seed", 1, "the first seed")
	workers  = flag.Int("workers", runtime.GOMAXPROCS(0), "how many bubbles at a time")
	progress = flag.Bool("progress", false, "say now and then how far it is, for the program that adds it up")
	replay   = flag.String("replay", "", "a history to play alone, with its whole story: a seed, or a file")
	times    = flag.Int("times", 1, "how often to play that, at most, until it fails")
	thorough = flag.Bool("thorough", false, "have a process die at each step of a small history, and not at some")
)

// enough is how many histories, from the first seed on, have every fault in them.
const enough = 30

// TestHistories plays drawn histories: with the defaults a few, with -seeds 10000 the long simulation.
func TestHistories(t *testing.T) { //nolint:paralleltest // its workers are
	if *replay != "" {
		t.Skip("replaying one")
	}
	var out io.Writer
	if *progress {
		out = os.Stderr
	}
	keeper := tally.NewKeeper(out)
	seeds.Play(t, *seed, *workers, func(t *testing.T, s uint64) bool {
		if s-*seed >= uint64(*many) {
			return false
		}
		h := history.Draw(s)
		r, story := play(t, h, "")
		keeper.Add(count(h, r))
		report(t, h, r, story)
		return true
	})
	total := keeper.Total()
	t.Logf("seeds %d to %d: %v", *seed, *seed+uint64(*many)-1, total.Counts)
	for _, fault := range append(history.Faults(), bothWrite) {
		if total.Counts[fault] == 0 && *seed == 1 && *many >= enough {
			t.Errorf("no history had this in it: %s", fault)
		}
	}
}

// bothWrite counts the histories in which two leaders wrote.
const bothWrite = "two leaders"

// count is what a history adds to the tally.
func count(h history.History, r sim.Result) tally.Tally {
	c := tally.Tally{Histories: 1, Counts: map[string]int{
		"findings": len(r.Findings), "commits": r.Commits, "verdicts": len(r.Spoken), "messages": r.Messages, "lives": r.Lives,
	}}
	if len(r.Findings) > 0 {
		c.Failed = []uint64{h.Seed}
	}
	if r.Writers > 1 {
		c.Counts[bothWrite]++
	}
	for fault, n := range r.Struck {
		c.Counts[fault] += n
	}
	return c
}
