package slack

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"
)

// command is the body of POST /_control. Do names the change; the other keys are its arguments.
type command struct {
	Do      string   `json:"do"`
	Channel string   `json:"channel"`
	User    string   `json:"user"`
	Group   string   `json:"group"`
	Webhook string   `json:"webhook"`
	Text    string   `json:"text"`
	Thread  string   `json:"thread_ts"`
	Add     *Channel `json:"add"`
	Fault   *struct {
		Fault
		For        string `json:"for"`
		RetryAfter string `json:"retry_after"`
		Delay      string `json:"delay"`
	} `json:"fault"`
}

func (s *Server) commands() map[string]func(command) error {
	done := func(f func()) func(command) error { return func(command) error { f(); return nil } }
	return map[string]func(command) error{
		"fault":             s.controlFault,
		"clear_faults":      done(s.ClearFaults),
		"archive":           func(c command) error { return s.Archive(c.Channel) },
		"unarchive":         func(c command) error { return s.Unarchive(c.Channel) },
		"remove_bot":        func(c command) error { return s.RemoveBot(c.Channel) },
		"invite_bot":        func(c command) error { return s.InviteBot(c.Channel) },
		"restrict":          func(c command) error { return s.Restrict(c.Channel, true) },
		"unrestrict":        func(c command) error { return s.Restrict(c.Channel, false) },
		"revoke_token":      done(s.RevokeToken),
		"deactivate":        done(s.DeactivateAccount),
		"restore_token":     done(s.RestoreToken),
		"disable_user":      func(c command) error { return s.DisableUser(c.User) },
		"disable_usergroup": func(c command) error { return s.DisableUserGroup(c.Group) },
		"revoke_webhook":    func(c command) error { return s.RevokeWebhook(c.Webhook) },
		"add_channel": func(c command) error {
			if c.Add == nil {
				return errors.New("add_channel: \"add\" is needed")
			}
			return s.AddChannel(*c.Add)
		},
		"say": func(c command) error { _, err := s.Say(c.Channel, c.User, c.Text, c.Thread); return err },
	}
}

func (s *Server) controlFault(c command) error {
	if c.Fault == nil {
		return errors.New("fault: \"fault\" is needed")
	}
	f := c.Fault.Fault
	for _, d := range []struct {
		name, text string
		into       *time.Duration
	}{{"for", c.Fault.For, &f.For}, {"retry_after", c.Fault.RetryAfter, &f.RetryAfter}, {"delay", c.Fault.Delay, &f.Delay}} {
		if d.text == "" {
			continue
		}
		v, err := time.ParseDuration(d.text)
		if err != nil {
			return fmt.Errorf("fault: %s: %q is no duration such as 30s or 2m", d.name, d.text)
		}
		*d.into = v
	}
	return s.Inject(f)
}

func (s *Server) control(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	if err == nil {
		err = s.obey(body)
	}
	if err != nil {
		controlJSON(w, http.StatusBadRequest, map[string]any{"error": err.Error()})
		return
	}
	controlJSON(w, http.StatusOK, map[string]any{"ok": true})
}

func (s *Server) obey(body []byte) error {
	var c command
	dec := json.NewDecoder(bytes.NewReader(body))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&c); err != nil {
		return fmt.Errorf("control: %w", err)
	}
	known := s.commands()
	run, there := known[c.Do]
	if !there {
		return fmt.Errorf("control: do: %q: want one of %s", c.Do, strings.Join(slices.Sorted(maps.Keys(known)), ", "))
	}
	return run(c)
}

// controlState shows everything: what a test in another process needs to know.
func (s *Server) controlState(w http.ResponseWriter, r *http.Request) {
	all := s.All()
	if ch := r.URL.Query().Get("channel"); ch != "" {
		all = s.Messages(ch)
	}
	s.mu.Lock()
	channels := make([]Channel, 0, len(s.channels))
	for _, c := range s.channels {
		channels = append(channels, *c)
	}
	requests, early := slices.Clone(s.requests), s.limiter.early
	s.mu.Unlock()
	controlJSON(w, http.StatusOK, map[string]any{"channels": channels, "messages": all, "requests": requests, "early": early})
}

func controlJSON(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	//nolint:errchkjson // what was decoded from JSON encodes; the client may be gone
	_ = json.NewEncoder(w).Encode(v)
}
