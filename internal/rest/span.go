package rest

import (
	"strconv"
	"strings"
	"time"

	"rollcall.dev/rollcall/internal/rest/wire"
)

// maxSpan bounds a span: everything that takes one has a bound of its own below it.
const maxSpan = 366 * 24 * time.Hour

// spanForm says how a span is written.
const spanForm = "a time from 1s to 366d, such as 30m, 4h, 2d or 1w"

// span reads how long: whole numbers with s, m, h, d or w, such as 30m, 1d12h or 2w. A day has 24 hours.
func span(text string) (time.Duration, bool) {
	units := map[byte]time.Duration{
		's': time.Second, 'm': time.Minute, 'h': time.Hour, 'd': 24 * time.Hour, 'w': 7 * 24 * time.Hour,
	}
	var total time.Duration
	for rest := text; rest != ""; {
		at := strings.IndexFunc(rest, func(r rune) bool { return r < '0' || r > '9' })
		if at < 1 || at > 8 || units[rest[at]] == 0 {
			return 0, false
		}
		n, err := strconv.Atoi(rest[:at])
		unit := units[rest[at]]
		if err != nil || time.Duration(n) > maxSpan/unit {
			return 0, false
		}
		if total += time.Duration(n) * unit; total > maxSpan {
			return 0, false
		}
		rest = rest[at+1:]
	}
	return total, total > 0
}

// ending is when something ends that a request gives an "until", an instant, or a "for", a time from now on.
func ending(until, length string, now time.Time) (time.Time, []wire.Mistake) {
	switch {
	case until != "" && length != "":
		return time.Time{}, []wire.Mistake{{Field: "for", Value: length, Allowed: "either for or until"}}
	case until == "" && length == "":
		return time.Time{}, []wire.Mistake{{Field: "for", Allowed: spanForm + ", or until: an instant"}}
	case length != "":
		d, ok := span(length)
		if !ok {
			return time.Time{}, []wire.Mistake{{Field: "for", Value: length, Allowed: spanForm}}
		}
		return now.Add(d), nil
	}
	at, err := time.Parse(time.RFC3339, until)
	if err != nil {
		return time.Time{}, []wire.Mistake{{Field: "until", Value: until, Allowed: "an instant such as 2026-12-01T08:00:00Z (RFC 3339)"}}
	}
	return at.UTC(), nil
}
