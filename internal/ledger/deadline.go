package ledger

import (
	"sync"
	"time"
)

// deadline is the earliest instant at which the sweeper has something to do, kept in memory so that an idle ledger asks the
// store nothing. It is safe for concurrent use.
type deadline struct {
	*deadlineState
}

type deadlineState struct {
	mu    sync.Mutex
	next  time.Time // zero: nothing is due
	moved chan struct{}
}

func newDeadline() deadline {
	return deadline{&deadlineState{moved: make(chan struct{}, 1)}}
}

// sooner brings the deadline forward to t, if it is later than that or not set; a zero t changes nothing.
func (d deadline) sooner(t time.Time) {
	if t.IsZero() {
		return
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if !d.next.IsZero() && !t.Before(d.next) {
		return
	}
	d.next = t
	select {
	case d.moved <- struct{}{}:
	default:
	}
}

// take returns the deadline and forgets it: whoever took it sets it anew from the store.
func (d deadline) take() time.Time {
	d.mu.Lock()
	defer d.mu.Unlock()
	t := d.next
	d.next = time.Time{}
	return t
}

func (d deadline) peek() time.Time {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.next
}
