package slackdesk

import (
	"errors"
	"fmt"
	"time"

	"rollcall.dev/rollcall/internal/incident"
)

// Bounds of what somebody may mute from Slack.
const (
	minSilence = 5 * time.Minute
	maxSilence = 30 * 24 * time.Hour
)

var errSpan = errors.New("is no time to be silent")

// span reads how long something is to be quiet.
func span(s string) (time.Duration, error) {
	d, ok := incident.ParseSpan(s)
	if !ok || d < minSilence || d > maxSilence {
		return 0, fmt.Errorf("%q %w: use 30m, 4h, 2d or 1w, from 5 minutes to 30 days", short(s), errSpan)
	}
	return d, nil
}
