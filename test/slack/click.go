package slack

import (
	"fmt"
	"time"
)

// Click is the use of what a message offers, as a person sees it: the words on a button; or the words of a menu and of one of its
// options. An overflow menu is called "…".
type Click struct {
	User, Channel, TS string
	On                string
	Option            string
}

// Click makes the Interaction of a click. The message must offer it, to that person.
func (s *Server) Click(c Click) (Interaction, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	u, ch, m := s.user(c.User), s.channel(c.Channel), s.message(c.Channel, c.TS)
	if u == nil || u.Disabled || ch == nil || m == nil || m.Deleted || m.EphemeralTo != "" && m.EphemeralTo != c.User {
		return Interaction{}, fmt.Errorf("click %q as %q: no such person, or no such message for that person", c.On, c.User)
	}
	if m.Via == viaWebhook {
		return Interaction{}, fmt.Errorf("click %q: the message came by an incoming webhook, whose buttons only open links", c.On)
	}
	for n, block := range m.Blocks {
		id, _ := block["block_id"].(string)
		if id == "" {
			id = fmt.Sprintf("auto%d", n)
		}
		for k, e := range objects(block["elements"]) {
			act, found, err := chosen(e, c)
			if err != nil {
				return Interaction{}, err
			}
			if !found {
				continue
			}
			if act["action_id"] == nil {
				act["action_id"] = fmt.Sprintf("auto%d", k) // Slack makes one up
			}
			act["block_id"], act["action_ts"] = id, unixDot(time.Now())
			return s.clicked(u, ch, m, act), nil
		}
	}
	return Interaction{}, fmt.Errorf("click %q: the message offers no such thing", c.On)
}

// Offers are the words on what a message offers, in order.
func (m Message) Offers() []string {
	var out []string
	for _, block := range m.Blocks {
		if block["type"] != "actions" {
			continue
		}
		for _, e := range objects(block["elements"]) {
			out = append(out, label(e))
		}
	}
	return out
}

func label(e map[string]any) string {
	for _, key := range []string{"text", "placeholder"} {
		if t, ok := e[key].(map[string]any); ok {
			s, _ := t["text"].(string)
			return s
		}
	}
	return "…"
}

// chosen is the action of an element, where the click is on it.
func chosen(e map[string]any, c Click) (map[string]any, bool, error) {
	kind, _ := e["type"].(string)
	if label(e) != c.On || kind != "button" && kind != "static_select" && kind != "overflow" {
		return nil, false, nil
	}
	act := map[string]any{"type": kind, "action_id": e["action_id"]}
	if kind == "button" {
		act["text"], act["value"] = clone(e["text"]), e["value"]
		if e["value"] == nil {
			delete(act, "value")
		}
		return act, true, nil
	}
	for _, o := range objects(e["options"]) {
		if label(o) == c.Option {
			act["selected_option"] = clone(o)
			return act, true, nil
		}
	}
	return nil, false, fmt.Errorf("click %q: no option %q", c.On, c.Option)
}

// clicked is the payload (https://docs.slack.dev/reference/interaction-payloads/block_actions-payload). The lock is held.
func (s *Server) clicked(u *User, ch *Channel, m *Message, act map[string]any) Interaction {
	p := s.about("block_actions", u)
	container := map[string]any{"type": "message", "message_ts": m.TS, "channel_id": ch.ID, "is_ephemeral": m.EphemeralTo != ""}
	if !m.Root() {
		container["thread_ts"] = m.ThreadTS
	}
	p["container"], p["channel"] = container, map[string]any{"id": ch.ID, "name": ch.Name}
	p["message"], p["state"] = s.wire(m, false), map[string]any{"values": map[string]any{}}
	p["response_url"], p["actions"] = s.responseURL(u.ID, ch.ID), []any{act}
	return s.interaction("interactive", p, "")
}
