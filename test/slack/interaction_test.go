package slack_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gorilla/websocket"

	"rollcall.dev/rollcall/test/slack"
)

// asking is a message with one of each that people can use.
func asking() object {
	text := func(s string) object { return object{"type": "plain_text", "text": s} }
	option := object{"text": text("one"), "value": "1"}
	return object{"text": "x", "blocks": []any{object{"type": "actions", "elements": []any{
		object{"type": "button", "text": text("Go"), "action_id": "go", "value": "v"},
		object{"type": "button", "text": text("Link"), "url": "https://example.com"},
		object{"type": "static_select", "placeholder": text("Pick"), "action_id": "pick", "options": []any{option}},
		object{"type": "overflow", "action_id": "more", "options": []any{option}},
	}}}}
}

// heard is what an app's server was sent.
type heard struct {
	answer string
	status int
	delay  time.Duration
	form   map[string][]string
	good   bool
}

func (h *heard) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	at := time.Now()
	h.good = r.Header.Get("X-Slack-Signature") == slack.Sign(slack.DefaultSigningSecret, at, body)
	r.Body = io.NopCloser(strings.NewReader(string(body)))
	_ = r.ParseForm()
	h.form = r.PostForm
	time.Sleep(h.delay)
	if h.status != 0 {
		w.WriteHeader(h.status)
	}
	_, _ = io.WriteString(w, h.answer)
}

func TestClicksAreDelivered(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := unlimited()
		ts := mustPost(t, s, asking())
		for on, want := range map[string]string{"Go": `"action_id":"go"`, "Link": `"action_id":"auto1"`, "Pick": `"value":"1"`, "…": `"type":"overflow"`} {
			c := slack.Click{User: slack.DefaultUser, Channel: slack.DefaultChannel, TS: ts, On: on}
			if on == "Pick" || on == "…" {
				c.Option = "one"
			}
			i, err := s.Click(c)
			if err != nil {
				t.Fatal(err)
			}
			h := &heard{}
			if _, err := s.Deliver(t.Context(), slack.InProcess(h), "http://app.test/x", i); err != nil || !h.good {
				t.Errorf("%s: %v, well signed: %v", on, err, h.good)
			}
			if p := strings.Join(h.form["payload"], ""); !strings.Contains(p, want) || !strings.Contains(p, `"response_url":"http://slack.test/response/`) {
				t.Errorf("%s: %s", on, p)
			}
			late := &heard{delay: 4 * time.Second}
			if _, err := s.Deliver(t.Context(), slack.InProcess(late), "http://app.test/x", i); err == nil || !strings.Contains(err.Error(), "operation_timeout") {
				t.Errorf("%s, answered late: %v", on, err)
			}
			if _, err := s.Deliver(t.Context(), slack.InProcess(&heard{status: 500}), "http://app.test/x", i); err == nil {
				t.Errorf("%s: 500 is no answer", on)
			}
		}
		for _, c := range []slack.Click{
			{User: slack.DefaultUser, Channel: slack.DefaultChannel, TS: ts, On: "Stop"},
			{User: slack.DefaultUser, Channel: slack.DefaultChannel, TS: ts, On: "Pick", Option: "two"},
			{User: slack.DefaultUser, Channel: slack.DefaultChannel, TS: "1.000001", On: "Go"},
			{User: "U0NOBODY001", Channel: slack.DefaultChannel, TS: ts, On: "Go"},
		} {
			if _, err := s.Click(c); err == nil {
				t.Errorf("%+v can be clicked", c)
			}
		}
	})
}

func TestModalsAreSentIn(t *testing.T) {
	t.Parallel()
	s := unlimited()
	view := object{"type": "modal", "title": plainText(5), "submit": plainText(3), "blocks": []any{
		object{"type": "input", "block_id": "why", "label": plainText(3), "element": object{"type": "plain_text_input", "action_id": "a", "max_length": 5}},
		object{"type": "input", "block_id": "yes", "label": plainText(3), "optional": true, "element": object{"type": "checkboxes",
			"action_id": "b", "options": []any{object{"text": object{"type": "plain_text", "text": "sure"}, "value": "y"}}}},
	}}
	without := with(view, "submit", nil)
	delete(without, "submit")
	if a := call(t, s, "views.open", object{"trigger_id": s.Trigger(), "view": without}); a.code() != "invalid_arguments" {
		t.Errorf("inputs without submit: %v", a.body)
	}
	if a := call(t, s, "views.open", object{"trigger_id": s.Trigger(), "view": view}); !a.ok() {
		t.Fatal(a.body)
	}
	id, _ := s.OpenViews(slack.DefaultUser)[0]["id"].(string)
	for _, bad := range []map[string]string{{}, {"why": "too long"}, {"why": "x", "yes": "no"}, {"why": "x", "other": "x"}} {
		if _, err := s.Submit(slack.Submission{User: slack.DefaultUser, View: id, Values: bad}); err == nil {
			t.Errorf("%v can be sent in", bad)
		}
	}
	if _, err := s.Submit(slack.Submission{User: "U0KENJI0001", View: id, Values: map[string]string{"why": "x"}}); err == nil {
		t.Error("somebody else can send it in")
	}
	in, err := s.Submit(slack.Submission{User: slack.DefaultUser, View: id, Values: map[string]string{"why": "x", "yes": "sure"}})
	if err != nil {
		t.Fatal(err)
	}
	for answer, good := range map[string]bool{
		`{"response_action":"errors","errors":{"why":"no"}}`:  true,
		`{"response_action":"errors","errors":{"what":"no"}}`: false,
		`{"response_action":"errors","errors":{}}`:            false,
		`{"response_action":"explode"}`:                       false,
		`ok`:                                                  false,
	} {
		_, err := s.Deliver(t.Context(), slack.InProcess(&heard{answer: answer}), "http://app.test/x", in)
		if (err == nil) != good || len(s.OpenViews(slack.DefaultUser)) != 1 {
			t.Errorf("%s: %v, %d open", answer, err, len(s.OpenViews(slack.DefaultUser)))
		}
	}
	if _, err := s.Deliver(t.Context(), slack.InProcess(&heard{}), "http://app.test/x", in); err != nil || len(s.OpenViews(slack.DefaultUser)) != 0 {
		t.Errorf("%v, %d open", err, len(s.OpenViews(slack.DefaultUser)))
	}
}

func TestResponseURLs(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := unlimited()
		fresh := func() string {
			i, err := s.Type(slack.Typed{User: slack.DefaultUser, Channel: slack.DefaultChannel, Command: "/x", Text: "y"})
			if err != nil {
				t.Fatal(err)
			}
			u, _ := i.Payload()["response_url"].(string)
			return u
		}
		post := func(to, body string) int {
			res, err := s.Client().Post(to, "application/json", strings.NewReader(body))
			if err != nil {
				t.Fatal(err)
			}
			defer res.Body.Close()
			return res.StatusCode
		}
		to := fresh()
		for n, want := range []int{200, 200, 200, 200, 200, 404} {
			if got := post(to, `{"text":"x","response_type":"ephemeral","replace_original":false}`); got != want {
				t.Errorf("message %d: %d, want %d", n+1, got, want)
			}
		}
		if said := s.Said(slack.DefaultUser); len(said) != 5 {
			t.Errorf("%d messages", len(said))
		}
		for _, bad := range []string{`{`, `{}`, `{"text":"x","channel":"C1"}`, `{"blocks":[{"type":"x"}]}`} {
			if got := post(fresh(), bad); got != 400 {
				t.Errorf("%s: %d", bad, got)
			}
		}
		late := fresh()
		time.Sleep(31 * time.Minute)
		if got := post(late, `{"text":"x"}`); got != 404 {
			t.Errorf("late: %d", got)
		}
	})
}

// TestSocketMode: what is not acknowledged is sent again, in the same envelope.
func TestSocketMode(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := unlimited()
		defer s.Close()
		if a := call(t, s, "apps.connections.open", object{}); a.code() != "not_allowed_token_type" {
			t.Errorf("with the bot's token: %v", a.body)
		}
		open := func() string {
			req, _ := http.NewRequest(http.MethodPost, "http://slack.test/api/apps.connections.open", http.NoBody)
			req.Header.Set("Authorization", "Bearer "+slack.DefaultAppToken)
			a := do(t, s, req)
			u, _ := a.body["url"].(string)
			return u
		}
		dialer := websocket.Dialer{NetDialContext: s.Dial}
		u := open()
		ws, _, err := dialer.Dial(u, nil)
		if err != nil {
			t.Fatal(err)
		}
		defer ws.Close()
		if _, _, err := dialer.Dial(u, nil); err == nil {
			t.Error("a ticket is good twice")
		}
		read := func() object {
			var v object
			if err := ws.ReadJSON(&v); err != nil {
				t.Error(err)
			}
			return v
		}
		if hello := read(); hello["type"] != "hello" {
			t.Errorf("%v", hello)
		}
		i, err := s.Type(slack.Typed{User: slack.DefaultUser, Channel: slack.DefaultChannel, Command: "/x", Text: "y"})
		if err != nil {
			t.Fatal(err)
		}
		type result struct {
			slack.Reply
			error
		}
		pushed := make(chan result, 1)
		go func() { r, err := s.Push(t.Context(), i); pushed <- result{r, err} }()
		first, second := read(), read()
		if first["envelope_id"] != second["envelope_id"] || second["retry_attempt"] != 1.0 || first["type"] != "slash_commands" {
			t.Errorf("%v, then %v", first, second)
		}
		answer, _ := json.Marshal(object{"envelope_id": second["envelope_id"]})
		if err := ws.WriteMessage(websocket.TextMessage, answer); err != nil {
			t.Fatal(err)
		}
		if r := <-pushed; r.error != nil || r.Attempts != 2 {
			t.Errorf("%+v", r)
		}
		go func() { r, err := s.Push(t.Context(), i); pushed <- result{r, err} }()
		for range 3 {
			read()
		}
		if r := <-pushed; r.error == nil {
			t.Error("nobody acknowledged it")
		}
		go s.Refresh()
		if bye := read(); bye["type"] != "disconnect" || bye["reason"] != "refresh_requested" {
			t.Errorf("%v", bye)
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		if err := s.WaitLinks(ctx, 0); err != nil {
			t.Error(err)
		}
	})
}

func TestModalsAreUpdated(t *testing.T) {
	t.Parallel()
	s := unlimited()
	view := func(text string) object {
		return object{"type": "modal", "title": plainText(5), "blocks": []any{
			object{"type": "section", "text": object{"type": "plain_text", "text": text}},
		}}
	}
	opened := call(t, s, "views.open", object{"trigger_id": s.Trigger(), "view": view("one")})
	if !opened.ok() {
		t.Fatal(opened.body)
	}
	first := s.OpenViews(slack.DefaultUser)[0]
	if a := call(t, s, "views.update", object{"view_id": first["id"], "hash": first["hash"], "view": view("two")}); !a.ok() {
		t.Fatal(a.body)
	}
	if open := s.OpenViews(slack.DefaultUser); len(open) != 1 || !strings.Contains(fmt.Sprint(open[0]), "two") || open[0]["id"] != first["id"] {
		t.Errorf("%v", open)
	}
	for want, args := range map[string]object{
		"not_found":         {"view_id": "V0NOTHING1", "view": view("three")},
		"hash_conflict":     {"view_id": first["id"], "hash": first["hash"], "view": view("three")},
		"invalid_arguments": {"view_id": first["id"], "view": object{"type": "modal"}},
	} {
		if a := call(t, s, "views.update", args); a.code() != want {
			t.Errorf("want %s: %v", want, a.body)
		}
	}
}
