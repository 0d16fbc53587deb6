package alertmanager

import (
	"time"

	"rollcall.dev/rollcall/internal/incident"
)

// startOf is when the trouble began.
func startOf(n incident.Notice) time.Time {
	if n.OpenedAt.IsZero() {
		return n.At.UTC()
	}
	return n.OpenedAt.UTC()
}

// holdsUntil is the endsAt of an alert that fires. At its next slot the job either runs well, which resolves it, or does not, which is
// told as well; so silence before that says nothing.
func (n *Notifier) holdsUntil(notice incident.Notice, now time.Time) time.Time {
	from := now
	if notice.NextSlot.After(from) {
		from = notice.NextSlot
	}
	return from.Add(n.config.ResolveTimeout).UTC()
}

// maxSkew is how far an Alertmanager's clock may be behind ours. An end that it takes for the future does not resolve an alert: of two
// ends of one that fires it keeps the later (Merge in types/types.go of prometheus/alertmanager).
const maxSkew = 30 * time.Second

// endOf is the endsAt of an alert that is over: when that was, and in the past by any clock that is off by no more than maxSkew. It is
// never before the start, which an Alertmanager refuses.
func endOf(n incident.Notice, start, now time.Time) time.Time {
	end := n.ResolvedAt
	if end.IsZero() {
		end = n.At
	}
	if latest := now.Add(-maxSkew); end.After(latest) {
		end = latest
	}
	if end.Before(start) {
		end = start
	}
	return end.UTC()
}
