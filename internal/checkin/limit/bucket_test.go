package limit

import (
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// TestBucket: it is filled as a key is, and of many who come at once no more pass than may.
func TestBucket(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 7, 1, 12, 0, 0, 0, time.UTC)
	l := Limiter{PerMinute: 60, Burst: 3}
	var b Bucket
	for i := range 40 {
		at := now.Add(time.Duration(i) * 250 * time.Millisecond)
		wait, ok := l.AllowIn(&b, at)
		if wantWait, want := l.Allow("a", at); ok != want || wait != wantWait {
			t.Errorf("event %d: passes %v, waits %s; want %v, %s", i, ok, wait, want, wantWait)
		}
	}
	if _, ok := new(Limiter).AllowIn(&b, now); !ok {
		t.Error("refused without a limit")
	}
	var crowd Bucket
	var passed atomic.Int64
	var running sync.WaitGroup
	for range 100 {
		running.Go(func() {
			if _, ok := l.AllowIn(&crowd, now); ok {
				passed.Add(1)
			}
		})
	}
	running.Wait()
	if passed.Load() != 3 {
		t.Errorf("%d of a crowd passed, want 3", passed.Load())
	}
}
