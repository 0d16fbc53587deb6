package honeybadger

import (
	"context"
	"fmt"
	"slices"
	"time"
)

// Request is one that came in.
type Request struct {
	Method string
	Path   string
	At     time.Time
	Status int // 0: the connection was closed without an answer
	Fault  FaultKind
}

func (s *Server) record(r Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.requests = append(s.requests, r)
	s.notify()
}

// CheckIns are those of the project, in order of creation.
func (s *Server) CheckIns() []CheckIn {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := make([]CheckIn, len(s.checkIns))
	for i, x := range s.checkIns {
		out[i] = *x
	}
	return out
}

// BySlug finds one.
func (s *Server) BySlug(slug string) (CheckIn, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if x := s.findSlug(slug); x != nil {
		return *x, true
	}
	return CheckIn{}, false
}

// Reports are all that came in, in order.
func (s *Server) Reports() []Report {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.reports)
}

// Requests are all that came in, in order.
func (s *Server) Requests() []Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.requests)
}

// Deliveries are the webhooks that were sent, in order.
func (s *Server) Deliveries() []Delivery {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.deliveries)
}

// SetWebhooks replaces the receivers.
func (s *Server) SetWebhooks(hooks ...Webhook) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.opts.Webhooks = slices.Clone(hooks)
}

// WaitFor returns as soon as ok says so. It is asked at once and after every change, never by polling; it may call s.
func (s *Server) WaitFor(ctx context.Context, ok func(*Server) bool) error {
	for {
		s.mu.Lock()
		changed := s.changed
		s.mu.Unlock()
		if ok(s) {
			return nil
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return fmt.Errorf("waiting for Honeybadger: %w; %d check-ins, %d reports, %d webhooks sent",
				context.Cause(ctx), len(s.CheckIns()), len(s.Reports()), len(s.Deliveries()))
		}
	}
}
