package slack

import (
	"strconv"
	"strings"
	"time"
)

// date draws <!date^seconds^format|fallback> in UTC; Slack would draw it in the reader's own zone.
// Tokens: https://docs.slack.dev/messaging/formatting-message-text#date-formatting.
func date(head, fallback string) string {
	parts := strings.SplitN(head, "^", 4)
	if len(parts) < 3 {
		return fallback
	}
	seconds, err := strconv.ParseInt(parts[1], 10, 64)
	if err != nil {
		return fallback
	}
	return formatDate(seconds, parts[2])
}

func formatDate(seconds int64, format string) string {
	t := time.Unix(seconds, 0).UTC()
	return strings.NewReplacer(
		"{date_num}", t.Format("2006-01-02"), "{date_slash}", t.Format("01/02/2006"),
		"{date_long_pretty}", t.Format("Monday, January 2, 2006"), "{date_long}", t.Format("Monday, January 2, 2006"),
		"{date_long_full}", t.Format("January 2, 2006"),
		"{date_short_pretty}", t.Format("Jan 2, 2006"), "{date_short}", t.Format("Jan 2, 2006"),
		"{date_pretty}", t.Format("January 2, 2006"), "{date}", t.Format("January 2, 2006"),
		"{time_secs}", t.Format("15:04:05 UTC"), "{time}", t.Format("15:04 UTC"), "{ago}", t.Format("2006-01-02 15:04 UTC"),
	).Replace(format)
}
