package slack

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gorilla/websocket"
)

// Facts of Socket Mode (https://docs.slack.dev/apis/events-api/using-socket-mode).
const (
	maxLinks    = 10
	ticketLife  = 30 * time.Second
	pingEvery   = 10 * time.Second
	maxAnswer   = 20 << 10 // an answer as large is dropped without a word
	maxAttempts = 3
)

// openConnection gives the app an address that it can connect to once.
func openConnection(c *call) reply {
	if len(c.s.links.open) >= maxLinks {
		return fail("too_many_websockets")
	}
	c.s.serial++
	ticket := "ticket" + strconv.Itoa(c.s.serial)
	if c.s.links.tickets == nil {
		c.s.links.tickets = map[string]time.Time{}
	}
	c.s.links.tickets[ticket] = c.now
	return ok(map[string]any{"url": "ws" + strings.TrimPrefix(c.s.opts.URL, "http") + "/link?ticket=" + ticket})
}

// serveLink is the websocket.
func (s *Server) serveLink(w http.ResponseWriter, r *http.Request) {
	ticket := r.URL.Query().Get("ticket")
	s.mu.Lock()
	made, known := s.links.tickets[ticket]
	delete(s.links.tickets, ticket)
	s.mu.Unlock()
	if !known || time.Since(made) > ticketLife {
		http.Error(w, "no such ticket", http.StatusUnauthorized)
		return
	}
	up := websocket.Upgrader{CheckOrigin: func(*http.Request) bool { return true }}
	ws, err := up.Upgrade(w, r, nil)
	if err != nil {
		return // it has answered
	}
	l := &socket{ws: ws, gone: make(chan struct{}), waiting: map[string]chan json.RawMessage{}}
	s.mu.Lock()
	select {
	case <-s.closed:
		s.mu.Unlock()
		_ = ws.Close()
		return
	default:
	}
	s.links.open = append(s.links.open, l)
	n := len(s.links.open)
	s.notify()
	s.mu.Unlock()
	_ = l.send(map[string]any{"type": "hello", "num_connections": n, "connection_info": map[string]any{"app_id": appID},
		"debug_info": map[string]any{"host": "applink-standin", "build_number": 1, "approximate_connection_time": 18060}})
	go l.ping()
	l.read()
	s.mu.Lock()
	s.links.open = slices.DeleteFunc(s.links.open, func(x *socket) bool { return x == l })
	s.notify()
	s.mu.Unlock()
}

// Push sends an Interaction over Socket Mode, and does what the app answers. What is not acknowledged within three seconds is sent
// again, to whichever connection there is. An error is what the person would be shown.
func (s *Server) Push(ctx context.Context, i Interaction) (Reply, error) {
	for attempt := range maxAttempts {
		s.mu.Lock()
		var l *socket
		if n := len(s.links.open); n > 0 {
			s.links.turn++
			l = s.links.open[s.links.turn%n]
		}
		changed := s.changed
		s.mu.Unlock()
		if l == nil {
			if err := pause(ctx, changed); err != nil {
				return Reply{}, err
			}
			continue
		}
		envelope := map[string]any{"type": i.kind, "envelope_id": i.envelope, "payload": i.payload, "accepts_response_payload": true}
		if attempt > 0 {
			envelope["retry_attempt"], envelope["retry_reason"] = attempt, "timeout"
		}
		body, acknowledged := l.exchange(ctx, i.envelope, envelope)
		if acknowledged {
			return Reply{Body: body, Attempts: attempt + 1}, s.answered(i, body)
		}
		if ctx.Err() != nil {
			return Reply{}, context.Cause(ctx)
		}
	}
	return Reply{}, errors.New("operation_timeout: the app did not acknowledge it")
}

// pause waits for a connection, no longer than for an answer.
func pause(ctx context.Context, changed <-chan struct{}) error {
	t := time.NewTimer(answerWithin)
	defer t.Stop()
	select {
	case <-changed:
	case <-t.C:
	case <-ctx.Done():
		return context.Cause(ctx)
	}
	return nil
}

// Links is how many connections the app has open.
func (s *Server) Links() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.links.open)
}

// WaitLinks returns as soon as the app has so many connections open.
func (s *Server) WaitLinks(ctx context.Context, want int) error {
	for {
		s.mu.Lock()
		n, changed := len(s.links.open), s.changed
		s.mu.Unlock()
		if n == want {
			return nil
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
}

// Refresh asks the app to connect anew, as Slack does every few hours, and closes what is open.
func (s *Server) Refresh() { s.disconnect("refresh_requested") }

// RevokeAppToken ends Socket Mode: what is open closes, and the app's token is refused. RestoreAppToken ends that.
func (s *Server) RevokeAppToken() {
	s.mu.Lock()
	s.appError = "token_revoked"
	s.mu.Unlock()
	s.disconnect("link_disabled")
}

// RestoreAppToken ends RevokeAppToken.
func (s *Server) RestoreAppToken() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.appError = ""
}

func (s *Server) disconnect(reason string) {
	s.mu.Lock()
	open := s.links.open
	s.links.open = nil
	s.mu.Unlock()
	for _, l := range open {
		_ = l.send(map[string]any{"type": "disconnect", "reason": reason, "debug_info": map[string]any{"host": "applink-standin"}})
		l.close()
	}
}
