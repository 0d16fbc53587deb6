package rest

import (
	"time"

	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/rest/wire"
)

// spanForm says how a span is written.
const spanForm = "a time from 1s to 366d, such as 30m, 4h, 2d or 1w"

// ending is when something ends that a request gives an "until", an instant, or a "for", a time from now on.
func ending(until, length string, now time.Time) (time.Time, []wire.Mistake) {
	switch {
	case until != "" && length != "":
		return time.Time{}, []wire.Mistake{{Field: "for", Value: length, Allowed: "either for or until"}}
	case until == "" && length == "":
		return time.Time{}, []wire.Mistake{{Field: "for", Allowed: spanForm + ", or until: an instant"}}
	case length != "":
		d, ok := incident.ParseSpan(length)
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
