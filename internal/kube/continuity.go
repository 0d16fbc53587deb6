package kube

import (
	"errors"
	"fmt"
	"sync"
	"time"

	"rollcall.dev/rollcall/internal/monitor"
)

const (
	// watchPatience is how long a watch that broke off is waited for once the API server answers again: informers come back after
	// up to a minute (the backoff of a Reflector in client-go). What it then delivers says more than a list.
	watchPatience = 90 * time.Second
	// watchSettling bounds how long a watch that has come back may take to deliver what it had missed.
	watchSettling = 3 * time.Second
)

// errWatchAway says that the API server answers and a watch is not there yet.
var errWatchAway = errors.New("the watch has not come back yet")

// Continuity knows since when the informers have shown everything, and whether they do so now. A watch that goes on where it broke
// off has lost nothing, once it has caught up; one that has to begin anew with a list has lost whatever came and went before that
// list. All instants are by our clock. The zero value is ready; it is safe for concurrent use.
type Continuity struct {
	mu      sync.Mutex
	watches []*observed
	listed  time.Time // when the newest list was answered
	alone   time.Time // since when the API server has answered while a watch was away; zero while none is
}

// view is the span for which everything was shown, if the API server has answered at now. An error says that it is too early to
// tell: a watch is away, and may yet deliver what nobody else can.
func (c *Continuity) view(now time.Time) (monitor.View, error) {
	if c == nil {
		return monitor.View{Until: now}, nil
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	ready, away := time.Time{}, false
	for _, w := range c.watches {
		away = away || !w.up
		if w.ready.After(ready) {
			ready = w.ready
		}
	}
	switch {
	case !away && !ready.After(now):
		c.alone = time.Time{}
		return monitor.View{Since: c.listed, Until: now}, nil
	case c.alone.IsZero():
		c.alone = now
	case now.Sub(c.alone) >= watchPatience:
		return monitor.View{Since: now, Until: now}, nil // whatever came and went before may have escaped us
	}
	return monitor.View{}, fmt.Errorf("%w: waiting since %s", errWatchAway, c.alone.UTC().Format(time.TimeOnly))
}

// broken is since when a watch has been away that is not back, or has not delivered yet what it missed; zero where none is. What is
// shown meanwhile may have become so at any time since.
func (c *Continuity) broken(now time.Time) time.Time {
	if c == nil {
		return time.Time{}
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	var since time.Time
	for _, w := range c.watches {
		if behind := !w.up || w.ready.After(now); behind && !w.left.IsZero() {
			since = earliest(since, w.left)
		}
	}
	return since
}

// add begins to follow one informer.
func (c *Continuity) add(w *observed) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.watches = append(c.watches, w)
}

// answered notes a list.
func (c *Continuity) answered() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.listed = time.Now()
}

// connected notes that a watch is there. The longer it was away, the more it has to deliver first.
func (c *Continuity) connected(w *observed) {
	c.mu.Lock()
	defer c.mu.Unlock()
	now := time.Now()
	w.up, w.ready = true, now
	if !w.left.IsZero() {
		w.ready = now.Add(min(now.Sub(w.left), watchSettling))
	}
}

// ended notes that a watch is gone.
func (c *Continuity) ended(w *observed) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if w.up {
		w.up, w.left = false, time.Now()
	}
}
