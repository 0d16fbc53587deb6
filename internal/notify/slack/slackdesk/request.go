package slackdesk

import (
	"encoding/json"
	"fmt"
	"net/url"

	"rollcall.dev/rollcall/internal/notify/slack/blockkit"
	"rollcall.dev/rollcall/internal/notify/words"
)

// request is what somebody did in Slack, by whichever way it came.
type request struct {
	id    string // of the act: the same one twice has the same id
	who   claim
	where place
	// One of these is set.
	press  *press
	form   *form
	typed  *slash
	opener string // trigger_id: opens one form within three seconds
	// say is the catalogue in which the person is answered.
	say words.Words
}

// claim is who a payload says it was.
type claim struct {
	user string
	// team is the workspace where it happened, home that of the person; empty where the payload does not say.
	team, home string
}

// place is where that person looks.
type place struct {
	channel     string
	responseURL string
}

// press is the use of a button, or of a menu.
type press struct {
	action string // of blockkit
	choice string // of a snooze
	ref    blockkit.Ref
}

// form is a form that was sent in.
type form struct {
	kind   string // of the forms
	ref    blockkit.Ref
	values map[string]string // by block
	// language is the one in which the form was shown; empty where it does not say.
	language string
	offer    offered // of the form by which a job is run again
}

// what names the act in a log.
func (r request) what() string {
	switch {
	case r.press != nil:
		return r.press.action + " " + r.press.ref.Incident
	case r.form != nil:
		return r.form.kind + " " + r.form.ref.Incident
	default:
		return "command"
	}
}

// slash is a command that was typed (https://docs.slack.dev/interactivity/implementing-slash-commands).
type slash struct {
	Team        string `json:"team_id"`
	User        string `json:"user_id"`
	Channel     string `json:"channel_id"`
	Text        string `json:"text"`
	ResponseURL string `json:"response_url"`
	Trigger     string `json:"trigger_id"`
}

func slashOf(f url.Values) slash {
	return slash{
		Team: f.Get("team_id"), User: f.Get("user_id"), Channel: f.Get("channel_id"), Text: f.Get("text"),
		ResponseURL: f.Get("response_url"), Trigger: f.Get("trigger_id"),
	}
}

func (s slash) request() (request, error) {
	if s.User == "" || s.Team == "" || s.Trigger == "" {
		return request{}, fmt.Errorf("%w: user_id, team_id or trigger_id is missing", errPayload)
	}
	return request{
		id: actID(s.User, s.Trigger), who: claim{user: s.User, team: s.Team, home: s.Team},
		where: place{channel: s.Channel, responseURL: s.ResponseURL}, typed: &s, opener: s.Trigger,
	}, nil
}

// interaction takes one in. What it returns is to be answered at once; nil: an empty answer.
func (c *Clerk) interaction(raw []byte, take func(request) error) (json.RawMessage, error) {
	r, ours, err := decode(raw)
	if err != nil || !ours {
		return nil, err
	}
	if r.form != nil {
		if wrong := r.form.check(words.Of(words.In(r.form.language))); len(wrong) > 0 {
			return json.Marshal(map[string]any{"response_action": "errors", "errors": wrong})
		}
	}
	return nil, take(r)
}

// command takes a typed one in.
func (c *Clerk) command(s slash, take func(request) error) error {
	r, err := s.request()
	if err != nil {
		return err
	}
	return take(r)
}
