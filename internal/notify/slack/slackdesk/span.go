package slackdesk

import (
	"time"

	"rollcall.dev/rollcall/internal/incident"
)

// Bounds of what somebody may mute from Slack.
const (
	minSilence = 5 * time.Minute
	maxSilence = 30 * 24 * time.Hour
)

// span reads how long something is to be quiet; false where that is no time for it.
func span(s string) (time.Duration, bool) {
	d, ok := incident.ParseSpan(s)
	if !ok || d < minSilence || d > maxSilence {
		return 0, false
	}
	return d, true
}
