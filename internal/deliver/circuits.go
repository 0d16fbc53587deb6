package deliver

import (
	"sync"
	"time"

	"rollcall.dev/rollcall/internal/notify"
)

// circuits remember which receivers work, and which of their destinations. In a long outage one attempt a pause finds out
// whether it is over, and the messages that wait cost it nothing.
type circuits struct {
	mu        sync.Mutex
	receivers map[string]*receiverCircuit
	tell      func(receiver string, until time.Time)
}

// receiverCircuit is that of a receiver and those of its destinations.
type receiverCircuit struct {
	circuit // its failures are those of all destinations since any of them answered, each with no more than its share

	row          map[string]int      // those failures, by address
	destinations map[string]*circuit // by address; those that failed and did not answer since
}

// outage is what became of a failure: what is left alone because of it.
type outage struct {
	pause time.Duration // zero: nothing is
	whole bool          // the receiver, with all its destinations
	news  bool          // and it worked before
}

func newCircuits(tell func(string, time.Time)) *circuits {
	return &circuits{receivers: map[string]*receiverCircuit{}, tell: tell}
}

func (c *circuits) get(to notify.Destination) (*receiverCircuit, *circuit) {
	r := c.receivers[to.Receiver]
	if r == nil {
		r = &receiverCircuit{row: map[string]int{}, destinations: map[string]*circuit{}}
		c.receivers[to.Receiver] = r
	}
	d := r.destinations[to.Address]
	if d == nil {
		d = &circuit{}
		r.destinations[to.Address] = d
	}
	return r, d
}

// admit returns nil where an attempt may be made now; whoever makes it reports how it ended.
func (c *circuits) admit(to notify.Destination, now time.Time) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	r, d := c.get(to)
	if held := r.holds(now); held != nil {
		return held
	}
	if held := d.holds(now); held != nil {
		return held
	}
	r.probing, d.probing = r.open, d.open
	return nil
}

// paused is how long the destination is left alone from now on; zero where it is not.
func (c *circuits) paused(to notify.Destination, now time.Time) time.Duration {
	c.mu.Lock()
	defer c.mu.Unlock()
	r, d := c.get(to)
	return max(r.left(now), d.left(now))
}

// answered notes that the destination works, and so its receiver: it took a message, or refused one for good reasons. It
// reports which of the two had been away.
//
// Where the receiver had, its other destinations are tried again at once, each with one attempt.
func (c *circuits) answered(to notify.Destination, now time.Time) (receiver, destination bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	r, d := c.get(to)
	receiver, destination = r.open, d.open
	delete(r.destinations, to.Address)
	clear(r.row)
	r.circuit = circuit{}
	if receiver {
		for _, other := range r.destinations {
			other.until = now
		}
		c.tell(to.Receiver, time.Time{})
	}
	return receiver, destination
}

// failed notes that an attempt came to nothing. The receiver is left alone from now on where it says so itself (away, for as
// long as after, where that is given), or where several of its destinations have failed with no answer between; else the
// destination is, where it has failed too often in a row.
//
// A destination that failed while its receiver is left alone sits out the next attempt that finds out about the receiver, so
// that one which is out of order cannot take every such attempt from the others.
func (c *circuits) failed(to notify.Destination, now time.Time, away bool, after time.Duration) outage {
	c.mu.Lock()
	defer c.mu.Unlock()
	r, d := c.get(to)
	r.probing, d.probing = false, false
	if !away {
		d.failures++
	}
	if away || r.open || r.row[to.Address] < shareOf(to) {
		r.row[to.Address]++
		r.failures++
	}
	if !away && !r.open && r.failures < tolerated {
		if !d.open && d.failures < tolerated {
			return outage{}
		}
		news := d.leave(now, d.pause())
		return outage{pause: d.left(now), news: news}
	}
	r.away = away && after <= 0
	pause := r.pause()
	if away && after > 0 {
		pause = after
	}
	news := r.leave(now, pause)
	if !away && to.Address != "" {
		d.leave(now, 2*pause)
	}
	c.tell(to.Receiver, r.until)
	return outage{pause: r.left(now), whole: true, news: news}
}

// shareOf is what a destination can add to its receiver's failures; all of them where the receiver has no other.
func shareOf(to notify.Destination) int {
	if to.Address == "" {
		return tolerated
	}
	return share
}

// released notes that an attempt ended without finding anything out.
func (c *circuits) released(to notify.Destination) {
	c.mu.Lock()
	defer c.mu.Unlock()
	r, d := c.get(to)
	r.probing, d.probing = false, false
}
