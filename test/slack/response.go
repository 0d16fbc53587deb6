package slack

import (
	"io"
	"net/http"
	"slices"
	"strconv"
	"time"
)

// A response URL takes five messages within half an hour (https://docs.slack.dev/interactivity/handling-user-interaction).
const (
	responseUses = 5
	responseLife = 30 * time.Minute
)

// responseURL is where an app answers one interaction.
type responseURL struct {
	user, channel string
	made          time.Time
	uses          int
}

// responseURL makes one. The lock is held.
func (s *Server) responseURL(user, channel string) string {
	s.serial++
	id := "response" + strconv.Itoa(s.serial)
	s.responses[id] = &responseURL{user: user, channel: channel, made: time.Now()}
	return s.opts.URL + "/response/" + id
}

// responseKeys are what a response URL understands.
func responseKeys() []string {
	return []string{"response_type", "replace_original", "delete_original", "text", "blocks", "attachments", "thread_ts", "mrkdwn",
		"unfurl_links", "unfurl_media"}
}

func (s *Server) serveResponse(w http.ResponseWriter, r *http.Request) {
	s.around(w, r, Request{Method: "response_url", At: time.Now()}, func() outcome {
		code, status := s.respond(r)
		if code == "" {
			return outcome{status: http.StatusOK, send: func() { _, _ = io.WriteString(w, "ok") }}
		}
		return outcome{status: status, code: code, send: func() { http.Error(w, code, status) }}
	})
}

// respond stores what is said, or tells why not.
func (s *Server) respond(r *http.Request) (string, int) {
	raw, err := io.ReadAll(io.LimitReader(r.Body, maxBody))
	if err != nil {
		return "invalid_payload", http.StatusBadRequest
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	to := s.responses[r.PathValue("id")]
	now := time.Now()
	switch {
	case to == nil || to.uses >= responseUses:
		return "used_url", http.StatusNotFound
	case now.Sub(to.made) > responseLife:
		return "expired_url", http.StatusNotFound
	}
	a, code := jsonArgs(raw)
	if code != "" {
		return "invalid_payload", http.StatusBadRequest
	}
	for k := range a {
		if !slices.Contains(responseKeys(), k) {
			return "invalid_payload", http.StatusBadRequest
		}
	}
	content, _, reply := s.content(a)
	if reply.err != "" {
		return reply.err, http.StatusBadRequest
	}
	if content.empty() {
		return "no_text", http.StatusBadRequest
	}
	to.uses++
	m := &Message{Content: content, Channel: to.channel, User: botUserID, BotID: botID, Via: "response_url"}
	if a["response_type"] != "in_channel" {
		m.EphemeralTo = to.user
	}
	s.store(m, now)
	return "", 0
}

// Said are the messages that only one person sees, in order.
func (s *Server) Said(user string) []Message {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.snapshot(func(m *Message) bool { return m.EphemeralTo == user })
}
