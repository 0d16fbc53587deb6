//go:debug randseednop=0

package oracle_test

import (
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"math/rand" //nolint:depguard // it is client-go that draws from there
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/go-logr/logr"
	utilruntime "k8s.io/apimachinery/pkg/util/runtime"
	"k8s.io/klog/v2"

	"rollcall.dev/rollcall/test/oracle/history"
	"rollcall.dev/rollcall/test/oracle/truth"
	"rollcall.dev/rollcall/test/simulate/seeds"
	"rollcall.dev/rollcall/test/simulate/tally"
)

var (
	histories = flag.Int("histories", 160, "how many CronJobs' histories to play")
	seed      = flag.Uint64("seed", 1, "the first seed")
	workers   = flag.Int("workers", 2, "how many bubbles at a time")
	perBubble = flag.Int("per-bubble", 8, "how many CronJobs share a bubble")
	features  = flag.String("features", "", "what may happen, comma-separated; empty: everything")
	replay    = flag.String("replay", "", "a history to play: a file, or a seed")
	budget    = flag.Duration("for", 0, "stop drawing new histories after this time; 0: never")
	tries     = flag.Int("shrink", 60, "how many smaller histories to try for each failing seed")
	progress  = flag.Bool("progress", false, "say now and then how far it is, for the program that adds it up")
	faults    = flag.Int("faults", 3, "how many failing seeds to make smaller and show before giving up")
)

func TestMain(m *testing.M) {
	flag.Parse()
	utilruntime.ErrorHandlers = nil //nolint:reassign // there is no other way to silence them
	klog.SetLogger(logr.Discard())
	os.Exit(m.Run())
}

// play plays a history in a bubble of its own. What informers draw to spread their retries is drawn anew each time: from the seed, so
// that one worker plays it again in the same way.
func play(t *testing.T, h history.History, logger *slog.Logger) (truth.Input, truth.Result) {
	t.Helper()
	rand.Seed(int64(h.Seed)) //nolint:staticcheck // it is client-go that draws from there
	var in truth.Input
	synctest.Test(t, func(t *testing.T) {
		var err error
		if in, err = history.Play(t.Context(), h, logger); err != nil {
			t.Fatalf("seed %d: %v", h.Seed, err)
		}
	})
	return in, truth.Compare(in)
}

func draw(t *testing.T, seed uint64) history.History {
	t.Helper()
	chosen := history.Features()
	if *features != "" {
		chosen = nil
		for name := range strings.SplitSeq(*features, ",") {
			if !slices.Contains(history.Features(), history.Feature(name)) {
				t.Fatalf("-features %q: use some of %v", name, history.Features())
			}
			chosen = append(chosen, history.Feature(name))
		}
	}
	return history.Draw(seed, *perBubble, chosen, zones(t))
}

// TestHistories plays random histories: with the defaults a few, with -histories 100000 the long simulation.
func TestHistories(t *testing.T) { //nolint:paralleltest // its workers are
	if *replay != "" {
		t.Skip("replaying one")
	}
	var out io.Writer
	if *progress {
		out = os.Stderr
	}
	keeper := tally.NewKeeper(out)
	began := time.Now()
	seeds.Play(t, *seed, *workers, func(t *testing.T, s uint64) bool {
		if int(s-*seed)**perBubble >= *histories || (*budget > 0 && time.Since(began) > *budget) {
			return false
		}
		_, r := play(t, draw(t, s), slog.New(slog.DiscardHandler))
		return len(keeper.Add(count(s, r)).Failed) < *faults
	})
	took, total := time.Since(began), keeper.Total()
	t.Logf("from seed %d on: %d histories in %s (%s a history), %d seeds with disagreements", *seed, total.Histories,
		took.Round(time.Millisecond), (took / time.Duration(max(total.Histories, 1))).Round(time.Microsecond), len(total.Failed))
	for _, name := range slices.Sorted(maps.Keys(total.Counts)) {
		t.Logf("%9d %s", total.Counts[name], name)
	}
	for _, s := range total.Failed {
		report(t, s)
	}
}

// count is what a seed adds to the tally.
func count(seed uint64, r truth.Result) tally.Tally {
	c := tally.Tally{Histories: r.CronJobs, Counts: map[string]int{"slots": r.Slots, "disagreements": len(r.Disagreements)}}
	for judgement, n := range r.Verdicts {
		c.Counts[string(judgement)] = n
	}
	if len(r.Disagreements) > 0 {
		c.Failed = []uint64{seed}
	}
	return c
}

// report makes a failing history smaller, writes it down and shows what is wrong with it.
func report(t *testing.T, s uint64) {
	t.Helper()
	fails := func(h history.History) bool {
		_, r := play(t, h, slog.New(slog.DiscardHandler))
		return len(r.Disagreements) > 0
	}
	h := history.Shrink(draw(t, s), *tries, fails)
	_, r := play(t, h, slog.New(slog.DiscardHandler))
	text, err := json.MarshalIndent(h, "", "\t")
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(os.TempDir(), fmt.Sprintf("history-%d.json", s)) //nolint:usetesting // it is to stay
	if err := os.WriteFile(file, text, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, d := range r.Disagreements[:min(len(r.Disagreements), 5)] {
		t.Errorf("seed %d: %s", s, d)
	}
	t.Errorf("seed %d: play it again with -seed %d -histories 1, or its smaller form with -replay %s", s, s, file)
}

// TestRegressions plays the histories that once showed a wrong verdict. Which watch comes back first is chance, so each is played
// several times.
func TestRegressions(t *testing.T) { //nolint:paralleltest,tparallel // its histories are, among themselves
	files, err := filepath.Glob(filepath.Join("testdata", "*.json"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no histories in testdata: %v", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".json"), func(t *testing.T) {
			t.Parallel()
			for range 5 {
				in, r := play(t, given(t, file), slog.New(slog.DiscardHandler))
				for _, d := range r.Disagreements {
					t.Error(d)
				}
				if t.Failed() {
					t.Log(truth.Story(in))
					return
				}
			}
		})
	}
}

// given is the history that a seed stands for, or a file holds.
func given(t *testing.T, name string) history.History {
	t.Helper()
	return seeds.Given(t, name, func(seed uint64) history.History { return draw(t, seed) })
}

// TestReplay plays one history again, with everything that happened.
func TestReplay(t *testing.T) { //nolint:paralleltest // it is run alone
	if *replay == "" {
		t.Skip("no -replay")
	}
	h := given(t, *replay)
	in, r := play(t, h, slog.New(slog.NewTextHandler(t.Output(), nil)))
	t.Log(truth.Story(in))
	for _, d := range r.Disagreements {
		t.Error(d)
	}
}
