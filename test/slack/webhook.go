package slack

import (
	"encoding/json"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// serveWebhook is an incoming webhook (https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks): "ok", or an
// error word with the status that goes with it.
func (s *Server) serveWebhook(w http.ResponseWriter, r *http.Request) {
	log := Request{Method: viaWebhook, At: time.Now()}
	s.mu.Lock()
	if hook := s.webhook(r.URL.Path); hook != nil {
		log.Channel = hook.Channel
	}
	s.mu.Unlock()
	s.around(w, r, log, func() outcome {
		status, word, wait := s.hook(r)
		return outcome{status: status, code: strings.TrimPrefix(word, "ok"), send: func() {
			if wait > 0 {
				w.Header().Set("Retry-After", strconv.Itoa(int(wait/time.Second)))
			}
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			w.WriteHeader(status)
			_, _ = io.WriteString(w, word) // the client may be gone
		}}
	})
}

// webhook finds one by its path. The lock is held.
func (s *Server) webhook(path string) *Webhook {
	for _, h := range s.webhooks {
		if h.Path == path {
			return h
		}
	}
	return nil
}

func (s *Server) hook(r *http.Request) (status int, word string, wait time.Duration) {
	if r.Method != http.MethodPost {
		return http.StatusMethodNotAllowed, "method_not_allowed", 0
	}
	a, ok := hookArgs(r)
	s.mu.Lock()
	defer s.mu.Unlock()
	h := s.webhook(r.URL.Path)
	if h == nil || h.Revoked {
		return http.StatusNotFound, "no_service", 0
	}
	if s.authError != "" {
		return http.StatusForbidden, "invalid_token", 0
	}
	if !ok {
		return http.StatusBadRequest, "invalid_payload", 0
	}
	ch := s.channel(h.Channel)
	switch {
	case ch == nil:
		return http.StatusNotFound, "channel_not_found", 0
	case ch.Archived:
		return http.StatusGone, "channel_is_archived", 0
	case ch.ReadOnly:
		return http.StatusForbidden, "action_prohibited", 0
	}
	content, has, rep := s.content(a)
	if rep.err == "invalid_attachments" {
		rep.err = "invalid_payload"
	}
	if rep.err != "" {
		return http.StatusBadRequest, rep.err, 0 // without the findings: webhooks do not tell them
	}
	if content.empty() {
		return http.StatusBadRequest, "no_text", 0
	}
	now := time.Now()
	if wait := s.limiter.post(ch.ID, now); wait > 0 {
		return http.StatusTooManyRequests, "rate_limited", wait
	}
	m := &Message{Content: content, Channel: ch.ID, BotID: botID, Username: s.opts.BotName, Via: viaWebhook,
		UnfurlLinks: a.flag("unfurl_links"), UnfurlMedia: a["unfurl_media"] == "" || a.flag("unfurl_media"),
		LinkNames: a.flag("link_names") || a["parse"] == "full", ThreadTS: a["thread_ts"]}
	if m.ThreadTS != "" && s.message(ch.ID, m.ThreadTS) == nil {
		return http.StatusBadRequest, "invalid_thread_ts", 0
	}
	finish(m, has)
	s.store(m, now)
	return http.StatusOK, "ok", 0
}

// hookArgs reads the body: JSON, or a form whose "payload" is JSON. Only an object will do.
func hookArgs(r *http.Request) (args, bool) {
	body, err := io.ReadAll(io.LimitReader(r.Body, maxBody+1))
	if err != nil || len(body) > maxBody {
		return nil, false
	}
	media, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if media == "application/x-www-form-urlencoded" && !strings.HasPrefix(strings.TrimSpace(string(body)), "{") {
		form, err := url.ParseQuery(string(body))
		if err != nil {
			return nil, false
		}
		body = []byte(form.Get("payload"))
	}
	var probe map[string]json.RawMessage
	if json.Unmarshal(body, &probe) != nil || probe == nil {
		return nil, false
	}
	if t, there := probe["text"]; there && len(t) > 0 && t[0] != '"' && string(t) != "null" {
		return nil, false
	}
	a, code := jsonArgs(body)
	return a, code == ""
}
