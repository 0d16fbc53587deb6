package pagerduty

import (
	"crypto/sha256"
	"encoding/hex"

	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/notify"
)

// The values of event_action.
const (
	trigger     = "trigger"
	acknowledge = "acknowledge"
	resolve     = "resolve"
)

// actionFor says what becomes of an attempt in PagerDuty; false where it has no use for it. An Update tells nothing that a Reply does
// not, but for the end of a blindness, which is no news to people and so has no Reply.
func actionFor(a notify.Attempt) (string, bool) {
	n := a.Notice
	ended := n.Change == incident.Recovery
	switch {
	case a.Action == notify.Update && (!ended || n.Kind != incident.Blind), !n.Trouble():
		return "", false
	case ended:
		return resolve, true
	case !n.ResolvedAt.IsZero(): // what came to light after the end does not open it again
		return "", false
	}
	switch n.Change {
	case incident.Opened, incident.Repeated, incident.Changed, incident.Reopened, incident.Woken, incident.Reminder, incident.Escalated:
		return trigger, true
	case incident.AckedChange, incident.Snoozed, incident.NotActionableChange, incident.RerunBegan: // somebody has it, and nobody else is to be called
		return acknowledge, true
	default:
		return "", false
	}
}

// maxKey is the length that dedup_key may have.
const maxKey = 255

// dedupKey names the alert of an Incident. An id that is too long is replaced by its digest, so that two never share an alert.
func dedupKey(id string) string {
	key := "rollcall/" + id
	if len(key) <= maxKey {
		return key
	}
	sum := sha256.Sum256([]byte(id))
	return "rollcall/sha256/" + hex.EncodeToString(sum[:])
}
