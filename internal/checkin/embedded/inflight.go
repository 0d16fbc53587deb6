package embedded

import (
	"context"
	"sync"
	"time"

	"rollcall.dev/rollcall/internal/monitor"
)

// inFlight knows the reports that arrived and are not stored yet.
type inFlight struct {
	mu   sync.Mutex
	next int64
	at   map[int64]time.Time
}

// begin notes a report that arrived at an instant, until end is called with what it returns.
func (f *inFlight) begin(at time.Time) int64 {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.next++
	if f.at == nil {
		f.at = map[int64]time.Time{}
	}
	f.at[f.next] = at
	return f.next
}

func (f *inFlight) end(arrival int64) {
	f.mu.Lock()
	defer f.mu.Unlock()
	delete(f.at, arrival)
}

// oldest is when the oldest of them arrived, or now where there is none.
func (f *inFlight) oldest(now time.Time) time.Time {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, at := range f.at {
		if at.Before(now) {
			now = at
		}
	}
	return now
}

// Inspect says up to when every report that came is in the ledger. It is what the ledger asks before it judges an absence:
// a report that arrived in time is not accused of silence because storing it took a while.
func (s *Service) Inspect(context.Context, []monitor.State) (monitor.View, error) {
	return monitor.View{Until: s.inFlight.oldest(time.Now())}, nil
}
