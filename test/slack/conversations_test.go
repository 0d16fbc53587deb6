package slack_test

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"rollcall.dev/rollcall/test/slack"
)

func get(values ...string) url.Values {
	v := url.Values{"token": {slack.DefaultToken}}
	for i := 0; i < len(values); i += 2 {
		v.Set(values[i], values[i+1])
	}
	return v
}

func listed(a answer, key, field string) string {
	list, _ := a.body[key].([]any)
	out := []string{}
	for _, x := range list {
		o, _ := x.(object)
		out = append(out, fmt.Sprint(o[field]))
	}
	return strings.Join(out, " ")
}

func TestHistoryPagesNewestFirst(t *testing.T) {
	t.Parallel()
	s := unlimited()
	var ts []string
	for i := range 5 {
		ts = append(ts, mustPost(t, s, object{"text": fmt.Sprint("m", i)}))
	}
	mustPost(t, s, object{"text": "reply", "thread_ts": ts[1]})
	mustPost(t, s, object{"text": "loud", "thread_ts": ts[1], "reply_broadcast": true})
	if !slices.IsSorted(ts) || len(slices.Compact(slices.Clone(ts))) != 5 {
		t.Errorf("ts do not rise: %v", ts)
	}
	var got []string
	cursor := ""
	for range 10 {
		a := call(t, s, "conversations.history", object{"channel": slack.DefaultChannel, "limit": 2, "cursor": cursor})
		got = append(got, listed(a, "messages", "text"))
		meta, _ := a.body["response_metadata"].(object)
		if cursor, _ = meta["next_cursor"].(string); cursor == "" {
			if fmt.Sprint(a.body["has_more"]) != "false" {
				t.Error("the last page says that there is more")
			}
			break
		}
	}
	if all := strings.Join(got, "|"); all != "loud m4|m3 m2|m1 m0" {
		t.Errorf("pages: %s", all)
	}
	for _, c := range []struct{ oldest, latest, inclusive, want string }{
		{ts[1], ts[3], "false", "m2"}, {ts[1], ts[3], "true", "m3 m2 m1"}, {ts[4], "", "false", "loud"}, {"", ts[0], "true", "m0"},
	} {
		a := call(t, s, "conversations.history", object{"channel": slack.DefaultChannel, "oldest": c.oldest, "latest": c.latest,
			"inclusive": c.inclusive})
		if got := listed(a, "messages", "text"); got != c.want {
			t.Errorf("from %q to %q inclusive=%s: %q, want %q", c.oldest, c.latest, c.inclusive, got, c.want)
		}
	}
	for name, args := range map[string]object{
		"invalid_limit":     {"channel": slack.DefaultChannel, "limit": 0},
		"invalid_cursor":    {"channel": slack.DefaultChannel, "cursor": "bad!"},
		"invalid_arguments": {"channel": slack.DefaultChannel, "oldest": "yesterday"},
		"not_in_channel":    {"channel": "C0OUTSIDE01"},
		"channel_not_found": {"channel": "C0NOWHERE01"},
	} {
		if a := call(t, s, "conversations.history", args); a.code() != name {
			t.Errorf("%v: got %q", args, a.code())
		}
	}
}

// TestMetadataIsShownOnlyWhenAskedFor: a client that forgets include_all_metadata cannot find its own message again.
func TestMetadataIsShownOnlyWhenAskedFor(t *testing.T) {
	t.Parallel()
	s := unlimited()
	root := mustPost(t, s, object{"text": "x", "metadata": object{"event_type": "delivery", "event_payload": object{"id": "d1", "n": 3}}})
	mustPost(t, s, object{"text": "y", "thread_ts": root, "metadata": object{"event_type": "delivery",
		"event_payload": object{"id": "d2"}}})
	if a := call(t, s, "conversations.history", object{"channel": slack.DefaultChannel}); strings.Contains(fmt.Sprint(a.body), "d1") {
		t.Errorf("not asked: %v", a.body)
	}
	if a := call(t, s, "conversations.history", object{"channel": slack.DefaultChannel,
		"include_all_metadata": true}); !strings.Contains(fmt.Sprint(a.body), "id:d1 n:3") {
		t.Errorf("asked: %v", a.body)
	}
	a := form(t, s, "conversations.replies", get("channel", slack.DefaultChannel, "ts", root, "include_all_metadata", "1"))
	if got := listed(a, "messages", "text"); got != "x y" || !strings.Contains(fmt.Sprint(a.body), "d2") {
		t.Errorf("replies: %v", a.body)
	}
	if a := form(t, s, "conversations.replies", get("channel", slack.DefaultChannel, "ts", "1.000000")); a.code() != "thread_not_found" {
		t.Errorf("replies of nothing: %v", a.body)
	}
}

func TestConversations(t *testing.T) {
	t.Parallel()
	s := unlimited()
	if err := s.AddChannel(slack.Channel{ID: "C0OLD000001", Name: "old", Archived: true}); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ types, noArchived, want string }{
		{"", "", "alerts random old"}, {"public_channel,private_channel", "true", "alerts platform-private random"}, {"im", "", ""},
	} {
		a := form(t, s, "conversations.list", get("types", c.types, "exclude_archived", c.noArchived))
		if got := listed(a, "channels", "name"); got != c.want {
			t.Errorf("types %q: %q, want %q", c.types, got, c.want)
		}
	}
	if err := s.RemoveBot("C0PRIVATE01"); err != nil {
		t.Fatal(err)
	}
	if a := form(t, s, "conversations.info", get("channel", "C0PRIVATE01")); a.code() != "channel_not_found" {
		t.Errorf("a private channel without us: %v", a.body)
	}
	if a := form(t, s, "conversations.info", get("channel", "C0OLD000001")); !strings.Contains(fmt.Sprint(a.body), "is_archived:true") {
		t.Errorf("%v", a.body)
	}
	for _, c := range []struct{ channel, want string }{{"C0OUTSIDE01", ""}, {"C0OLD000001", "is_archived"}, {"C0PRIVATE01",
		"channel_not_found"}, {"C0NO", "channel_not_found"}} {
		if a := call(t, s, "conversations.join", object{"channel": c.channel}); a.code() != c.want {
			t.Errorf("join %s: %v", c.channel, a.body)
		}
	}
	if a := call(t, s, "conversations.join", object{"channel": "C0OUTSIDE01"}); a.body["warning"] != "already_in_channel" {
		t.Errorf("join twice: %v", a.body)
	}
	mustPost(t, s, object{"channel": "C0OUTSIDE01", "text": "now it works"})
	if a := call(t, s, "conversations.open", object{"users": slack.DefaultUser}); !strings.Contains(fmt.Sprint(a.body), "id:D0ASTRID001") {
		t.Errorf("open: %v", a.body)
	}
}

func TestPeople(t *testing.T) {
	t.Parallel()
	s := unlimited()
	if a := form(t, s, "users.lookupByEmail", get("email", "ASTRID@example.com")); !a.ok() {
		t.Errorf("%v", a.body)
	}
	if a := form(t, s, "usergroups.users.list", get("usergroup",
		"S0PLATFORM1")); fmt.Sprint(a.body["users"]) != "["+slack.DefaultUser+"]" {
		t.Errorf("%v", a.body)
	}
	if err := s.DisableUser(slack.DefaultUser); err != nil {
		t.Fatal(err)
	}
	if err := s.DisableUserGroup("S0PLATFORM1"); err != nil {
		t.Fatal(err)
	}
	if a := form(t, s, "users.info", get("user", slack.DefaultUser)); !strings.Contains(fmt.Sprint(a.body), "deleted:true") {
		t.Errorf("%v", a.body)
	}
	for method, c := range map[string]struct {
		args url.Values
		want string
	}{
		"users.lookupByEmail":   {get("email", "astrid@example.com"), "users_not_found"},
		"users.info":            {get("user", "U0NOBODY"), "user_not_found"},
		"usergroups.users.list": {get("usergroup", "S0PLATFORM1"), "no_such_subteam"},
	} {
		if a := form(t, s, method, c.args); a.code() != c.want {
			t.Errorf("%s: got %q, want %q", method, a.code(), c.want)
		}
	}
	if a := form(t, s, "usergroups.list", get()); listed(a, "usergroups", "id") != "" {
		t.Errorf("a disabled group is listed: %v", a.body)
	}
	a := form(t, s, "usergroups.list", get("include_disabled", "1", "include_users", "1"))
	if listed(a, "usergroups", "id") != "S0PLATFORM1" || strings.Contains(fmt.Sprint(a.body), "date_delete:0") {
		t.Errorf("%v", a.body)
	}
}

func TestViews(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := unlimited()
		view := object{"type": "modal", "title": plainText(24), "submit": plainText(3), "private_metadata": "i1",
			"blocks": []any{object{"type": "input", "block_id": "why", "label": plainText(3),
				"element": object{"type": "plain_text_input",
					"action_id": "a"}}}}
		trigger := s.Trigger()
		if a := call(t, s, "views.open", object{"trigger_id": trigger, "view": with(view, "title",
			plainText(25))}); a.code() != "invalid_arguments" || !strings.Contains(a.messages(), "/view/title/text") {
			t.Errorf("a long title: %v", a.body)
		}
		if a := call(t, s, "views.open", object{"trigger_id": trigger, "view": view}); !a.ok() || len(s.Views()) != 1 {
			t.Errorf("%v", a.body)
		}
		if a := call(t, s, "views.open", object{"trigger_id": trigger, "view": view}); a.code() != "exchanged_trigger_id" {
			t.Errorf("twice: %v", a.body)
		}
		late := s.Trigger()
		time.Sleep(3*time.Second + time.Millisecond)
		if a := call(t, s, "views.open", object{"trigger_id": late, "view": view}); a.code() != "expired_trigger_id" {
			t.Errorf("late: %v", a.body)
		}
		if a := call(t, s, "views.open", object{"trigger_id": "no", "view": view}); a.code() != "invalid_trigger_id" {
			t.Errorf("unknown: %v", a.body)
		}
	})
}
