package deliver

import (
	"errors"
	"testing"
	"time"

	"rollcall.dev/rollcall/internal/notify"
)

func instant() time.Time { return time.Date(2026, time.November, 20, 17, 0, 0, 0, time.UTC) }

func at(address string) notify.Destination {
	return notify.Destination{Receiver: "slack", Address: address}
}

// A receiver with one destination is away after as many failures as it is granted, and comes back with its first answer.
func TestCircuitOfAReceiver(t *testing.T) {
	t.Parallel()
	var told []time.Time
	c := newCircuits(func(_ string, until time.Time) { told = append(told, until) })
	now, slack, hook := instant(), at(""), notify.Destination{Receiver: "hook"}
	closed := func(to notify.Destination) bool { return c.admit(to, now) == nil }
	hold := func() *heldError {
		h, _ := errors.AsType[*heldError](c.admit(slack, now))
		return h
	}

	for i := range tolerated {
		if !closed(slack) {
			t.Fatalf("open after %d failures", i)
		}
		c.failed(slack, now, false, 0)
	}
	if h := hold(); h == nil || h.wait != 16*time.Second || !h.since.Equal(now) {
		t.Errorf("after %d failures: %+v", tolerated, h)
	}
	if !closed(hook) {
		t.Error("one receiver holds up another")
	}
	now = now.Add(16 * time.Second)
	if !closed(slack) {
		t.Error("nobody may find out whether it works again")
	}
	if h := hold(); h == nil || h.wait != firstPause {
		t.Errorf("a second attempt while the first finds out: %+v", h)
	}
	c.released(slack)
	if !closed(slack) {
		t.Error("nobody may find out after the first was broken off")
	}
	if o := c.failed(slack, now, false, 0); o != (outage{pause: 32 * time.Second, whole: true}) {
		t.Errorf("after the sixth failure: %+v", o)
	}
	if o := c.failed(slack, now, true, 0); o.pause != maxPause {
		t.Errorf("pause %s, want no more than %s", o.pause, maxPause)
	}
	if h := hold(); h == nil || !h.since.IsZero() {
		t.Errorf("a receiver that says itself that it is away: %+v", h)
	}
	if o := c.failed(slack, now, true, time.Hour); o.pause != time.Hour {
		t.Errorf("pause %s where an hour was asked for", o.pause)
	}
	first, _ := c.answered(slack, now)
	if again, _ := c.answered(slack, now); !first || again || !closed(slack) {
		t.Error("not closed by an answer, or more than once")
	}
	if last := told[len(told)-1]; !last.IsZero() {
		t.Errorf("told in the end that it is paused until %s", last)
	}
}

// A failing destination is left alone by itself, however often it fails.
func TestCircuitOfADestination(t *testing.T) {
	t.Parallel()
	c := newCircuits(func(_ string, until time.Time) { t.Errorf("the receiver is said to be away until %s", until) })
	now := instant()
	var o outage
	for range tolerated {
		o = c.failed(at("C1"), now, false, 0)
	}
	if o != (outage{pause: 16 * time.Second, news: true}) {
		t.Errorf("after %d failures: %+v", tolerated, o)
	}
	for range 100 {
		c.failed(at("C1"), now, false, 0)
	}
	c.failed(at("C2"), now, false, 0)
	if c.admit(at("C1"), now) == nil || c.admit(at("C2"), now) != nil {
		t.Error("the failing destination is not left alone, or the other one is")
	}
	if c.paused(at("C1"), now) != maxPause || c.paused(at("C2"), now) != 0 {
		t.Errorf("paused for %s and %s", c.paused(at("C1"), now), c.paused(at("C2"), now))
	}
	if r, d := c.answered(at("C2"), now); r || d || c.admit(at("C1"), now) == nil {
		t.Error("the answer of one destination says that another works again")
	}
	if r, d := c.answered(at("C1"), now); r || !d || c.admit(at("C1"), now) != nil {
		t.Error("an answer does not close its circuit, or closes that of the receiver")
	}
}

// Several destinations that fail with no answer between are the receiver's failure.
func TestCircuitOfAllDestinations(t *testing.T) {
	t.Parallel()
	c := newCircuits(func(string, time.Time) {})
	now := instant()
	var o outage
	for _, address := range []string{"C1", "C1", "C1", "C1", "C2", "C2"} {
		if c.admit(at("C3"), now) != nil {
			t.Fatal("away too early")
		}
		o = c.failed(at(address), now, false, 0)
	}
	if o != (outage{pause: 16 * time.Second, whole: true, news: true}) || c.admit(at("C3"), now) == nil {
		t.Errorf("several destinations failed: %+v", o)
	}
	// Whoever failed last does not take the next attempt from the others.
	now = now.Add(16 * time.Second)
	if c.admit(at("C2"), now) == nil || c.admit(at("C3"), now) != nil {
		t.Error("the next attempt is not another destination's")
	}
	c.failed(at("C3"), now, false, 0)
	now = now.Add(32 * time.Second)
	if c.admit(at("C2"), now) != nil {
		t.Error("a destination that sat one attempt out may not make the next one")
	}
	if r, _ := c.answered(at("C2"), now); !r || c.admit(at("C1"), now) != nil || c.admit(at("C3"), now) != nil {
		t.Error("an answer does not end the outage for all")
	}
	// What failed in the outage has one attempt, and its own circuit again.
	if c.admit(at("C3"), now) == nil {
		t.Error("a destination that was left alone has more than one attempt")
	}
	if o := c.failed(at("C3"), now, false, 0); o != (outage{pause: 2 * firstPause}) {
		t.Errorf("its failure: %+v", o)
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
