package slackdesk

import (
	"time"

	"rollcall.dev/rollcall/internal/incident"
)

// Bounds of how long somebody may mute something, or have a job suspended, from Slack.
const (
	minSpan = 5 * time.Minute
	maxSpan = 30 * 24 * time.Hour
)

// span reads how long something is to be so; false where that is no time for it.
func span(s string) (time.Duration, bool) {
	d, ok := incident.ParseSpan(s)
	if !ok || d < minSpan || d > maxSpan {
		return 0, false
	}
	return d, true
}
