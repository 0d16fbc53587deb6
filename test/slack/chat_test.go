package slack_test

import (
	"maps"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"rollcall.dev/rollcall/test/slack"
)

func TestAuthentication(t *testing.T) {
	t.Parallel()
	good := "Bearer " + slack.DefaultToken
	for name, c := range map[string]struct {
		header, inForm string
		prepare        func(*slack.Server)
		want           string
	}{
		"header":          {header: good},
		"form":            {inForm: slack.DefaultToken},
		"none":            {want: "not_authed"},
		"wrong":           {header: "Bearer xoxb-other", want: "invalid_auth"},
		"not a bearer":    {header: slack.DefaultToken, want: "not_authed"},
		"revoked":         {header: good, prepare: (*slack.Server).RevokeToken, want: "token_revoked"},
		"account is gone": {header: good, prepare: (*slack.Server).DeactivateAccount, want: "account_inactive"},
		"restored":        {header: good, prepare: func(s *slack.Server) { s.RevokeToken(); s.RestoreToken() }},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := unlimited()
			if c.prepare != nil {
				c.prepare(s)
			}
			v := url.Values{}
			if c.inForm != "" {
				v.Set("token", c.inForm)
			}
			req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://slack.test/api/auth.test",
				strings.NewReader(v.Encode()))
			if err != nil {
				t.Fatal(err)
			}
			req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			if c.header != "" {
				req.Header.Set("Authorization", c.header)
			}
			if got := do(t, s, req); got.code() != c.want || got.status != http.StatusOK {
				t.Errorf("got %d %q, want 200 %q", got.status, got.code(), c.want)
			}
		})
	}
}

func TestScopes(t *testing.T) {
	t.Parallel()
	s := slack.New(slack.Options{Scopes: []string{"chat:write"}})
	a := call(t, s, "conversations.join", object{"channel": "C0OUTSIDE01"})
	if a.code() != "missing_scope" || a.body["needed"] != "channels:join" || a.body["provided"] != "chat:write" {
		t.Errorf("%v", a.body)
	}
	if a := call(t, s, "chat.explode", object{}); a.code() != "unknown_method" {
		t.Errorf("%v", a.body)
	}
}

// TestBodies: what the body may be, and the error of each thing that it may not be.
func TestBodies(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ kind, body, want string }{
		"json":                   {"application/json", `{"channel":"C0ALERTS001","text":"x"}`, ""},
		"json, charset":          {"application/json; charset=utf-8", `{"channel":"C0ALERTS001","text":"x"}`, ""},
		"json, blocks as text":   {"application/json", `{"channel":"C0ALERTS001","blocks":"[{\"type\":\"divider\"}]"}`, ""},
		"form":                   {"application/x-www-form-urlencoded", "channel=C0ALERTS001&text=x", ""},
		"broken json":            {"application/json", `{"channel":`, "invalid_json"},
		"two values":             {"application/json", `{} {}`, "invalid_json"},
		"json list":              {"application/json", `[]`, "json_not_object"},
		"broken form":            {"application/x-www-form-urlencoded", "a=%zz", "invalid_form_data"},
		"no type":                {"", "channel=x", "missing_post_type"},
		"xml":                    {"application/xml", "<x/>", "invalid_post_type"},
		"odd charset":            {"application/json; charset=utf-16", `{}`, "invalid_charset"},
		"array argument":         {"application/x-www-form-urlencoded", "foo[1]=x", "invalid_array_arg"},
		"odd argument":           {"application/x-www-form-urlencoded", "fo-o=x", "invalid_arg_name"},
		"too much":               {"application/x-www-form-urlencoded", "text=" + strings.Repeat("x", 1<<20), "request_too_large"},
		"blocks are no json":     {"application/x-www-form-urlencoded", "channel=C0ALERTS001&blocks=[", "invalid_blocks_format"},
		"blocks are no list":     {"application/x-www-form-urlencoded", "channel=C0ALERTS001&blocks={}", "invalid_blocks_format"},
		"attachments no list":    {"application/x-www-form-urlencoded", "channel=C0ALERTS001&attachments=7", "invalid_attachments"},
		"unknown attachment key": {"application/json", `{"channel":"C0ALERTS001","attachments":[{"indent":1}]}`, "invalid_attachments"},
		"bad attachment blocks": {"application/json", `{"channel":"C0ALERTS001","attachments":[{"blocks":[{"type":"x"}]}]}`,
			"invalid_attachments"},
		"null attachment blocks": {"application/json", `{"channel":"C0ALERTS001","attachments":[{"text":"x","blocks":null}]}`, ""},
		"too many attachments": {"application/json", `{"channel":"C0ALERTS001","attachments":[` + strings.Repeat(`{"text":"x"},`,
			100) + `{"text":"x"}]}`, "too_many_attachments"},
		"no metadata object": {"application/json", `{"channel":"C0ALERTS001","text":"x","metadata":"d-1"}`, "invalid_metadata_format"},
		"metadata, no type": {"application/json", `{"channel":"C0ALERTS001","text":"x","metadata":{"event_payload":{}}}`,
			"invalid_metadata_format"},
		"metadata, no payload": {"application/json", `{"channel":"C0ALERTS001","text":"x","metadata":{"event_type":"a"}}`,
			"invalid_metadata_format"},
		"metadata, extra key": {"application/json",
			`{"channel":"C0ALERTS001","text":"x","metadata":{"event_type":"a","event_payload":{},"id":1}}`, "invalid_metadata_format"},
		"metadata, null value": {"application/json",
			`{"channel":"C0ALERTS001","text":"x","metadata":{"event_type":"a","event_payload":{"x":null}}}`, "invalid_metadata_schema"},
		"metadata too large": {"application/json",
			`{"channel":"C0ALERTS001","text":"x","metadata":{"event_type":"a","event_payload":{"x":"` + strings.Repeat("x",
				16<<10) + `"}}}`, "metadata_too_large"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := unlimited()
			req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://slack.test/api/chat.postMessage",
				strings.NewReader(c.body))
			if err != nil {
				t.Fatal(err)
			}
			req.Header.Set("Authorization", "Bearer "+slack.DefaultToken)
			if c.kind != "" {
				req.Header.Set("Content-Type", c.kind)
			}
			a := do(t, s, req)
			if a.code() != c.want || a.status != http.StatusOK {
				t.Errorf("got %d %v, want %q", a.status, a.body, c.want)
			}
			if want := map[bool]int{true: 1}[c.want == ""]; s.Count() != want {
				t.Errorf("%d messages stored, want %d", s.Count(), want)
			}
		})
	}
}

// TestFormOnlyMethods: these do not see the arguments of a JSON body.
func TestFormOnlyMethods(t *testing.T) {
	t.Parallel()
	s := unlimited()
	if a := call(t, s, "users.info", object{"user": slack.DefaultUser}); a.code() != "user_not_found" {
		t.Errorf("JSON: %v", a.body)
	}
	if a := form(t, s, "users.info", url.Values{"token": {slack.DefaultToken}, "user": {slack.DefaultUser}}); !a.ok() {
		t.Errorf("form: %v", a.body)
	}
}

func TestPostRefusals(t *testing.T) {
	t.Parallel()
	const ch = slack.DefaultChannel
	for name, c := range map[string]struct {
		args    object
		prepare func(*slack.Server) error
		want    string
	}{
		"by id":           {args: object{"channel": ch, "text": "x"}},
		"by name":         {args: object{"channel": "#alerts", "text": "x"}},
		"to a person":     {args: object{"channel": slack.DefaultUser, "text": "x"}},
		"no channel":      {args: object{"text": "x"}, want: "channel_not_found"},
		"unknown channel": {args: object{"channel": "C0NOWHERE01", "text": "x"}, want: "channel_not_found"},
		"not invited":     {args: object{"channel": "C0OUTSIDE01", "text": "x"}, want: "not_in_channel"},
		"removed": {args: object{"channel": ch, "text": "x"}, prepare: func(s *slack.Server) error { return s.RemoveBot(ch) },
			want: "not_in_channel"},
		"removed, private": {args: object{"channel": "C0PRIVATE01", "text": "x"},
			prepare: func(s *slack.Server) error { return s.RemoveBot("C0PRIVATE01") }, want: "channel_not_found"},
		"archived": {args: object{"channel": ch, "text": "x"}, prepare: func(s *slack.Server) error { return s.Archive(ch) },
			want: "is_archived"},
		"restricted": {args: object{"channel": ch, "text": "x"}, prepare: func(s *slack.Server) error { return s.Restrict(ch, true) },
			want: "restricted_action_read_only_channel"},
		"a gone person": {args: object{"channel": slack.DefaultUser, "text": "x"},
			prepare: func(s *slack.Server) error { return s.DisableUser(slack.DefaultUser) }, want: "user_disabled"},
		"no text":            {args: object{"channel": ch}, want: "no_text"},
		"blank text":         {args: object{"channel": ch, "text": " \n"}, want: "no_text"},
		"empty blocks":       {args: object{"channel": ch, "blocks": []any{}}, want: "no_text"},
		"thread is unknown":  {args: object{"channel": ch, "text": "x", "thread_ts": "1700000000.000100"}, want: "thread_not_found"},
		"thread is no ts":    {args: object{"channel": ch, "text": "x", "thread_ts": "latest"}, want: "invalid_thread_ts"},
		"blocks, no text ok": {args: object{"channel": ch, "blocks": []any{object{"type": "divider"}}}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := unlimited()
			if c.prepare != nil {
				if err := c.prepare(s); err != nil {
					t.Fatal(err)
				}
			}
			if a := call(t, s, "chat.postMessage", c.args); a.code() != c.want {
				t.Errorf("got %q, want %q", a.code(), c.want)
			}
			if want := map[bool]int{true: 1}[c.want == ""]; s.Count() != want {
				t.Errorf("%d messages stored, want %d", s.Count(), want)
			}
		})
	}
}

func TestPostWithPublicScope(t *testing.T) {
	t.Parallel()
	s := slack.New(slack.Options{Scopes: []string{"chat:write", "chat:write.public"}})
	mustPost(t, s, object{"channel": "C0OUTSIDE01", "text": "x"})
}

func TestLongTextIsTruncatedAndSaysSo(t *testing.T) {
	t.Parallel()
	s := unlimited()
	mustPost(t, s, object{"text": strings.Repeat("ü", 40000)})
	a := call(t, s, "chat.postMessage", object{"channel": slack.DefaultChannel, "text": strings.Repeat("ü", 40001)})
	if a.body["warning"] != "message_truncated" {
		t.Errorf("warning: %v", a.body["warning"])
	}
	for _, m := range s.All() {
		if n := len([]rune(m.Text)); n != 40000 {
			t.Errorf("stored %d characters", n)
		}
	}
	if a := call(t, s, "chat.postMessage", object{"channel": slack.DefaultChannel,
		"blocks": []any{object{"type": "divider"}}}); a.body["warning"] != "missing_text_in_message" {
		t.Errorf("blocks without a fallback: %v", a.body)
	}
}

func TestThreads(t *testing.T) {
	t.Parallel()
	s := unlimited()
	root := mustPost(t, s, object{"text": "root"})
	reply := mustPost(t, s, object{"text": "reply", "thread_ts": root})
	mustPost(t, s, object{"text": "loud", "thread_ts": root, "reply_broadcast": true})
	mustPost(t, s, object{"text": "other"})
	if a := call(t, s, "chat.postMessage", object{"channel": slack.DefaultChannel, "text": "x",
		"thread_ts": reply}); a.code() != "cannot_reply_to_message" {
		t.Errorf("a reply to a reply: %v", a.body)
	}
	if got := strings.Join(texts(s.Messages(slack.DefaultChannel)), " "); got != "root reply loud other" {
		t.Errorf("in reading order: %s", got)
	}
	if got := strings.Join(texts(s.Roots(slack.DefaultChannel)), " "); got != "root other" {
		t.Errorf("roots: %s", got)
	}
	if got := strings.Join(texts(s.Replies(slack.DefaultChannel, root)), " "); got != "reply loud" {
		t.Errorf("replies: %s", got)
	}
	// A deleted root with replies stays as a tombstone, and takes no more.
	if a := call(t, s, "chat.delete", object{"channel": slack.DefaultChannel, "ts": root}); !a.ok() {
		t.Fatal(a.body)
	}
	if a := call(t, s, "chat.postMessage", object{"channel": slack.DefaultChannel, "text": "x",
		"thread_ts": root}); a.code() != "thread_not_found" {
		t.Errorf("a reply to a tombstone: %v", a.body)
	}
	if a := call(t, s, "chat.update", object{"channel": slack.DefaultChannel, "ts": root, "text": "x"}); a.code() != "message_not_found" {
		t.Errorf("an edit of a tombstone: %v", a.body)
	}
}

func texts(list []slack.Message) []string {
	out := make([]string, len(list))
	for i, m := range list {
		out[i] = m.Text
	}
	return out
}

// TestUpdateKeepsAndReplaces follows the documents of chat.update.
func TestUpdateKeepsAndReplaces(t *testing.T) {
	t.Parallel()
	div := []any{object{"type": "divider"}}
	full := object{"text": "old", "blocks": div, "attachments": []any{object{"text": "att"}}, "metadata": object{"event_type": "e",
		"event_payload": object{"id": "1"}}}
	for name, c := range map[string]struct {
		args                   object
		want                   string
		text                   string
		blocks, atts           int
		metadata, edited, mark bool
	}{
		"text alone removes blocks": {args: object{"text": "new"}, text: "new", atts: 1, metadata: true, edited: true, mark: true},
		"text and blocks": {args: object{"text": "new", "blocks": div}, text: "new", blocks: 1, atts: 1, metadata: true,
			edited: true},
		"blocks alone keep the text": {args: object{"blocks": append(div, div...)}, text: "old", blocks: 2, atts: 1, metadata: true,
			edited: true},
		"no attachments": {args: object{"text": "new", "blocks": div, "attachments": []any{}}, text: "new", blocks: 1,
			metadata: true, edited: true},
		"no metadata": {args: object{"text": "new", "metadata": object{}}, text: "new", atts: 1, edited: true, mark: true},
		"metadata replaced": {args: object{"text": "new", "metadata": object{"event_type": "e", "event_payload": object{}}},
			text: "new", atts: 1, metadata: true, edited: true, mark: true},
		"4000 characters": {args: object{"text": strings.Repeat("é", 4000)}, text: strings.Repeat("é", 4000), atts: 1,
			metadata: true, edited: true, mark: true},
		"4001 characters": {args: object{"text": strings.Repeat("é", 4001)}, want: "msg_too_long", text: "old", blocks: 1,
			atts: 1, metadata: true},
		"nothing at all": {args: object{}, want: "no_text", text: "old", blocks: 1, atts: 1, metadata: true},
		"nothing left": {args: object{"text": "", "blocks": []any{}, "attachments": []any{}}, want: "no_text", text: "old",
			blocks: 1, atts: 1, metadata: true},
		"bad blocks change nothing": {args: object{"text": "new", "blocks": []any{object{"type": "x"}}}, want: "invalid_blocks",
			text: "old", blocks: 1, atts: 1, metadata: true},
		"unknown ts": {args: object{"text": "new", "ts": "1.000001"}, want: "message_not_found", text: "old", blocks: 1,
			atts: 1, metadata: true},
		"the name of a channel is none": {args: object{"text": "new", "channel": "#alerts"}, want: "channel_not_found",
			text: "old", blocks: 1,
			atts: 1, metadata: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := unlimited()
			post := object{}
			maps.Copy(post, full)
			ts := mustPost(t, s, post)
			args := object{"channel": slack.DefaultChannel, "ts": ts}
			maps.Copy(args, c.args)
			if a := call(t, s, "chat.update", args); a.code() != c.want {
				t.Fatalf("got %q, want %q", a.code(), c.want)
			}
			m, _ := s.Message(slack.DefaultChannel, ts)
			if m.Text != c.text || len(m.Blocks) != c.blocks || len(m.Attachments) != c.atts || (m.Metadata != nil) != c.metadata ||
				(len(m.History) == 1) != c.edited || m.EditedMark != c.mark {
				t.Errorf("message: %+v", m)
			}
		})
	}
}

func TestUpdateRefusals(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := slack.New(slack.Options{EditWindow: time.Hour, Rate: slack.RateLimits{Off: true}})
		ts := mustPost(t, s, object{"text": "mine"})
		edit := func(ts string) string {
			return call(t, s, "chat.update", object{"channel": slack.DefaultChannel, "ts": ts, "text": "new"}).code()
		}
		theirs, err := s.Say(slack.DefaultChannel, slack.DefaultUser, "hello", "")
		if err != nil {
			t.Fatal(err)
		}
		if got := edit(theirs); got != "cant_update_message" {
			t.Errorf("of a person: %q", got)
		}
		if got := call(t, s, "chat.delete", object{"channel": slack.DefaultChannel, "ts": theirs}).code(); got != "cant_delete_message" {
			t.Errorf("delete of a person's: %q", got)
		}
		time.Sleep(time.Hour)
		if got := edit(ts); got != "" {
			t.Errorf("at the end of the window: %q", got)
		}
		time.Sleep(time.Second)
		if got := edit(ts); got != "edit_window_closed" {
			t.Errorf("after the window: %q", got)
		}
		if err := s.Archive(slack.DefaultChannel); err != nil {
			t.Fatal(err)
		}
		if got := edit(ts); got != "is_inactive" {
			t.Errorf("in an archived channel: %q", got)
		}
	})
}

func TestEphemeral(t *testing.T) {
	t.Parallel()
	s := unlimited()
	a := call(t, s, "chat.postEphemeral", object{"channel": slack.DefaultChannel, "user": slack.DefaultUser, "text": "for you"})
	if a.body["message_ts"] == "" || !a.ok() {
		t.Fatal(a.body)
	}
	if a := call(t, s, "chat.postEphemeral", object{"channel": slack.DefaultChannel, "user": "U0NOBODY",
		"text": "x"}); a.code() != "user_not_in_channel" {
		t.Errorf("%v", a.body)
	}
	h := call(t, s, "conversations.history", object{"channel": slack.DefaultChannel})
	if list, _ := h.body["messages"].([]any); len(list) != 0 {
		t.Errorf("history shows it: %v", list)
	}
	if a := call(t, s, "chat.update", object{"channel": slack.DefaultChannel, "ts": a.body["message_ts"],
		"text": "x"}); a.code() != "message_not_found" {
		t.Errorf("%v", a.body)
	}
}

func TestPermalinkLeadsToThePage(t *testing.T) {
	t.Parallel()
	s := unlimited()
	ts := mustPost(t, s, object{"text": "x"})
	a := form(t, s, "chat.getPermalink", url.Values{"token": {slack.DefaultToken}, "channel": {slack.DefaultChannel}, "message_ts": {ts}})
	link, _ := a.body["permalink"].(string)
	if link != "http://slack.test/archives/"+slack.DefaultChannel+"/p"+strings.Replace(ts, ".", "", 1) {
		t.Fatalf("%v", a.body)
	}
	c := s.Client()
	c.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, link, nil)
	if err != nil {
		t.Fatal(err)
	}
	res, err := c.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if to := res.Header.Get("Location"); to != "/?threads=open&channel="+slack.DefaultChannel+"#m"+ts {
		t.Errorf("leads to %q", to)
	}
}
