package limit

import (
	"sync"
	"time"
)

// Limiter is the generic cell rate algorithm (ITU-T I.371): of each key it remembers when its bucket will be empty again. It is safe
// for concurrent use. The zero value allows everything.
type Limiter struct {
	PerMinute int // 0: no limit
	Burst     int // events at once; at least 1

	mu      sync.Mutex
	emptied map[string]int64 // in Unix nanoseconds
	sweep   int              // how large the map may grow before keys are dropped whose bucket is empty
}

// sweepFrom is the smallest size at which keys are dropped.
const sweepFrom = 1024

// Allow takes note of an event at now and reports whether it passes; if not, wait is after what time the next one will.
func (l *Limiter) Allow(key string, now time.Time) (wait time.Duration, ok bool) {
	if l.PerMinute <= 0 {
		return 0, true
	}
	at := now.UnixNano()
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.emptied == nil {
		l.emptied, l.sweep = map[string]int64{}, sweepFrom
	}
	free, wait := l.fill(l.emptied[key], at)
	if wait > 0 {
		return wait, false
	}
	l.emptied[key] = free
	l.tidy(at)
	return 0, true
}

// fill is when a bucket will be empty that would have been at an instant, once an event has come at another; or how long that has to
// wait.
func (l *Limiter) fill(emptied, at int64) (free int64, wait time.Duration) {
	interval := int64(time.Minute) / int64(l.PerMinute)
	free = max(emptied, at) + interval
	return free, time.Duration(max(0, free-at-interval*int64(max(1, l.Burst))))
}

// tidy drops what is as good as forgotten, whenever the map has doubled. The caller holds the lock.
func (l *Limiter) tidy(now int64) {
	if len(l.emptied) < l.sweep {
		return
	}
	for key, at := range l.emptied {
		if at <= now {
			delete(l.emptied, key)
		}
	}
	l.sweep = max(sweepFrom, 2*len(l.emptied))
}
