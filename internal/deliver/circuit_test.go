package deliver

import (
	"errors"
	"testing"
	"time"
)

func TestCircuit(t *testing.T) {
	t.Parallel()
	var told []time.Time
	c := newCircuits(func(_ string, until time.Time) { told = append(told, until) })
	now := time.Date(2026, time.November, 20, 17, 0, 0, 0, time.UTC)
	closed := func(receiver string) bool { return c.admit(receiver, now) == nil }
	hold := func() *heldError {
		h, _ := errors.AsType[*heldError](c.admit("slack", now))
		return h
	}

	for i := range tolerated {
		if !closed("slack") {
			t.Fatalf("open after %d failures", i)
		}
		c.failed("slack", now, false, 0)
	}
	if h := hold(); h == nil || h.wait != 16*time.Second || !h.since.Equal(now) {
		t.Errorf("after %d failures: %+v", tolerated, h)
	}
	if !closed("hook") {
		t.Error("one receiver holds up another")
	}
	now = now.Add(16 * time.Second)
	if !closed("slack") {
		t.Error("nobody may find out whether it works again")
	}
	if h := hold(); h == nil || h.wait != firstPause {
		t.Errorf("a second attempt while the first finds out: %+v", h)
	}
	c.released("slack")
	if !closed("slack") {
		t.Error("nobody may find out after the first was broken off")
	}
	if pause, news := c.failed("slack", now, false, 0); pause != 32*time.Second || news {
		t.Errorf("pause %s, news %v", pause, news)
	}
	if pause, _ := c.failed("slack", now, true, 0); pause != maxPause {
		t.Errorf("pause %s, want no more than %s", pause, maxPause)
	}
	if h := hold(); h == nil || !h.since.IsZero() {
		t.Errorf("a receiver that says itself that it is away: %+v", h)
	}
	if pause, _ := c.failed("slack", now, true, time.Hour); pause != time.Hour {
		t.Errorf("pause %s where an hour was asked for", pause)
	}
	if !c.answered("slack") || c.answered("slack") || !closed("slack") {
		t.Error("not closed by an answer, or more than once")
	}
	if last := told[len(told)-1]; !last.IsZero() {
		t.Errorf("told in the end that it is paused until %s", last)
	}
}

func TestBackoffStaysWithinItsBounds(t *testing.T) {
	t.Parallel()
	for n := range 200 {
		ceiling := 10 * time.Minute
		if n < 10 {
			ceiling = min(ceiling, time.Second<<max(0, n-1))
		}
		for range 50 {
			if d := fullJitter(n, time.Second, 10*time.Minute); d <= 0 || d > ceiling+time.Millisecond {
				t.Fatalf("attempt %d: %s, want up to %s", n, d, ceiling)
			}
		}
	}
	for range 100 {
		if d := stretched(10 * time.Second); d < 10*time.Second || d > 11*time.Second {
			t.Fatalf("stretched to %s", d)
		}
	}
}
