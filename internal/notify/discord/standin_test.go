package discord

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"unicode/utf16"
)

// service stands in for Discord: it holds what is posted to the documented limits, and keeps it.
type service struct {
	mu       sync.Mutex
	answers  []func(w http.ResponseWriter) // in turn, nil for its own
	requests []string
	messages map[string]message
	queries  []string
	refused  []string
}

func (s *service) start(t *testing.T) string {
	t.Helper()
	s.messages = map[string]message{}
	srv := httptest.NewServer(s)
	t.Cleanup(srv.Close)
	return srv.URL + "/api/webhooks/223704706495545344/hunter2"
}

func (s *service) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.requests = append(s.requests, r.Method+" "+strings.TrimPrefix(r.URL.Path, "/api/webhooks/223704706495545344/hunter2"))
	s.queries = append(s.queries, r.URL.RawQuery)
	if len(s.answers) > 0 {
		answer := s.answers[0]
		s.answers = s.answers[1:]
		if answer != nil {
			answer(w)
			return
		}
	}
	body, _ := io.ReadAll(r.Body)
	m, err := accepted(body)
	if err != nil {
		s.refused = append(s.refused, err.Error())
		fail(w, 400, 50035, err.Error())
		return
	}
	id, edit := strings.CutPrefix(r.URL.Path, "/api/webhooks/223704706495545344/hunter2/messages/")
	switch {
	case r.Header.Get("Content-Type") != "application/json" || !strings.HasPrefix(r.Header.Get("User-Agent"), "DiscordBot ("):
		fail(w, 400, 0, "headers")
	case edit && r.Method == http.MethodPatch:
		if _, ok := s.messages[id]; !ok {
			fail(w, 404, 10008, "Unknown Message")
			return
		}
		s.messages[id] = m
		s.show(w, id)
	case !edit && r.Method == http.MethodPost:
		id = fmt.Sprint(1330000000000000000 + len(s.messages))
		s.messages[id] = m
		if r.URL.Query().Get("wait") != "true" {
			w.WriteHeader(http.StatusNoContent)
			return
		}
		s.show(w, id)
	default:
		fail(w, 405, 0, "405: Method Not Allowed")
	}
}

// show answers with a message as Discord does: with all of it, and more.
func (s *service) show(w http.ResponseWriter, id string) {
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(map[string]any{
		"type": 0, "content": s.messages[id].Content, "embeds": s.messages[id].Embeds, "mentions": []any{}, "zz": strings.Repeat("z", 9000),
		"id": id, "channel_id": "1320000000000000000", "webhook_id": "223704706495545344", "author": map[string]any{"id": "1"},
	})
}

func fail(w http.ResponseWriter, status, code int, words string) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(map[string]any{"code": code, "message": words})
}

// accepted holds a message to what the documents say of one.
func accepted(body []byte) (message, error) {
	var m message
	dec := json.NewDecoder(bytes.NewReader(body))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&m); err != nil {
		return m, err
	}
	if m.AllowedMentions.Parse == nil || len(m.AllowedMentions.Parse) > 0 {
		return m, fmt.Errorf("allowed_mentions %v", m.AllowedMentions.Parse)
	}
	if m.Content == "" && len(m.Embeds) == 0 {
		return m, errors.New("cannot send an empty message")
	}
	if len(m.Embeds) > 10 || units(m.Content) > 2000 {
		return m, fmt.Errorf("%d embeds, content of %d", len(m.Embeds), units(m.Content))
	}
	total := 0
	for _, e := range m.Embeds {
		if units(e.Title) > 256 || units(e.Description) > 4096 || len(e.Fields) > 25 || units(e.URL) > 2048 || e.Color > 0xffffff {
			return m, fmt.Errorf("title %d, description %d, %d fields, url %d", units(e.Title), units(e.Description), len(e.Fields), units(e.URL))
		}
		total += units(e.Title) + units(e.Description)
		for _, f := range e.Fields {
			if f.Name == "" || f.Value == "" || units(f.Name) > 256 || units(f.Value) > 1024 {
				return m, fmt.Errorf("field %q: %q", f.Name, f.Value)
			}
			total += units(f.Name) + units(f.Value)
		}
		if e.Footer != nil {
			if e.Footer.Text == "" || units(e.Footer.Text) > 2048 {
				return m, fmt.Errorf("footer %q", e.Footer.Text)
			}
			total += units(e.Footer.Text)
		}
	}
	if total > 6000 {
		return m, fmt.Errorf("%d in all", total)
	}
	return m, nil
}

func units(s string) int { return len(utf16.Encode([]rune(s))) }
