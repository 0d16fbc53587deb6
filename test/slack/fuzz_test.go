package slack_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"rollcall.dev/rollcall/test/slack"
)

// serve sends one request and fails on anything but an answer.
func serve(t *testing.T, s *slack.Server, path, kind, body string) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(body))
	r.Header.Set("Content-Type", kind)
	r.Header.Set("Authorization", "Bearer "+slack.DefaultToken)
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	return w
}

// drawn reads what was stored in every way that there is.
func drawn(t *testing.T, s *slack.Server) {
	t.Helper()
	for _, m := range s.All() {
		_ = m.Plain()
		_ = m.Mentions()
		if len(m.JSON()) == 0 {
			t.Error("no JSON")
		}
	}
	if status, _, page := fetch(t, s, "/?threads=open"); status != http.StatusOK ||
		!strings.HasSuffix(strings.TrimSpace(page), "</html>") {
		t.Errorf("the page: %d %q", status, page)
	}
}

func FuzzPostMessage(f *testing.F) {
	for _, body := range []string{
		`{"channel":"C0ALERTS001","text":"x"}`,
		`{"channel":"C0ALERTS001","blocks":[{"type":"section","text":{"type":"mrkdwn","text":"*x*"}}]}`,
		`{"channel":"C0ALERTS001","attachments":[{"text":"x","blocks":[]}]}`,
		`{"channel":"C0ALERTS001","text":"x","metadata":{"event_type":"a","event_payload":{"b":[{}]}}}`,
		`{"channel":"C0ALERTS001","blocks":[{"type":"rich_text","elements":[{"type":"rich_text_list","style":"bullet","elements":[]}]}]}`,
		`{"channel":"C0ALERTS001","blocks":[{"type":"actions","elements":[{"type":"static_select","options":[]}]}]}`,
		`[`, `{"a":{"b":null}}`,
	} {
		f.Add("application/json", body)
	}
	f.Add("application/x-www-form-urlencoded", "channel=C0ALERTS001&text=%3C%21here%3E&blocks=[]")
	f.Fuzz(func(t *testing.T, kind, body string) {
		s := unlimited()
		if w := serve(t, s, "/api/chat.postMessage", kind, body); w.Code != http.StatusOK {
			t.Errorf("status %d", w.Code)
		}
		drawn(t, s)
	})
}

func FuzzBlocks(f *testing.F) {
	f.Add(`[{"type":"section","text":{"type":"mrkdwn","text":"x"},"accessory":{"type":"button","text":{"type":"plain_text","text":"y"}}}]`)
	f.Add(`[{"type":"input","label":{"type":"plain_text","text":"y"},"element":{"type":"datepicker"}}]`)
	f.Add(`[{"type":"rich_text","elements":[{"type":"rich_text_section","elements":[{"type":"date","timestamp":1,"format":"{date}"}]}]}]`)
	f.Fuzz(func(t *testing.T, blocks string) {
		s := unlimited()
		form := url.Values{"channel": {slack.DefaultChannel}, "text": {"x"}, "blocks": {blocks}}
		serve(t, s, "/api/chat.postMessage", "application/x-www-form-urlencoded", form.Encode())
		drawn(t, s)
	})
}

func FuzzMrkdwn(f *testing.F) {
	for _, s := range []string{"*a* _b_ `c` ```d``` ~e~", "<!here> <@U1|x> <#C1> <https://e.com|*x*> <!date^1^{date}|f>", "&lt;&gt;&amp;",
		"&gt; q\n``` x", ":fire:::", "<<>>", "<|>", "``` ``` ```", "\x00\xff"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		s := unlimited()
		if _, err := s.Say(slack.DefaultChannel, slack.DefaultUser, text, ""); err != nil {
			t.Fatal(err)
		}
		drawn(t, s)
		escaped := strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;").Replace(text)
		quiet := unlimited()
		if _, err := quiet.Say(slack.DefaultChannel, slack.DefaultUser, escaped, ""); err != nil {
			t.Fatal(err)
		}
		if calls := quiet.All()[0].Mentions(); len(calls) > 0 {
			t.Errorf("escaped text calls %v", calls)
		}
	})
}

func FuzzWebhook(f *testing.F) {
	f.Add("application/json", `{"text":"x"}`)
	f.Add("application/x-www-form-urlencoded", "payload=%7B%22text%22%3A%22x%22%7D")
	f.Fuzz(func(t *testing.T, kind, body string) {
		s := unlimited()
		w := serve(t, s, slack.DefaultWebhook, kind, body)
		word, err := io.ReadAll(w.Body)
		if err != nil || len(word) == 0 || (w.Code == 200) != (string(word) == "ok") {
			t.Errorf("%d %q %v", w.Code, word, err)
		}
		drawn(t, s)
	})
}

func FuzzControl(f *testing.F) {
	f.Add(`{"do":"fault","fault":{"kind":"drop","for":"1s"}}`)
	f.Add(`{"do":"archive","channel":"C0ALERTS001"}`)
	f.Fuzz(func(t *testing.T, body string) {
		s := unlimited()
		if w := serve(t, s, "/_control", "application/json", body); w.Code != 200 && w.Code != 400 {
			t.Errorf("status %d", w.Code)
		}
		drawn(t, s)
	})
}

func FuzzViews(f *testing.F) {
	f.Add(`{"type":"modal","title":{"type":"plain_text","text":"x"},"blocks":[]}`)
	f.Fuzz(func(t *testing.T, view string) {
		s := unlimited()
		form := url.Values{"trigger_id": {s.Trigger()}, "view": {view}}
		if w := serve(t, s, "/api/views.open", "application/x-www-form-urlencoded", form.Encode()); w.Code != http.StatusOK {
			t.Errorf("status %d", w.Code)
		}
	})
}
