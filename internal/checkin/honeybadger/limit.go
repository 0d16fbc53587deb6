package honeybadger

import (
	"net/http"
	"strconv"
	"sync"
	"time"
)

const (
	// unsaidWait is how long nothing is sent after a refusal that does not say for how long: a sixth of the hour that the
	// limit counts.
	unsaidWait = 10 * time.Minute
	// maxWait is the longest that a refusal is believed.
	maxWait = 2 * time.Hour
	// epochFrom tells the two readings of X-RateLimit-Reset apart: from here on it is Unix time, below it is seconds from now.
	epochFrom = 100_000_000
)

// limit remembers until when the service wants no requests. It is safe for concurrent use.
type limit struct {
	mu    sync.Mutex
	until time.Time
}

// check returns the error that the service would answer with, without asking it.
func (l *limit) check(method, path string, now time.Time) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if !now.Before(l.until) {
		return nil
	}
	return &apiError{Method: method, Path: path, Status: http.StatusTooManyRequests, Message: "not sent", Limited: true, Wait: l.until.Sub(now)}
}

// note reads the headers of an answer: how long they say to wait (zero: they do not say), and whether no request is left. It
// heeds them from then on.
func (l *limit) note(h http.Header, now time.Time) (wait time.Duration, exhausted bool) {
	wait = headerWait(h, now)
	if n, err := strconv.Atoi(h.Get("X-RateLimit-Remaining")); err == nil && n <= 0 {
		exhausted = true
		if wait > 0 {
			l.refuse(wait, now)
		}
	}
	return wait, exhausted
}

// refuse stops everything for the wait, or for as long as is sensible where it is not said. It returns that.
func (l *limit) refuse(wait time.Duration, now time.Time) time.Duration {
	if wait <= 0 {
		wait = unsaidWait
	}
	wait = min(wait, maxWait)
	l.mu.Lock()
	defer l.mu.Unlock()
	l.until = now.Add(wait)
	return wait
}

// headerWait reads Retry-After (seconds or a date) and else X-RateLimit-Reset (Unix time or seconds).
func headerWait(h http.Header, now time.Time) time.Duration {
	if text := h.Get("Retry-After"); text != "" {
		if n, err := strconv.ParseInt(text, 10, 32); err == nil {
			return time.Duration(max(n, 0)) * time.Second
		}
		if at, err := http.ParseTime(text); err == nil {
			return max(at.Sub(now), 0)
		}
	}
	n, err := strconv.ParseInt(h.Get("X-RateLimit-Reset"), 10, 64)
	switch {
	case err != nil || n <= 0:
		return 0
	case n >= epochFrom:
		return max(time.Unix(min(n, 1<<40), 0).Sub(now), 0)
	default:
		return time.Duration(n) * time.Second
	}
}
