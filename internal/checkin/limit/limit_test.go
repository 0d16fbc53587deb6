package limit

import (
	"fmt"
	"testing"
	"time"
)

func TestLimiter(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 7, 1, 12, 0, 0, 0, time.UTC)
	l := Limiter{PerMinute: 60, Burst: 3}
	for i := range 3 {
		if wait, ok := l.Allow("a", now); !ok {
			t.Errorf("event %d of a burst has to wait for %s", i, wait)
		}
	}
	wait, ok := l.Allow("a", now)
	if ok || wait != time.Second {
		t.Errorf("beyond the burst: passes %v, waits %s", ok, wait)
	}
	if _, ok := l.Allow("b", now); !ok {
		t.Error("another key is refused")
	}
	if _, ok := l.Allow("a", now.Add(wait)); !ok {
		t.Error("who waited as told is refused")
	}
	passed := 0
	for at := now.Add(time.Hour); at.Before(now.Add(time.Hour + 10*time.Minute)); at = at.Add(100 * time.Millisecond) {
		if _, ok := l.Allow("a", at); ok {
			passed++
		}
	}
	if passed < 600 || passed > 603 {
		t.Errorf("%d passed in ten minutes, want 60 a minute and a burst", passed)
	}
}

func TestNoLimit(t *testing.T) {
	t.Parallel()
	var l Limiter
	for range 1000 {
		if _, ok := l.Allow("a", time.Time{}); !ok {
			t.Fatal("refused")
		}
	}
}

// TestForgotten: many keys that come once do not stay.
func TestForgotten(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 7, 1, 12, 0, 0, 0, time.UTC)
	l := Limiter{PerMinute: 60, Burst: 1}
	for i := range 100_000 {
		l.Allow(fmt.Sprint(i), now.Add(time.Duration(i)*10*time.Millisecond))
	}
	if len(l.emptied) > 2*sweepFrom {
		t.Errorf("%d keys are remembered", len(l.emptied))
	}
}
