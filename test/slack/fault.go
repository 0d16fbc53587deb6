package slack

import (
	"fmt"
	"net/http"
	"slices"
	"time"
)

// FaultKind is a way to misbehave.
type FaultKind string

// The ways. Each happens before the request is carried out, or, with Fault.After, when it has been: the message is stored and
// the client cannot know.
const (
	FaultRateLimit FaultKind = "rate_limit" // 429 with Fault.RetryAfter
	FaultStatus    FaultKind = "status"     // Fault.Status, 503 where it is zero, with a page for a body
	FaultError     FaultKind = "error"      // HTTP 200 and {"ok":false,"error":Fault.Error}
	FaultGarbage   FaultKind = "garbage"    // HTTP 200 and no JSON
	FaultDrop      FaultKind = "drop"       // the connection is closed without an answer
	FaultHang      FaultKind = "hang"       // nothing happens until the client gives up, Fault.Delay is over, or Close
	FaultSlow      FaultKind = "slow"       // the ordinary answer, after Fault.Delay
)

// Fault makes matching requests fail: the next Count of them, or all until For is over, or, with neither, all until ClearFaults.
type Fault struct {
	Kind       FaultKind     `json:"kind"`
	Method     string        `json:"method,omitempty"`  // "chat.postMessage", "webhook"; empty is every one
	Channel    string        `json:"channel,omitempty"` // as the request names it; empty is every one
	After      bool          `json:"after,omitempty"`
	Count      int           `json:"count,omitempty"`
	For        time.Duration `json:"-"`
	RetryAfter time.Duration `json:"-"` // 30 s where it is zero
	Delay      time.Duration `json:"-"`
	Status     int           `json:"status,omitempty"`
	Error      string        `json:"error,omitempty"` // "fatal_error" where it is empty

	until time.Time
	spent int
}

// LoseResponse is the fault that makes a send ambiguous: the next n posts are stored, and the connection closes.
func LoseResponse(n int) Fault {
	return Fault{Kind: FaultDrop, Method: "chat.postMessage", After: true, Count: n}
}

// RateLimited answers the next n requests of a method with 429.
func RateLimited(method string, n int, wait time.Duration) Fault {
	return Fault{Kind: FaultRateLimit, Method: method, Count: n, RetryAfter: wait}
}

// Inject adds a fault; the oldest that matches a request strikes. Its kind must be a known one.
func (s *Server) Inject(f Fault) error {
	kinds := []FaultKind{FaultRateLimit, FaultStatus, FaultError, FaultGarbage, FaultDrop, FaultHang, FaultSlow}
	if !slices.Contains(kinds, f.Kind) {
		return fmt.Errorf("fault: kind %q: want one of %v", f.Kind, kinds)
	}
	if f.Count < 0 || f.For < 0 || f.Delay < 0 || f.RetryAfter < 0 {
		return fmt.Errorf("fault %s: count, for, delay and retry_after must not be negative", f.Kind)
	}
	if f.Kind == FaultStatus && f.Status != 0 && (f.Status < 400 || f.Status > 599) {
		return fmt.Errorf("fault status: %d is no error status (400 to 599)", f.Status)
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

// fault takes the next one that matches, or nil.
func (s *Server) fault(method, channel string) *Fault {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := time.Now()
	s.faults = slices.DeleteFunc(s.faults, func(f *Fault) bool {
		return (f.Count > 0 && f.spent >= f.Count) || (!f.until.IsZero() && now.After(f.until))
	})
	for _, f := range s.faults {
		if (f.Method == "" || f.Method == method) && (f.Channel == "" || f.Channel == channel) {
			f.spent++
			struck := *f
			if f.Kind == FaultRateLimit && !s.opts.Rate.Off {
				s.limiter.hold(holdKey(method, channel), now, f.retryAfter())
			}
			return &struck
		}
	}
	return nil
}

// holdKey is the bucket that a limited caller has to leave alone.
func holdKey(method, channel string) string {
	if method == "chat.postMessage" || method == viaWebhook || method == "chat.postEphemeral" {
		return "post/" + channel
	}
	return "method/" + method
}

func (f *Fault) retryAfter() time.Duration {
	if f.RetryAfter == 0 {
		return 30 * time.Second
	}
	return retryAfter(f.RetryAfter)
}

// status is what the client sees; 0 is no answer at all.
func (f *Fault) status() int {
	switch f.Kind {
	case FaultRateLimit:
		return http.StatusTooManyRequests
	case FaultStatus:
		if f.Status == 0 {
			return http.StatusServiceUnavailable
		}
		return f.Status
	case FaultDrop, FaultHang:
		return 0
	default:
		return http.StatusOK
	}
}
