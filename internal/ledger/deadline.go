package ledger

import (
	"sync"
	"time"
)

// deadline is the earliest instant, by its source's clock, at which a sweeper has something to do, kept in memory so that an idle
// ledger asks the store nothing. It is safe for concurrent use.
type deadline struct {
	moved chan struct{}

	mu   sync.Mutex
	next time.Time // zero: nothing is due
	// passed is up to when the sweeper has looked at what was due, and has to look again, no sooner than at next: what is due before
	// then, and is told again, waits with the rest.
	passed time.Time
}

func newDeadline() *deadline { return &deadline{moved: make(chan struct{}, 1)} }

// sooner brings the deadline forward to t, if it is later than that or not set; a zero t changes nothing.
func (d *deadline) sooner(t time.Time) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if t.After(d.passed) && d.advance(t) {
		d.poke()
	}
}

// advance reports whether t is the new deadline. The caller holds the lock.
func (d *deadline) advance(t time.Time) bool {
	if t.IsZero() || (!d.next.IsZero() && !t.Before(d.next)) {
		return false
	}
	d.next = t
	return true
}

// poke has whoever sleeps look at the deadline, and at the clock, anew.
func (d *deadline) poke() {
	select {
	case d.moved <- struct{}{}:
	default:
	}
}

// take forgets the deadline: whoever took it reads from the store what comes next, and then resumes.
func (d *deadline) take() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.next = time.Time{}
}

// resume sets the deadline to what the store says, or to what was told since it was taken if that is sooner.
func (d *deadline) resume(t, passed time.Time) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.passed = passed; !d.next.After(passed) {
		d.next = time.Time{}
	}
	d.advance(t)
}

func (d *deadline) peek() time.Time {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.next
}
