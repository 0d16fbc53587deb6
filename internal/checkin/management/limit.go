package management

import (
	"net/http"
	"strconv"
	"sync"
	"time"
)

// window is how long calls are counted together.
const window = time.Hour

// holder is who has a key: there are two of a project.
type holder struct {
	project  int64
	readOnly bool
}

// limits counts the calls of each key. It is safe for concurrent use.
type limits struct {
	most int

	mu   sync.Mutex
	used map[holder]*usage
}

// usage is what a key used of the window that began then.
type usage struct {
	since time.Time
	calls int
}

// take counts a call and says in the header how many are left; Reset is the Unix time at which all are there again. It is false for a
// call too many.
func (l *limits) take(h http.Header, who holder, now time.Time) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	u := l.used[who]
	if u == nil || now.Sub(u.since) >= window || now.Before(u.since) {
		if l.used == nil {
			l.used = map[holder]*usage{}
		}
		u = &usage{since: now}
		l.used[who] = u
	}
	ok := u.calls < l.most
	if ok {
		u.calls++
	}
	h.Set("X-RateLimit-Limit", strconv.Itoa(l.most))
	h.Set("X-RateLimit-Remaining", strconv.Itoa(l.most-u.calls))
	h.Set("X-RateLimit-Reset", strconv.FormatInt(u.since.Add(window).Unix(), 10))
	return ok
}
