package honeybadger

import (
	"net/http"
	"strconv"
	"time"
)

// limit counts a REST request and sets the documented headers; false is over the limit (403 in v2).
func (s *Server) limit(w http.ResponseWriter, now time.Time) bool {
	if s.opts.RateLimit < 0 {
		return true
	}
	if s.window.IsZero() || now.Sub(s.window) >= time.Hour {
		s.window, s.used = now, 0
	}
	s.used++
	h := w.Header()
	h.Set("X-Ratelimit-Limit", strconv.Itoa(s.opts.RateLimit))
	h.Set("X-Ratelimit-Remaining", strconv.Itoa(max(0, s.opts.RateLimit-s.used)))
	h.Set("X-Ratelimit-Reset", strconv.FormatInt(s.window.Add(time.Hour).Unix(), 10))
	return s.used <= s.opts.RateLimit
}
