package slackdesk

import (
	"errors"
	"fmt"
	"strconv"
	"time"
)

// Bounds of what somebody may mute from Slack.
const (
	minSilence = 5 * time.Minute
	maxSilence = 30 * 24 * time.Hour
)

var errSpan = errors.New("is no time to be silent")

// span reads how long: numbers with m, h, d or w, such as 30m, 4h, 1d12h or 2w.
func span(s string) (time.Duration, error) {
	const allowed = "use 30m, 4h, 2d or 1w, from 5 minutes to 30 days"
	units := map[byte]time.Duration{'m': time.Minute, 'h': time.Hour, 'd': 24 * time.Hour, 'w': 7 * 24 * time.Hour}
	var total time.Duration
	for rest := s; rest != ""; {
		digits := 0
		for digits < len(rest) && rest[digits] >= '0' && rest[digits] <= '9' {
			digits++
		}
		n, err := strconv.Atoi(rest[:digits])
		if err != nil || digits > 6 || digits == len(rest) || units[rest[digits]] == 0 {
			return 0, fmt.Errorf("%q %w: %s", short(s), errSpan, allowed)
		}
		total += time.Duration(n) * units[rest[digits]]
		rest = rest[digits+1:]
		if total > maxSilence {
			break // and is not summed up until it turns over
		}
	}
	if total < minSilence || total > maxSilence {
		return 0, fmt.Errorf("%q %w: %s", short(s), errSpan, allowed)
	}
	return total, nil
}
