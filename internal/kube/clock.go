package kube

import (
	"sync"
	"time"
)

const (
	// dateResolution is that of the HTTP header Date: whole seconds, cut off.
	dateResolution = time.Second
	// clockDrift is by how much two clocks may go apart while nobody compares them, as a part of that time: twice what is ordinary
	// for a quartz that nothing corrects.
	clockDrift = 1.0 / 5000
)

// clock knows what time it is in the cluster, by which slots, Jobs and their conditions are told, from the Date of the API server's
// answers. An answer was written between the request and its arrival; so each gives bounds, and what lies within the bounds of all
// is soon known to a fraction of a second. When an answer does not fit the bounds, a clock was set, and it alone counts.
//
// It counts on from there with the monotonic clock, so that nobody who sets ours changes what time it is in the cluster. Until the
// first answer it shows our time, as a nil clock does. It is safe for concurrent use.
type clock struct {
	base time.Time // what is measured is relative to the time that has passed since

	mu        sync.Mutex
	low, high time.Duration // bounds of the cluster's time less base and the time since
	compared  time.Time     // zero: never
}

func newClock() *clock { return &clock{base: time.Now()} }

// steady is an instant of ours as it would be shown by a clock that nobody has set since the base.
func (c *clock) steady(at time.Time) time.Time { return c.base.Round(0).Add(at.Sub(c.base)) }

// compare takes in the Date of an answer, and when the request was sent and the answer received, by our clock. It reports whether
// the cluster's time is another than we thought.
func (c *clock) compare(date, sent, received time.Time) (moved bool) {
	low, high := date.Sub(c.steady(received)), date.Add(dateResolution).Sub(c.steady(sent))
	c.mu.Lock()
	defer c.mu.Unlock()
	wasLow, wasHigh := c.bounds(received)
	if !c.compared.IsZero() && low <= wasHigh && high >= wasLow {
		low, high = max(low, wasLow), min(high, wasHigh)
	} else {
		moved = true
	}
	c.low, c.high, c.compared = low, high, received
	return moved
}

// bounds are as wide as they have become since they were measured. The caller holds the lock.
func (c *clock) bounds(at time.Time) (low, high time.Duration) {
	if c.compared.IsZero() {
		return 0, 0
	}
	drift := time.Duration(clockDrift * float64(at.Sub(c.compared).Abs()))
	return c.low - drift, c.high + drift
}

// now is what time it is in the cluster, as well as it is known.
func (c *clock) now() time.Time { return c.at(time.Now()) }

// at is an instant of ours as the cluster's clock shows it, as well as that is known; zero for the zero time.
func (c *clock) at(ours time.Time) time.Time {
	if c == nil || ours.IsZero() {
		return ours
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.compared.IsZero() {
		return ours
	}
	low, high := c.bounds(ours)
	return c.steady(ours).Add(low + (high-low)/2)
}

// reached is the instant that the cluster's clock had reached for certain at an instant of ours.
func (c *clock) reached(at time.Time) time.Time {
	if c == nil {
		return at
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.compared.IsZero() {
		return at
	}
	low, _ := c.bounds(at)
	return c.steady(at).Add(low)
}

// skew is how far the cluster's clock is ahead of ours as it stands now, at least and at most; false where nothing is known.
func (c *clock) skew() (least, most time.Duration, known bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.compared.IsZero() {
		return 0, 0, false
	}
	at := time.Now()
	low, high := c.bounds(at)
	set := c.steady(at).Sub(at.Round(0)) // by how much ours was set since the base
	return low + set, high + set, true
}
