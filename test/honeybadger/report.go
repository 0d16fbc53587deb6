package honeybadger

import (
	"encoding/json"
	"io"
	"net/http"
	"time"
)

// maxReport is the documented size of a report's body: under 20 KB.
const maxReport = 20_000

// Report is one that came in.
type Report struct {
	CheckIn string // id
	Method  string
	At      time.Time
	Payload map[string]any // the "check_in" object, extra keys included; nil where there was none
}

// report serves GET, HEAD and POST of /v1/check_in/…; the id, or the key and the slug, is all the authentication there is.
// Any report counts, also one that says "error": Honeybadger never alerts on that.
func (s *Server) report(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(io.LimitReader(r.Body, maxReport+1))
	if err != nil || len(body) >= maxReport {
		http.Error(w, "payload must be under 20KB", http.StatusRequestEntityTooLarge)
		return
	}
	var envelope struct {
		CheckIn map[string]any `json:"check_in"`
	}
	if r.Method == http.MethodPost && len(body) > 0 {
		if err := json.Unmarshal(body, &envelope); err != nil {
			http.Error(w, "payload is no JSON object", http.StatusBadRequest)
			return
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	x := s.find(r.PathValue("id"))
	if key := r.PathValue("key"); key != "" {
		x = nil
		if key == s.opts.APIKey {
			x = s.findSlug(r.PathValue("slug"))
		}
	}
	if x == nil {
		http.Error(w, "Not found", http.StatusNotFound)
		return
	}
	now := time.Now()
	s.reports = append(s.reports, Report{CheckIn: x.ID, Method: r.Method, At: now, Payload: envelope.CheckIn})
	s.arrived(x, now)
	s.notify()
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	_, _ = io.WriteString(w, "{}") // exactly 200: some of the official clients refuse everything else
}

// arrived arms the check-in, or ends its absence. What was due by now is missed first, whether or not a sweep has looked, so
// that the order of events does not depend on luck.
func (s *Server) arrived(x *CheckIn, now time.Time) {
	s.overdue(x, now)
	was := *x
	x.State, x.ReportedAt, x.MissedCount = Reporting, now, 0
	x.ExpectedAt = x.next(now)
	if was.State == Missing {
		s.recovered(&was, x)
	}
}
