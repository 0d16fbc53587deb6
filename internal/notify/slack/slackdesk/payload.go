package slackdesk

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"rollcall.dev/rollcall/internal/notify/slack/blockkit"
)

// The payload of an interaction (https://docs.slack.dev/reference/interaction-payloads), as far as it matters here.
type payload struct {
	Type string `json:"type"`
	Team *struct {
		ID string `json:"id"`
	} `json:"team"`
	User struct {
		ID     string `json:"id"`
		TeamID string `json:"team_id"`
	} `json:"user"`
	Channel struct {
		ID string `json:"id"`
	} `json:"channel"`
	Actions     []action `json:"actions"`
	View        view     `json:"view"`
	ResponseURL string   `json:"response_url"`
	TriggerID   string   `json:"trigger_id"`
}

type action struct {
	ID       string `json:"action_id"`
	TS       string `json:"action_ts"`
	Value    string `json:"value"`
	Selected struct {
		Value string `json:"value"`
	} `json:"selected_option"`
}

type view struct {
	ID       string `json:"id"`
	Callback string `json:"callback_id"`
	Private  string `json:"private_metadata"`
	State    struct {
		Values map[string]map[string]struct {
			Value    string `json:"value"`
			Selected []struct {
				Value string `json:"value"`
			} `json:"selected_options"`
		} `json:"values"`
	} `json:"state"`
}

var errPayload = errors.New("payload")

// decode reads the payload of an interaction. False where it is none of ours: a link was opened, a form closed.
func decode(raw []byte) (request, bool, error) {
	var p payload
	if err := json.Unmarshal(raw, &p); err != nil {
		return request{}, false, fmt.Errorf("%w: no JSON of an interaction", errPayload) // its own words would quote it
	}
	if p.Type == "" || p.User.ID == "" {
		return request{}, false, fmt.Errorf("%w: type or user.id is missing", errPayload)
	}
	r := request{who: claim{user: p.User.ID, home: p.User.TeamID}, where: place{channel: p.Channel.ID, responseURL: p.ResponseURL}}
	r.opener = p.TriggerID
	if p.Team != nil {
		r.who.team = p.Team.ID
	}
	switch p.Type {
	case "block_actions":
		return decodePress(r, p)
	case "view_submission":
		return decodeForm(r, p.View)
	default:
		return request{}, false, nil
	}
}

func decodePress(r request, p payload) (request, bool, error) {
	if len(p.Actions) != 1 {
		return request{}, false, fmt.Errorf("%w: %d actions, want one", errPayload, len(p.Actions))
	}
	a := p.Actions[0]
	if !strings.HasPrefix(a.ID, "rollcall_") {
		return request{}, false, nil // a link is a button too
	}
	pressed := press{action: a.ID}
	var err error
	switch a.ID {
	case blockkit.ActionSnooze:
		pressed.choice, pressed.ref, err = blockkit.ParseChoice(a.Selected.Value)
	case blockkit.ActionMore:
		pressed.action, pressed.ref, err = blockkit.ParseChoice(a.Selected.Value)
	default:
		pressed.ref, err = blockkit.ParseRef(a.Value)
	}
	if err != nil || a.TS == "" {
		return request{}, false, fmt.Errorf("%w: actions[0]: no value of ours, or no action_ts", errPayload)
	}
	r.id, r.press = actID(r.who.user, a.ID, a.TS, pressed.action, pressed.choice, pressed.ref.Incident), &pressed
	return r, true, nil
}

func decodeForm(r request, v view) (request, bool, error) {
	kind, ours := strings.CutPrefix(v.Callback, formPrefix)
	if !ours || !slices.Contains([]string{formNotActionable, formWrongOwner, formComment, formSilence, formRerun}, kind) {
		return request{}, false, nil
	}
	var about private
	if err := json.Unmarshal([]byte(v.Private), &about); err != nil || v.ID == "" {
		return request{}, false, fmt.Errorf("%w: view: no id, or no private_metadata of ours", errPayload)
	}
	ref, err := blockkit.ParseRef(about.Ref)
	if err != nil {
		return request{}, false, fmt.Errorf("%w: view.private_metadata: no value of ours", errPayload)
	}
	f := form{kind: kind, ref: ref, values: map[string]string{}, language: about.Language}
	if kind == formRerun {
		if !about.Offer.good() {
			return request{}, false, fmt.Errorf("%w: view.private_metadata: no offer of ours", errPayload)
		}
		f.offer = *about.Offer
	}
	for block, elements := range v.State.Values {
		for _, e := range elements {
			f.values[block] = e.Value
			if len(e.Selected) > 0 {
				f.values[block] = e.Selected[0].Value
			}
		}
	}
	r.id, r.where.channel, r.form = actID(r.who.user, v.ID, kind), about.Channel, &f
	return r, true, nil
}

// actID is the id of an act, made of what tells it from all others.
func actID(parts ...string) string {
	sum := sha256.Sum256([]byte(strings.Join(parts, "\x00")))
	return "slack-" + hex.EncodeToString(sum[:12])
}
