package deliver

import (
	"sync"
	"time"
)

const (
	// tolerated is how many failures in a row a receiver may have before it counts as away, whatever the errors say.
	tolerated = 5
	// A receiver that is away is tried again after firstPause, then after twice as long, up to maxPause.
	firstPause = time.Second
	maxPause   = time.Minute
)

// circuits remember per receiver whether it works. In a long outage one attempt a pause finds out whether it is over, and the
// messages that wait cost it nothing.
type circuits struct {
	mu     sync.Mutex
	byName map[string]*circuit
	tell   func(receiver string, until time.Time)
}

type circuit struct {
	open     bool      // left alone
	away     bool      // it says so itself, such as with a dead token: nothing is given up meanwhile
	since    time.Time // open since
	until    time.Time // and until then; afterwards one attempt finds out whether it works again
	probing  bool      // that attempt is under way
	failures int       // in a row
}

// heldError says that a message was not tried because its receiver is left alone.
type heldError struct {
	wait  time.Duration
	since time.Time // of the receiver's failing; zero where it says itself that it is away
}

func (e *heldError) Error() string {
	return "the receiver is away, next try in " + e.wait.Round(time.Second).String()
}

func newCircuits(tell func(string, time.Time)) *circuits {
	return &circuits{byName: map[string]*circuit{}, tell: tell}
}

func (c *circuits) get(receiver string) *circuit {
	if c.byName[receiver] == nil {
		c.byName[receiver] = &circuit{}
	}
	return c.byName[receiver]
}

// admit returns nil where an attempt may be made now; whoever makes it reports how it ended.
func (c *circuits) admit(receiver string, now time.Time) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	k := c.get(receiver)
	held := &heldError{}
	switch {
	case !k.open:
		return nil
	case now.Before(k.until):
		held.wait = k.until.Sub(now)
	case k.probing:
		held.wait = firstPause
	default:
		k.probing = true
		return nil
	}
	if !k.away {
		held.since = k.since
	}
	return held
}

// paused is how long the receiver is left alone from now on; zero where it is not.
func (c *circuits) paused(receiver string, now time.Time) time.Duration {
	c.mu.Lock()
	defer c.mu.Unlock()
	k := c.get(receiver)
	if !k.open {
		return 0
	}
	return max(k.until.Sub(now), time.Millisecond)
}

// answered notes that the receiver works: it took a message, or refused one for good reasons. It reports whether it had been
// away.
func (c *circuits) answered(receiver string) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	k := c.get(receiver)
	wasOpen := k.open
	*k = circuit{}
	if wasOpen {
		c.tell(receiver, time.Time{})
	}
	return wasOpen
}

// failed notes that an attempt came to nothing. The receiver is left alone from now on where it says so itself (away, for as
// long as after, where that is given) or where it has failed too often in a row. It returns for how long, and whether it
// worked before.
func (c *circuits) failed(receiver string, now time.Time, away bool, after time.Duration) (pause time.Duration, news bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	k := c.get(receiver)
	k.failures++
	k.probing = false
	if !away && !k.open && k.failures < tolerated {
		return 0, false
	}
	news = !k.open
	if news {
		k.open, k.since = true, now
	}
	k.away = away && after <= 0
	pause = min(maxPause, firstPause<<min(k.failures-1, 10))
	if away && after > 0 {
		pause = after
	}
	if until := now.Add(pause); until.After(k.until) {
		k.until = until
	}
	c.tell(receiver, k.until)
	return k.until.Sub(now), news
}

// released notes that an attempt ended without finding anything out.
func (c *circuits) released(receiver string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.get(receiver).probing = false
}
