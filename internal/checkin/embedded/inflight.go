package embedded

import (
	"context"
	"sync"
	"time"

	"rollcall.dev/rollcall/internal/monitor"
)

// inFlight knows the reports that arrived and are not stored yet, in the order of their arrival. The zero value knows none. It is safe
// for concurrent use.
type inFlight struct {
	mu             sync.Mutex
	oldest, newest *arrival
}

// arrival is one of these reports.
type arrival struct {
	at            time.Time
	before, after *arrival
}

// begin notes a report that arrives now, until end is called.
func (f *inFlight) begin() *arrival {
	a := &arrival{}
	f.mu.Lock()
	defer f.mu.Unlock()
	a.at = time.Now()
	a.before, f.newest = f.newest, a
	if a.before == nil {
		f.oldest = a
	} else {
		a.before.after = a
	}
	return a
}

// end is called once.
func (f *inFlight) end(a *arrival) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if a.before == nil {
		f.oldest = a.after
	} else {
		a.before.after = a.after
	}
	if a.after == nil {
		f.newest = a.before
	} else {
		a.after.before = a.before
	}
}

// since is when the oldest of them arrived, or now where there is none.
func (f *inFlight) since() time.Time {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.oldest == nil {
		return time.Now()
	}
	return f.oldest.at
}

// Inspect says up to when every report that came is in the ledger. It is what the ledger asks before it judges an absence:
// a report that arrived in time is not accused of silence because storing it took a while, nor one that was refused.
func (s *Service) Inspect(context.Context, []monitor.State) (monitor.View, error) {
	until := s.inFlight.since() // first: what ends later, and is refused, is in the other
	return monitor.View{Since: s.refusals.since(), Until: until}, nil
}
