package slack_test

import (
	"testing"

	"rollcall.dev/rollcall/internal/notify/slack"
	"rollcall.dev/rollcall/internal/ownership"
)

func TestRefusal(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		address, code string
		want          ownership.DefectKind
	}{
		{"C1", "is_archived", ownership.ChannelArchived},
		{"C1", "channel_not_found", ownership.ChannelNotFound},
		{"C1", "not_in_channel", ownership.ChannelWithoutUs},
		{"C1", "restricted_action", ownership.ChannelWithoutUs},
		{"C1", "user_disabled", ""},
		{"C1", "msg_too_long", ""},
		{"U1", "user_disabled", ownership.PersonLeft},
		{"W1", "channel_not_found", ownership.PersonLeft},
		{"U1", "is_archived", ""},
		{"U1", "msg_too_long", ""},
		{"", "", ""},
	} {
		if got, ok := slack.Refusal(tc.address, tc.code); got != tc.want || ok != (tc.want != "") {
			t.Errorf("%s of %q says %q (%v), want %q", tc.code, tc.address, got, ok, tc.want)
		}
	}
}
