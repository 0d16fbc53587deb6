package slackdesk

import (
	"strings"
	"testing"
	"unicode/utf8"

	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/notify/words"
)

// FuzzPayload: whatever comes as a payload is understood as one act of one person, or refused.
func FuzzPayload(f *testing.F) {
	f.Add(`{"type":"block_actions","user":{"id":"U1","team_id":"T1"},"team":{"id":"T1"},"channel":{"id":"C1"},"actions":[{"action_id":"rollcall_acknowledge","action_ts":"1.2","value":"3 inc-1"}]}`)
	f.Add(`{"type":"block_actions","user":{"id":"U1"},"team":null,"actions":[{"action_id":"rollcall_snooze","action_ts":"1.2","selected_option":{"value":"1h 3 inc-1"}}]}`)
	f.Add(`{"type":"block_actions","user":{"id":"U1"},"actions":[{"action_id":"rollcall_more","action_ts":"1.2","selected_option":{"value":"rollcall_more 3 x"}}]}`)
	f.Add(`{"type":"view_submission","user":{"id":"U1"},"view":{"id":"V1","callback_id":"rollcall_form_silence","private_metadata":"{\"ref\":\"1 x\"}","state":{"values":{"span":{"value":{"type":"plain_text_input","value":"1d"}},"recovery":{"value":{"selected_options":[{"value":"yes"}]}}}}}}`)
	f.Add(`{"type":"view_submission","user":{"id":"U1"},"view":{"id":"V1","callback_id":"rollcall_form_rerun","private_metadata":"{\"ref\":\"1 x\",\"offer\":{\"attempt\":1,\"spec\":\"s\",\"at\":\"2026-11-20T17:00:00Z\"}}","state":{"values":{"checked":{"value":{"selected_options":[]}}}}}}`)
	f.Add(`{"type":"view_closed","user":{"id":"U1"},"view":null}`)
	f.Add(`{"type":"block_actions","user":{"id":"U1"},"actions":null}`)
	f.Add(`[]`)
	f.Fuzz(func(t *testing.T, raw string) {
		r, ours, err := decode([]byte(raw))
		if err != nil {
			if ours || strings.Contains(err.Error(), "U1") {
				t.Errorf("refused and taken, or quoted: %v", err)
			}
			return
		}
		if !ours {
			return
		}
		if r.id == "" || r.who.user == "" || (r.press == nil) == (r.form == nil) {
			t.Fatalf("%q: %+v", raw, r)
		}
		if again, _, _ := decode([]byte(raw)); again.id != r.id {
			t.Errorf("%q: the same act has the ids %s and %s", raw, r.id, again.id)
		}
		if r.form != nil {
			for block, text := range r.form.check(words.Of(words.In(r.form.language))) {
				if block == "" || text == "" || !utf8.ValidString(text) {
					t.Errorf("%q: wrong is %q: %q", raw, block, text)
				}
			}
		}
		if what := r.what(); strings.ContainsAny(what, "\n\r\x00") && r.form == nil {
			t.Errorf("%q reads %q in a log", raw, what)
		}
	})
}

// FuzzTyped: whatever is typed means something that the desk takes, or a mistake that says what is allowed.
func FuzzTyped(f *testing.F) {
	for _, s := range []string{
		"", "status", "silence a/b 4h why", "silence a/[ 1d12h x", "silence * 1w x", "unsilence slack-1", "silences", "MINE",
		"silence a 9999999999999999999d x", "silence &lt;b&gt; 5m x", "\u202e", "silence a/b 30d1m x", "silence a\x00b 4h \x1b[0m",
		"suspend a/b 2h why", "resume a/b", "suspend a/* 2h x", "resume -a/b",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		c, err := parseTyped(text)
		if err != nil {
			if !strings.Contains(err.Error(), "use ") && !strings.Contains(err.Error(), "takes nothing more") && !strings.Contains(err.Error(), "name a") {
				t.Errorf("%q: %v does not say what is allowed", text, err)
			}
			if len(err.Error()) > 1000 || strings.ContainsAny(err.Error(), "\n\x00\x1b") {
				t.Errorf("%q: %q", text, err)
			}
			return
		}
		if c.verb == verbSuspend || c.verb == verbResume {
			if strings.ContainsAny(c.name, "*?[") || c.job.Namespace == "" || c.job.Name == "" || c.verb == verbSuspend && c.length < minSpan {
				t.Errorf("%q: %+v", text, c)
			}
			return
		}
		if c.verb != verbSilence {
			return
		}
		if c.length < minSpan || c.length > maxSpan {
			t.Errorf("%q: silent for %s", text, c.length)
		}
		now := testNow()
		s := incident.Silence{ID: "x", By: incident.Person{ID: "slack/U1"}, Match: c.job, Reason: c.reason, CreatedAt: now, Until: now.Add(c.length)}
		if err := s.Check(); err != nil {
			t.Errorf("%q: the desk would not take it: %v", text, err)
		}
	})
}

// FuzzSpan: a span is within its bounds, or a mistake.
func FuzzSpan(f *testing.F) {
	for _, s := range []string{"", "4h", "1d12h", "31d", "5m", "h", "4", "999999w", "٤h", "-1h", "1.5h"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if d, ok := span(s); ok != (d >= minSpan && d <= maxSpan) {
			t.Errorf("%q: %s, %v", s, d, ok)
		}
	})
}
