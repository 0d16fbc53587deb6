package slacktypes_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
)

// TestWhatIsWrongIsFound: the compiler minds what Slack would refuse, and nothing else.
func TestWhatIsWrongIsFound(t *testing.T) {
	t.Parallel()
	message := func(args string) payload { return payload{typ: "Message", args: members(t, args)} }
	view := func(args string) payload { return payload{typ: "Opening", args: members(t, args)} }
	cases := map[string]payload{
		"right: a message": message(`{"text": "x", "blocks": [{"type": "header", "text": {"type": "plain_text", "text": "x", "emoji": false}},
			{"type": "actions", "block_id": "b", "elements": [{"type": "button", "action_id": "ack", "value": "v", "style": "primary",
			"text": {"type": "plain_text", "text": "Acknowledge"}}]}], "metadata": {"event_type": "e", "event_payload": {"id": "1"}}}`),
		"right: a modal": view(`{"view": {"type": "modal", "title": {"type": "plain_text", "text": "x"}, "blocks": []}}`),

		"wrong: no text":            message(`{"blocks": []}`),
		"wrong: a misspelt member":  message(`{"text": "x", "blocks": [{"type": "divider", "blockid": "b"}]}`),
		"wrong: an unknown block":   message(`{"text": "x", "blocks": [{"type": "heading", "text": {"type": "plain_text", "text": "x"}}]}`),
		"wrong: a header without":   message(`{"text": "x", "blocks": [{"type": "header"}]}`),
		"wrong: a header in mrkdwn": message(`{"text": "x", "blocks": [{"type": "header", "text": {"type": "mrkdwn", "text": "x"}}]}`),
		"wrong: an unknown element of a rich text": message(`{"text": "x", "blocks": [{"type": "rich_text", "elements": [
			{"type": "rich_text_section", "elements": [{"type": "txt", "text": "x"}]}]}]}`),
		"wrong: an unknown style": message(`{"text": "x", "blocks": [{"type": "rich_text", "elements": [
			{"type": "rich_text_section", "elements": [{"type": "text", "text": "x", "style": {"loud": true}}]}]}]}`),
		"wrong: a number for a text": message(`{"text": "x", "blocks": [{"type": "header", "text": {"type": "plain_text", "text": 7}}]}`),
		"wrong: a button's colour": message(`{"text": "x", "blocks": [{"type": "actions", "elements": [
			{"type": "button", "style": "red", "text": {"type": "plain_text", "text": "x"}}]}]}`),
		"wrong: metadata without a payload": message(`{"text": "x", "blocks": [], "metadata": {"event_type": "e"}}`),
		"wrong: a modal without a title":    view(`{"view": {"type": "modal", "blocks": []}}`),
		"wrong: no view":                    view(`{}`),
	}
	var payloads []payload
	var want []string
	for name, p := range cases {
		p.name = name
		payloads = append(payloads, p)
		if strings.HasPrefix(name, "wrong: ") {
			want = append(want, name)
		}
	}
	found := compile(t, payloads)
	for _, name := range want {
		if len(found[name]) == 0 {
			t.Errorf("%s: not found", name)
		}
		delete(found, name)
	}
	for name, errors := range found {
		t.Errorf("%s: %s", name, strings.Join(errors, "\n"))
	}
}

// What the compiler prints is told of the payload that it is about, and what is about none is not lost.
func TestWhatTheCompilerPrints(t *testing.T) {
	t.Parallel()
	out := "error TS18003: No inputs were found.\npayload0.ts(3,7): error TS1: one\n  of it\npayload1.ts(3,7): error TS1: another\r\npayload0.ts(9,9): error TS2: two\n"
	got := problems(out, map[string]string{"payload0.ts": "first", "payload1.ts": "second"})
	for name, want := range map[string][]string{
		"first":       {"payload0.ts(3,7): error TS1: one\n  of it", "payload0.ts(9,9): error TS2: two"},
		"second":      {"payload1.ts(3,7): error TS1: another"},
		"the project": {"error TS18003: No inputs were found."},
	} {
		if !slices.Equal(got[name], want) {
			t.Errorf("%s: %q, want %q", name, got[name], want)
		}
	}
}

func members(t *testing.T, object string) map[string]json.RawMessage {
	t.Helper()
	var m map[string]json.RawMessage
	if err := json.Unmarshal([]byte(object), &m); err != nil {
		t.Fatalf("%v in %s", err, object)
	}
	return m
}
