package slack

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"unicode/utf8"
)

// Submission is a modal as a person sends it in: what was written or chosen, by block_id. Checkboxes take the words of one option;
// what is not mentioned keeps its initial value.
type Submission struct {
	User, View string
	Values     map[string]string
}

// Submit makes the Interaction of a modal that is sent in. Slack's own client lets nobody send what is empty, too short or too long.
func (s *Server) Submit(in Submission) (Interaction, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	o, u := s.opened[in.View], s.user(in.User)
	if o == nil || u == nil || o.user != in.User {
		return Interaction{}, fmt.Errorf("submit %q as %q: that person has no such modal open", in.View, in.User)
	}
	values := map[string]any{}
	for _, b := range objects(o.view["blocks"]) {
		if b["type"] != "input" {
			continue
		}
		id, _ := b["block_id"].(string)
		e, _ := b["element"].(map[string]any)
		action, _ := e["action_id"].(string)
		if id == "" || action == "" {
			return Interaction{}, fmt.Errorf("submit: input %v: without block_id and action_id nobody can find it again", b["label"])
		}
		value, err := entered(b, e, in.Values, id)
		if err != nil {
			return Interaction{}, err
		}
		values[id] = map[string]any{action: value}
	}
	for id := range in.Values {
		if values[id] == nil {
			return Interaction{}, fmt.Errorf("submit: the modal has no input %q", id)
		}
	}
	p := s.about("view_submission", u)
	view, _ := clone(o.view).(map[string]any)
	view["state"] = map[string]any{"values": values}
	p["view"], p["response_urls"] = view, []any{}
	return s.interaction("interactive", p, in.View), nil
}

// entered is the state of an input.
func entered(block, e map[string]any, given map[string]string, id string) (map[string]any, error) {
	kind, _ := e["type"].(string)
	text, written := given[id]
	if kind == "checkboxes" {
		selected := []any{}
		for _, o := range objects(e["options"]) {
			if written && label(o) == text {
				selected = append(selected, clone(o))
			}
		}
		if written && len(selected) == 0 {
			return nil, fmt.Errorf("submit: %s: no option %q", id, text)
		}
		return map[string]any{"type": kind, "selected_options": selected}, nil
	}
	if kind != "plain_text_input" {
		return nil, fmt.Errorf("submit: %s: the stand-in cannot fill in a %s", id, kind)
	}
	if !written {
		text, _ = e["initial_value"].(string)
	}
	optional, _ := block["optional"].(bool)
	length := utf8.RuneCountInString(text)
	if most, ok := bound(e, "max_length"); ok && length > most {
		return nil, fmt.Errorf("submit: %s: %d characters, and %d are the most", id, length, most)
	}
	if least, ok := bound(e, "min_length"); ok && length > 0 && length < least {
		return nil, fmt.Errorf("submit: %s: %d characters, and %d are the least", id, length, least)
	}
	if text == "" && !optional {
		return nil, fmt.Errorf("submit: %s: please complete this required field", id)
	}
	if text == "" {
		return map[string]any{"type": kind, "value": nil}, nil
	}
	return map[string]any{"type": kind, "value": text}, nil
}

func bound(e map[string]any, key string) (int, bool) {
	n, ok := e[key].(json.Number)
	if !ok {
		return 0, false
	}
	i, err := n.Int64()
	return int(i), err == nil
}

// CloseView makes the Interaction of a modal that is closed; Slack tells of it only where the modal asks for that.
func (s *Server) CloseView(user, id string) (Interaction, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	o, u := s.opened[id], s.user(user)
	if o == nil || u == nil || o.user != user {
		return Interaction{}, fmt.Errorf("close %q as %q: that person has no such modal open", id, user)
	}
	p := s.about("view_closed", u)
	p["view"], p["is_cleared"] = clone(o.view), false
	delete(s.opened, id)
	return s.interaction("interactive", p, ""), nil
}

// OpenViews are the modals that a person has open, in order.
func (s *Server) OpenViews(user string) []map[string]any {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []map[string]any
	for _, v := range s.views {
		id, _ := v["id"].(string)
		if o := s.opened[id]; o != nil && o.user == user {
			view, _ := clone(v).(map[string]any)
			out = append(out, view)
		}
	}
	return out
}

// answered does with a modal what the app's answer says (https://docs.slack.dev/surfaces/modals#handling_submissions).
func (s *Server) answered(i Interaction, body []byte) error {
	if i.view == "" {
		return nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	o := s.opened[i.view]
	if len(body) == 0 || string(body) == "null" {
		delete(s.opened, i.view)
		return nil
	}
	var a struct {
		Action string            `json:"response_action"`
		Errors map[string]string `json:"errors"`
		View   json.RawMessage   `json:"view"`
	}
	if err := json.Unmarshal(body, &a); err != nil {
		return errors.New("we had some trouble connecting: the answer is no JSON")
	}
	switch a.Action {
	case "", "clear":
		delete(s.opened, i.view)
	case "errors":
		if len(a.Errors) == 0 || o == nil {
			return errors.New("we had some trouble connecting: errors without any")
		}
		for id, text := range a.Errors {
			known := slices.ContainsFunc(objects(o.view["blocks"]), func(b map[string]any) bool { return b["type"] == "input" && b["block_id"] == id })
			if !known || text == "" {
				return fmt.Errorf("we had some trouble connecting: errors of %q, which is no input", id)
			}
		}
	default:
		return fmt.Errorf("we had some trouble connecting: response_action %q", a.Action)
	}
	return nil
}
