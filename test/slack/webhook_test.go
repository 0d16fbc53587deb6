package slack_test

import (
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"rollcall.dev/rollcall/test/slack"
)

func TestWebhook(t *testing.T) {
	t.Parallel()
	const path, ch = slack.DefaultWebhook, slack.DefaultChannel
	for name, c := range map[string]struct {
		method, path, kind, body string
		prepare                  func(*slack.Server) error
		status                   int
		want                     string
	}{
		"json": {body: `{"text":"x"}`, status: 200, want: "ok"},
		"form": {kind: "application/x-www-form-urlencoded", body: url.Values{"payload": {`{"text":"x"}`}}.Encode(), status: 200,
			want: "ok"},
		"json sent as form": {kind: "application/x-www-form-urlencoded", body: `{"text":"x"}`, status: 200, want: "ok"},
		"blocks":            {body: `{"blocks":[{"type":"divider"}]}`, status: 200, want: "ok"},
		"attachment":        {body: `{"attachments":[{"color":"danger","text":"x"}]}`, status: 200, want: "ok"},
		"no json":           {body: `hello`, status: 400, want: "invalid_payload"},
		"a list":            {body: `[]`, status: 400, want: "invalid_payload"},
		"null":              {body: `null`, status: 400, want: "invalid_payload"},
		"text is an object": {body: `{"text":{}}`, status: 400, want: "invalid_payload"},
		"empty body":        {body: ``, status: 400, want: "invalid_payload"},
		"too big":           {body: `{"text":"` + strings.Repeat("x", 1<<20) + `"}`, status: 400, want: "invalid_payload"},
		"no text":           {body: `{}`, status: 400, want: "no_text"},
		"bad blocks":        {body: `{"text":"x","blocks":[{"type":"sektion"}]}`, status: 400, want: "invalid_blocks"},
		"bad attachments":   {body: `{"attachments":[1]}`, status: 400, want: "invalid_payload"},
		"many attachments": {body: `{"attachments":[` + strings.Repeat(`{"text":"x"},`, 100) + `{}]}`, status: 400,
			want: "too_many_attachments"},
		"thread is unknown": {body: `{"text":"x","thread_ts":"1.000000"}`, status: 400, want: "invalid_thread_ts"},
		"unknown":           {path: "/services/T1/B1/x", body: `{"text":"x"}`, status: 404, want: "no_service"},
		"revoked": {body: `{"text":"x"}`, prepare: func(s *slack.Server) error { return s.RevokeWebhook(path) }, status: 404,
			want: "no_service"},
		"archived": {body: `{"text":"x"}`, prepare: func(s *slack.Server) error { return s.Archive(ch) }, status: 410,
			want: "channel_is_archived"},
		"restricted": {body: `{"text":"x"}`, prepare: func(s *slack.Server) error { return s.Restrict(ch, true) }, status: 403,
			want: "action_prohibited"},
		"app removed": {body: `{"text":"x"}`, prepare: func(s *slack.Server) error { s.RevokeToken(); return nil }, status: 403,
			want: "invalid_token"},
		"GET": {method: http.MethodGet, status: 405, want: "method_not_allowed"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := unlimited()
			if c.prepare != nil {
				if err := c.prepare(s); err != nil {
					t.Fatal(err)
				}
			}
			if c.path == "" {
				c.path = path
			}
			if c.method == "" {
				c.method = http.MethodPost
			}
			req, err := http.NewRequestWithContext(t.Context(), c.method, "http://hooks.slack.test"+c.path, strings.NewReader(c.body))
			if err != nil {
				t.Fatal(err)
			}
			if c.kind == "" {
				c.kind = "application/json"
			}
			req.Header.Set("Content-Type", c.kind)
			res, err := s.Client().Do(req)
			if err != nil {
				t.Fatal(err)
			}
			defer res.Body.Close()
			body, err := io.ReadAll(res.Body)
			if err != nil {
				t.Fatal(err)
			}
			if res.StatusCode != c.status || string(body) != c.want {
				t.Errorf("got %d %q, want %d %q", res.StatusCode, body, c.status, c.want)
			}
			if want := map[bool]int{true: 1}[c.status == 200]; s.Count() != want {
				t.Errorf("%d messages stored, want %d", s.Count(), want)
			}
		})
	}
}
