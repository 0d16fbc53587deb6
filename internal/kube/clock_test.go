package kube

import (
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"
)

// answer is an exchange with a server whose clock is ahead of ours: it takes travel there and back, and the Date is of whole seconds.
func answer(c *clock, ahead, there, back time.Duration) (moved bool) {
	sent := time.Now()
	time.Sleep(there)
	date := time.Now().Add(ahead).Truncate(time.Second)
	time.Sleep(back)
	return c.compare(date, sent, time.Now())
}

func TestClockIsOursUntilSomethingIsKnown(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		for _, c := range []*clock{nil, newClock()} {
			if now := time.Now(); !c.now().Equal(now) || !c.reached(now).Equal(now) {
				t.Errorf("%v, %v at %v", c.now(), c.reached(now), now)
			}
		}
		if _, _, known := newClock().skew(); known {
			t.Error("something is known")
		}
	})
}

// TestClockBounds: what is said to be reached was reached, and after a few answers it is known to a part of a second.
func TestClockBounds(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		ahead := time.Duration(rapid.Int64Range(-int64(time.Hour), int64(time.Hour)).Draw(r, "ahead"))
		pauses := rapid.SliceOfN(rapid.IntRange(0, 600_000), 1, 20).Draw(r, "pauses")
		travels := rapid.SliceOfN(rapid.IntRange(0, 3000), 2*len(pauses), 2*len(pauses)).Draw(r, "travels")
		synctest.Test(t, func(t *testing.T) {
			c := newClock()
			for i, pause := range pauses {
				time.Sleep(time.Duration(pause) * time.Millisecond)
				moved := answer(c, ahead, time.Duration(travels[2*i])*time.Millisecond, time.Duration(travels[2*i+1])*time.Millisecond)
				if moved != (i == 0) {
					r.Errorf("answer %d: moved is %v", i, moved)
				}
				truth := time.Now().Add(ahead)
				if reached := c.reached(time.Now()); reached.After(truth) {
					r.Errorf("reached %v at %v", reached, truth)
				}
				if least, most, _ := c.skew(); least > ahead || most < ahead {
					r.Errorf("the skew is between %s and %s, and it is %s", least, most, ahead)
				}
				if off := c.now().Sub(truth).Abs(); i == 0 && off > 4*time.Second {
					r.Errorf("off by %s", off)
				}
			}
		})
	})
}

func TestClockNarrows(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := newClock()
		for range 20 {
			answer(c, time.Minute, 3*time.Millisecond, 3*time.Millisecond)
			time.Sleep(730 * time.Millisecond)
		}
		if least, most, _ := c.skew(); most-least > 200*time.Millisecond {
			t.Errorf("still between %s and %s", least, most)
		}
	})
}

func TestClockThatIsSet(t *testing.T) {
	t.Parallel()
	for _, by := range []time.Duration{-time.Hour, -3 * time.Second, 3 * time.Second, time.Hour} {
		synctest.Test(t, func(t *testing.T) {
			c := newClock()
			answer(c, 0, time.Millisecond, time.Millisecond)
			time.Sleep(time.Minute)
			if !answer(c, by, time.Millisecond, time.Millisecond) {
				t.Errorf("set by %s, and nobody noticed", by)
			}
			if off := c.now().Sub(time.Now().Add(by)).Abs(); off > time.Second {
				t.Errorf("set by %s: off by %s", by, off)
			}
		})
	}
}
