package limit

import (
	"sync/atomic"
	"time"
)

// Bucket is what a Limiter remembers of one key, for a caller that has a place for it. It is safe for concurrent use. The zero value is
// empty.
type Bucket struct{ emptied atomic.Int64 } // in Unix nanoseconds

// AllowIn is Allow of the key that a bucket is of.
func (l *Limiter) AllowIn(b *Bucket, now time.Time) (wait time.Duration, ok bool) {
	if l.PerMinute <= 0 {
		return 0, true
	}
	for {
		emptied := b.emptied.Load()
		free, wait := l.fill(emptied, now.UnixNano())
		if wait > 0 {
			return wait, false
		}
		if b.emptied.CompareAndSwap(emptied, free) {
			return 0, true
		}
	}
}
