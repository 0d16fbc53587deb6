package embedded

import (
	"errors"
	"sync/atomic"
	"time"
)

// refusals remember when a report was last answered with 503. The zero value knows of none. It is safe for concurrent use.
type refusals struct{ last atomic.Pointer[time.Time] }

// Refused says that a report was not taken, and why. Where that is our fault, nobody is accused of a silence that we kept: whose grace
// ended before now may have reported in vain, as while we were down.
func (s *Service) Refused(err error) {
	if _, ok := errors.AsType[TooManyError](err); ok {
		return // its sender's own
	}
	now := time.Now()
	s.refusals.last.Store(&now)
}

// since is from when on every report was taken; zero: as long as we are here.
func (r *refusals) since() time.Time {
	if last := r.last.Load(); last != nil {
		return *last
	}
	return time.Time{}
}
