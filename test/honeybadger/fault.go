package honeybadger

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"time"
)

// FaultKind is a way to misbehave.
type FaultKind string

// The ways. Each happens before the request is carried out, or, with Fault.After, when it has been.
const (
	FaultStatus    FaultKind = "status"     // Fault.Status, 503 where it is zero
	FaultRateLimit FaultKind = "rate_limit" // 403 with the documented headers
	FaultDrop      FaultKind = "drop"       // the connection is closed without an answer
	FaultHang      FaultKind = "hang"       // nothing happens until the client gives up, or Close
)

// Fault makes matching requests fail: the next Count of them, or all until For is over, or, with neither, all until ClearFaults.
type Fault struct {
	Kind   FaultKind
	Method string // "POST"; empty is every one
	Path   string // prefix; empty is every one
	After  bool
	Count  int
	For    time.Duration
	Status int

	until time.Time
	spent int
}

// Inject adds a fault; the oldest that matches a request strikes. Its kind must be a known one.
func (s *Server) Inject(f Fault) error {
	if !slices.Contains([]FaultKind{FaultStatus, FaultRateLimit, FaultDrop, FaultHang}, f.Kind) {
		return fmt.Errorf("fault: kind %q: want status, rate_limit, drop or hang", f.Kind)
	}
	if f.For > 0 {
		f.until = time.Now().Add(f.For)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = append(s.faults, &f)
	return nil
}

// ClearFaults ends all faults.
func (s *Server) ClearFaults() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = nil
}

func (s *Server) fault(r *http.Request) *Fault {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := time.Now()
	for _, f := range s.faults {
		over := (f.Count > 0 && f.spent >= f.Count) || (!f.until.IsZero() && now.After(f.until))
		if !over && (f.Method == "" || f.Method == r.Method) && strings.HasPrefix(r.URL.Path, f.Path) {
			f.spent++
			struck := *f
			return &struck
		}
	}
	return nil
}

// around carries a request out, with the fault that strikes it before or after, and notes it.
func (s *Server) around(w http.ResponseWriter, r *http.Request, run func(http.ResponseWriter)) {
	log := Request{Method: r.Method, Path: r.URL.Path, At: time.Now()}
	defer func() { s.record(log) }()
	f := s.fault(r)
	if f == nil {
		seen := &statusWriter{ResponseWriter: w, status: http.StatusOK}
		run(seen)
		log.Status = seen.status
		return
	}
	log.Fault = f.Kind
	if f.After {
		run(httptest.NewRecorder())
	}
	switch f.Kind {
	case FaultStatus:
		if f.Status == 0 {
			f.Status = http.StatusServiceUnavailable
		}
		log.Status = f.Status
		http.Error(w, "<html><body>Something went wrong.</body></html>", f.Status)
	case FaultRateLimit:
		log.Status = http.StatusForbidden
		w.Header().Set("X-Ratelimit-Limit", "360")
		w.Header().Set("X-Ratelimit-Remaining", "0")
		w.Header().Set("X-Ratelimit-Reset", strconv.FormatInt(time.Now().Add(time.Hour).Unix(), 10))
		send(w, refuse(http.StatusForbidden, "Rate limit exceeded"))
	case FaultHang:
		select {
		case <-r.Context().Done():
		case <-s.closed:
		}
		panic(http.ErrAbortHandler)
	default: // FaultDrop
		panic(http.ErrAbortHandler)
	}
}

// statusWriter remembers the status for the log.
type statusWriter struct {
	http.ResponseWriter
	status int
}

func (w *statusWriter) WriteHeader(code int) {
	w.status = code
	w.ResponseWriter.WriteHeader(code)
}
