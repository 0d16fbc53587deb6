package slack

import (
	"strings"

	"rollcall.dev/rollcall/internal/ownership"
)

// Refusal is what the code by which Slack refused a message tells of the channel or the person that it was for; false where that says
// nothing of them. The codes are those of https://docs.slack.dev/reference/methods/chat.postMessage.
func Refusal(address, code string) (ownership.DefectKind, bool) {
	if strings.HasPrefix(address, "U") || strings.HasPrefix(address, "W") {
		switch code {
		case "user_disabled", "users_not_found", "user_not_found", "channel_not_found", "cannot_dm_user":
			return ownership.PersonLeft, true
		}
		return "", false
	}
	switch code {
	case "is_archived":
		return ownership.ChannelArchived, true
	case "channel_not_found":
		return ownership.ChannelNotFound, true
	case "not_in_channel", "restricted_action", "restricted_action_read_only_channel":
		return ownership.ChannelWithoutUs, true
	}
	return "", false
}
