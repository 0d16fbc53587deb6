package embedded

import (
	"fmt"
	"math"
	"net"
	"net/http"
	"strconv"
	"time"

	"rollcall.dev/rollcall/internal/checkin/limit"
	"rollcall.dev/rollcall/internal/monitor"
)

// TooManyError says that a check-in is reported to more often than it may be, or that an address asks for too many that are not there.
type TooManyError struct{ Wait time.Duration }

// Error implements error.
func (e TooManyError) Error() string {
	return fmt.Sprintf("too many requests; try again in %s s", e.RetryAfter())
}

// RetryAfter is the header of that name: whole seconds, at least one.
func (e TooManyError) RetryAfter() string {
	return strconv.FormatInt(max(1, int64(math.Ceil(e.Wait.Seconds()))), 10)
}

// missesPerMinute bounds how many check-ins that are not there an address may ask for: who guesses ids or keys gets no further.
const missesPerMinute = 120

// limits are what a Service takes of one sender.
type limits struct {
	// reports are by check-in; all but successes also by kind and outcome: a job that reports in a loop does not keep its failure from
	// being taken.
	reports limit.Limiter
	misses  limit.Limiter // by address
}

// allowReport returns a TooManyError where the check-in was reported to often enough.
func (l *limits) allowReport(of *known, o monitor.Observation) error {
	var wait time.Duration
	var ok bool
	if succeeded(o) {
		wait, ok = l.reports.AllowIn(&of.successes, o.SeenAt)
	} else {
		wait, ok = l.reports.Allow(string(o.Monitor)+"/"+string(o.Kind)+"/"+string(o.Run.Outcome), o.SeenAt)
	}
	if !ok {
		return TooManyError{wait}
	}
	return nil
}

// Miss takes note that a request asked for what is not there. It returns a TooManyError where its address did that too often.
func (s *Service) Miss(r *http.Request) error {
	address, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		address = r.RemoteAddr
	}
	wait, ok := s.limits.misses.Allow(address, time.Now())
	if !ok {
		return TooManyError{wait}
	}
	return nil
}
