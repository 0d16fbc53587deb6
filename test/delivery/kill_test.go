package delivery

import (
	"context"
	"errors"
	"math/rand/v2"
	"sync/atomic"
	"testing"
	"time"
)

const (
	kills = 100
	// life is how long a process has at most once it is ready; early is the same from its start, for every earlyOf-th of them.
	life    = 400 * time.Millisecond
	early   = 200 * time.Millisecond
	earlyOf = 8
	// reportsOfLife is how many reports come in a life, so that there is always something to tell.
	reportsOfLife = 3
	jobsOfOne     = 50
)

// TestKilledAHundredTimes kills the one process again and again while it delivers: every Incident is told once, in order, and none is lost.
func TestKilledAHundredTimes(t *testing.T) {
	t.Parallel()
	w := newWorld(t, jobsOfOne, "sqlite:data/rollcall.db")
	chance := rand.New(rand.NewPCG(1, 2026))
	dir := t.TempDir()
	var process atomic.Pointer[string]
	steps := newScript(w.jobs, &process)
	played := steps.play(t.Context())
	unready := 0
	for range kills {
		steps.permit(reportsOfLife)
		limit := 2 * time.Minute
		if chance.IntN(earlyOf) == 0 {
			limit = time.Duration(chance.Int64N(int64(early)))
		}
		ctx, cancel := context.WithTimeout(t.Context(), limit)
		r, err := w.start(ctx, dir)
		cancel()
		if errors.Is(err, context.DeadlineExceeded) && limit < early {
			unready++ // it was killed while it started
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		process.Store(&r.URL)
		time.Sleep(time.Duration(chance.Int64N(int64(life))))
		if err := r.Kill(); err != nil {
			t.Fatal(err)
		}
		process.Store(nil)
	}
	t.Logf("%d of %d kills struck a process that was not ready yet; after the others Slack was asked %d times what had arrived",
		unready, kills, w.lookups())
	r := w.lasting(dir)
	process.Store(&r.URL)
	steps.permit(cap(steps.permits))
	if err := <-played; err != nil {
		t.Fatal(err)
	}
	w.awaitAll(r, 5*time.Minute)
	if err := r.Stop(); err != nil {
		t.Error(err)
	}
	w.judge()
	w.complain(dir)
}
