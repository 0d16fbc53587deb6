package slack

import (
	"encoding/json"
	"fmt"
	"net/url"
	"strconv"
)

// Interaction is something that a person did with the app, as Slack tells of it. Deliver takes it to a server by HTTP, Push to the
// app's Socket Mode connection. The same one may be delivered several times.
type Interaction struct {
	kind     string         // "interactive" or "slash_commands", as the envelope says
	payload  map[string]any // of an envelope
	view     string         // id of the modal that waits for the answer
	envelope string
}

// Payload is a copy of what is sent, for a test that wants to send something else.
func (i Interaction) Payload() map[string]any {
	out, _ := clone(i.payload).(map[string]any)
	return out
}

// With is the Interaction with another payload, of which nothing is checked.
func (i Interaction) With(payload map[string]any) Interaction {
	i.payload = payload
	return i
}

// Command says whether a command was typed; else something was clicked, sent in or closed.
func (i Interaction) Command() bool { return i.kind == "slash_commands" }

// Form is the body of the request that tells of it.
func (i Interaction) Form() (url.Values, error) {
	if i.Command() {
		form := url.Values{}
		for k, v := range i.payload {
			form.Set(k, fmt.Sprint(v))
		}
		return form, nil
	}
	raw, err := json.Marshal(i.payload)
	if err != nil {
		return nil, err
	}
	return url.Values{"payload": {string(raw)}}, nil
}

// Typed is a command that a person types.
type Typed struct {
	User, Channel string
	Command       string // "/rollcall"
	Text          string
}

// Type makes the Interaction of a command. Nobody types commands who is deactivated or belongs to another workspace.
func (s *Server) Type(t Typed) (Interaction, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	u, ch := s.user(t.User), s.channel(t.Channel)
	if u == nil || ch == nil || u.Disabled {
		return Interaction{}, fmt.Errorf("type %q as %q in %q: no such person or channel", t.Text, t.User, t.Channel)
	}
	return s.interaction("slash_commands", map[string]any{
		"token": "legacy", "team_id": DefaultTeam, "team_domain": "standin", "channel_id": ch.ID, "channel_name": ch.Name,
		"user_id": u.ID, "user_name": u.Name, "command": t.Command, "text": t.Text, "api_app_id": appID,
		"is_enterprise_install": "false", "response_url": s.responseURL(u.ID, ch.ID), "trigger_id": s.trigger(u.ID),
	}, ""), nil
}

// interaction numbers what happened. The lock is held.
func (s *Server) interaction(kind string, payload map[string]any, view string) Interaction {
	s.serial++
	return Interaction{kind: kind, payload: payload, view: view, envelope: "envelope-" + strconv.Itoa(s.serial)}
}

// persona is a person as payloads name it.
func (u *User) persona() map[string]any {
	return map[string]any{"id": u.ID, "username": u.Name, "name": u.Name, "team_id": u.home()}
}

// about is what every payload of an interaction has.
func (s *Server) about(kind string, u *User) map[string]any {
	return map[string]any{
		"type": kind, "user": u.persona(), "api_app_id": appID, "token": "legacy", "trigger_id": s.trigger(u.ID),
		"team": map[string]any{"id": DefaultTeam, "domain": "standin"}, "enterprise": nil, "is_enterprise_install": false,
	}
}
