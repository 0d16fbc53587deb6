package app

import (
	"context"
	"slices"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// TestClockWatch notices what moves the time of day otherwise than the time that passes, and nothing else.
func TestClockWatch(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var set, stood atomic.Int64 // the clock was set by, and the machine stood still for
		var jumps []time.Duration
		w := newClockWatch(func(_ context.Context, by time.Duration) { jumps = append(jumps, by) })
		read := w.read
		w.read = func() (time.Time, time.Duration) {
			day, passed := read()
			return day.Add(time.Duration(set.Load() + stood.Load())), passed
		}
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan error)
		go func() { done <- w.run(ctx) }()
		time.Sleep(time.Hour)
		for _, change := range []struct {
			what *atomic.Int64
			by   time.Duration
		}{{&set, 300 * time.Millisecond}, {&set, time.Minute}, {&set, 0}, {&stood, 3 * time.Hour}} {
			change.what.Store(int64(change.by))
			time.Sleep(time.Minute)
			synctest.Wait()
		}
		cancel()
		<-done
		want := []time.Duration{time.Minute - 300*time.Millisecond, -time.Minute, 3 * time.Hour}
		if !slices.Equal(jumps, want) {
			t.Errorf("jumped by %v, want %v", jumps, want)
		}
	})
}
