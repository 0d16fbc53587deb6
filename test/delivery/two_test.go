package delivery

import (
	"context"
	"math/rand/v2"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"rollcall.dev/rollcall/internal/monitor"
	"rollcall.dev/rollcall/internal/store"
	"rollcall.dev/rollcall/test/harness"
	"rollcall.dev/rollcall/test/postgres"
)

const (
	jobsOfTwo  = 12
	killsOfTwo = 8
	// ofTwo is how long a process of two lives at most before one of them is killed.
	ofTwo = 1200 * time.Millisecond
)

// TestEitherOfTwoMayDie runs two processes on one database and kills the one or the other while they deliver. Whichever is left goes
// on; what the dead one was sending is looked up by the other when its lease is over, which is what takes the time here.
func TestEitherOfTwoMayDie(t *testing.T) {
	t.Parallel()
	w := newWorld(t, jobsOfTwo, postgres.Start(t))
	chance := rand.New(rand.NewPCG(2, 2026))
	dirs := [2]string{t.TempDir(), t.TempDir()}
	processes := [2]*harness.Rollcall{}
	var urls [2]atomic.Pointer[string]
	start := func(i int) {
		t.Helper()
		processes[i] = w.lasting(dirs[i])
		urls[i].Store(&processes[i].URL)
	}
	start(0)
	start(1)

	steps := newScript(w.jobs, &urls[0], &urls[1])
	steps.taken = w.taken()
	played := steps.play(t.Context())
	for n := range killsOfTwo {
		steps.permit(cap(steps.permits) / killsOfTwo)
		time.Sleep(ofTwo/10 + time.Duration(chance.Int64N(int64(ofTwo*9/10))))
		victim := chance.IntN(2)
		if err := processes[victim].Kill(); err != nil {
			t.Fatal(err)
		}
		urls[victim].Store(nil)
		if n == killsOfTwo-1 {
			break // the other one is alone from here on
		}
		start(victim)
	}
	steps.permit(cap(steps.permits))
	if err := <-played; err != nil {
		t.Fatal(err)
	}
	for i := range processes {
		if urls[i].Load() == nil {
			continue
		}
		w.awaitAll(processes[i], 8*time.Minute)
		if err := processes[i].Stop(); err != nil {
			t.Error(err)
		}
	}
	t.Logf("Slack was asked %d times what had arrived", w.lookups())
	w.judge()
	for _, dir := range dirs {
		w.complain(dir)
	}
}

// taken waits until the store holds a report of a run that ended: what a process only noted when it died, the other one takes in
// when it next looks, which may be after the job has reported again to it.
func (w *world) taken() func(ctx context.Context, job, n int) error {
	w.Helper()
	s, err := store.Open(w.Context(), w.store, store.Options{})
	if err != nil {
		w.Fatal(err)
	}
	w.Cleanup(func() { _ = s.Close() })
	return func(ctx context.Context, job, n int) error {
		for {
			reports, err := s.Reports(ctx, monitor.ID("checkin/"+jobName(job)), store.MaxLimit)
			if err != nil {
				return err
			}
			if slices.ContainsFunc(reports, func(o monitor.Observation) bool { return string(o.Run.ID) == runID(job, n) }) {
				return nil
			}
			select {
			case <-time.After(20 * time.Millisecond):
			case <-ctx.Done():
				return ctx.Err()
			}
		}
	}
}
