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
	// life is how long a process has at most, from its start.
	life = 700 * time.Millisecond
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
		dies := time.Now().Add(life/10 + time.Duration(chance.Int64N(int64(life*9/10))))
		ctx, cancel := context.WithDeadline(t.Context(), dies)
		r, err := w.start(ctx, dir)
		cancel()
		if err != nil {
			if !errors.Is(err, context.DeadlineExceeded) {
				t.Fatal(err)
			}
			unready++ // it was killed while it started
			continue
		}
		process.Store(&r.URL)
		time.Sleep(time.Until(dies))
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
	w.awaitAll(r, 2*time.Minute)
	if err := r.Stop(); err != nil {
		t.Error(err)
	}
	w.judge()
	w.complain(dir)
}
