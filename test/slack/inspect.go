package slack

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"
)

// Request is one call that came in, successful or not.
type Request struct {
	Method  string    `json:"method"`
	Channel string    `json:"channel,omitempty"`
	At      time.Time `json:"at"`
	Status  int       `json:"status"` // HTTP; 0 where the connection was closed without an answer
	Error   string    `json:"error,omitempty"`
	Fault   FaultKind `json:"fault,omitempty"`
}

func (s *Server) record(r Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.requests = append(s.requests, r)
	s.notify()
}

// All are the messages of the workspace in order of arrival, replies and ephemeral ones included.
func (s *Server) All() []Message {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.snapshot(func(*Message) bool { return true })
}

// Messages are those of a channel as a reader meets them: each root in order of arrival, followed by its replies.
func (s *Server) Messages(channel string) []Message {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := make([]Message, 0, len(s.messages))
	for _, root := range s.snapshot(func(m *Message) bool { return m.Channel == channel && m.Root() }) {
		out = append(out, root)
		out = append(out, s.snapshot(func(m *Message) bool { return m.Channel == channel && m.ThreadTS == root.TS })...)
	}
	return out
}

// Roots are the messages of a channel that stand in no thread.
func (s *Server) Roots(channel string) []Message {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.snapshot(func(m *Message) bool { return m.Channel == channel && m.Root() })
}

// Replies are those to the root with this ts.
func (s *Server) Replies(channel, ts string) []Message {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.snapshot(func(m *Message) bool { return m.Channel == channel && m.ThreadTS == ts })
}

// Message is one of them as it is now.
func (s *Server) Message(channel, ts string) (Message, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if m := s.message(channel, ts); m != nil {
		return m.copy(), true
	}
	return Message{}, false
}

// Count is the number of messages in the workspace.
func (s *Server) Count() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.messages)
}

func (s *Server) snapshot(keep func(*Message) bool) []Message {
	out := []Message{}
	for _, m := range s.messages {
		if keep(m) {
			out = append(out, m.copy())
		}
	}
	return out
}

// Duplicates are groups of messages that carry the same metadata: a sender that names its deliveries there posted twice.
func (s *Server) Duplicates() [][]Message {
	by := map[string][]Message{}
	for _, m := range s.All() {
		if m.Metadata == nil {
			continue
		}
		key, err := json.Marshal(m.Metadata)
		if err != nil {
			continue // it was decoded from JSON, so it encodes
		}
		by[string(key)] = append(by[string(key)], m)
	}
	var out [][]Message
	for _, group := range by {
		if len(group) > 1 {
			out = append(out, group)
		}
	}
	slices.SortFunc(out, func(a, b []Message) int { return a[0].ReceivedAt.Compare(b[0].ReceivedAt) })
	return out
}

// Requests are all calls so far, in order.
func (s *Server) Requests() []Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.requests)
}

// Views are the modals that were opened.
func (s *Server) Views() []map[string]any {
	s.mu.Lock()
	defer s.mu.Unlock()
	return cloneObjects(s.views)
}

// Early counts requests that came before the Retry-After that their bucket had been given was over, and
// were not on their way already when it was given. A good client has none.
func (s *Server) Early() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.limiter.early
}

// WaitFor returns as soon as ok says so of all messages, in order of arrival. It is asked at once and after every change, never
// by polling. When ctx ends first, the error says what was there.
func (s *Server) WaitFor(ctx context.Context, ok func([]Message) bool) ([]Message, error) {
	for {
		s.mu.Lock()
		changed := s.changed
		now := s.snapshot(func(*Message) bool { return true })
		s.mu.Unlock()
		if ok(now) {
			return now, nil
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return now, fmt.Errorf("waiting for Slack messages: %w; there are %d: %s", context.Cause(ctx), len(now), texts(now))
		}
	}
}

// WaitRequests is WaitFor over the calls that came in.
func (s *Server) WaitRequests(ctx context.Context, ok func([]Request) bool) ([]Request, error) {
	for {
		s.mu.Lock()
		changed := s.changed
		now := slices.Clone(s.requests)
		s.mu.Unlock()
		if ok(now) {
			return now, nil
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return now, fmt.Errorf("waiting for Slack requests: %w; there are %d", context.Cause(ctx), len(now))
		}
	}
}

func texts(list []Message) []string {
	out := make([]string, len(list))
	for i, m := range list {
		out[i] = m.Text
	}
	return out
}
