package slack

import (
	"net/http"
	"time"
)

// outcome is what a request came to, not yet sent.
type outcome struct {
	status int
	code   string // error word, empty for success
	send   func()
}

// around carries a request out, with the fault that strikes it before or after.
func (s *Server) around(w http.ResponseWriter, r *http.Request, log Request, run func() outcome) {
	defer func() { s.record(log) }()
	f := s.fault(log.Method, log.Channel)
	if f != nil && !f.After {
		log.Fault, log.Status = f.Kind, f.status()
		if f.Kind != FaultSlow {
			s.strike(w, r, f)
			return
		}
		s.hold(r, f.Delay)
	}
	out := run()
	log.Status, log.Error = out.status, out.code
	if f != nil && f.After {
		log.Fault = f.Kind
		if f.Kind != FaultSlow {
			log.Status = f.status()
			s.strike(w, r, f)
			return
		}
		s.hold(r, f.Delay)
	}
	out.send()
}

// strike answers, or does not.
func (s *Server) strike(w http.ResponseWriter, r *http.Request, f *Fault) {
	switch f.Kind {
	case FaultRateLimit:
		write(w, limited(f.retryAfter()))
	case FaultStatus, FaultGarbage:
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.WriteHeader(f.status())
		_, _ = w.Write([]byte("<html><body>Something went wrong.</body></html>"))
	case FaultError:
		code := f.Error
		if code == "" {
			code = "fatal_error"
		}
		write(w, fail(code))
	case FaultHang:
		s.hold(r, f.Delay)
		panic(http.ErrAbortHandler)
	default: // FaultDrop
		panic(http.ErrAbortHandler)
	}
}

// hold waits until the client has gone, the server closes, or the time is over (0 is never).
func (s *Server) hold(r *http.Request, d time.Duration) {
	var over <-chan time.Time
	if d > 0 {
		t := time.NewTimer(d)
		defer t.Stop()
		over = t.C
	}
	select {
	case <-r.Context().Done():
	case <-s.closed:
	case <-over:
	}
}
