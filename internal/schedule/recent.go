package schedule

import "time"

// Missed says how many slots went by without a start, as coarsely as the CronJob controller tells them apart.
type Missed int

const (
	// MissedNone means that at most the slot that is due now is open.
	MissedNone Missed = iota
	// MissedFew means two to a hundred.
	MissedFew
	// MissedMany means more than a hundred: the controller warns TooManyMissedTimes, and starts the newest all the same.
	MissedMany
)

// manyMissed is the count above which the controller warns.
const manyMissed = 100

// String is none, few or many.
func (m Missed) String() string {
	switch m {
	case MissedFew:
		return "few"
	case MissedMany:
		return "many"
	default:
		return "none"
	}
}

// History is what the CronJob controller remembers about a CronJob.
type History struct {
	Created       time.Time // metadata.creationTimestamp
	LastScheduled time.Time // status.lastScheduleTime; zero when there is none
	// StartingDeadlineSeconds is spec.startingDeadlineSeconds; nil when there is none.
	StartingDeadlineSeconds *int64
}

// Due is what the controller would make of a History at an instant.
type Due struct {
	// Slot is the slot for which it would start a Job, zero for none. None can also follow on missed slots: see MostRecent.
	Slot   time.Time
	Missed Missed
	// Since is the instant that it looked back to: the last start, the creation or the starting deadline.
	Since time.Time
}

// MostRecent is the slot for which the CronJob controller of Kubernetes v1.37 would start a Job at now, all policies
// (suspend, Forbid) aside. It is at most one: of several missed slots only the newest is caught up.
//
// It restates mostRecentScheduleTime of pkg/controller/cronjob/utils.go with its peculiarities, since a verdict must agree
// with what the controller did and not with what it should have done:
//
//   - After two or more missed slots it estimates their number from the distance of the first two and searches from there. On
//     an uneven schedule ("0 1,2 * * *") that search can begin after the last slot, and then nothing is started.
//   - A starting deadline moves the beginning of the search. "@every 1h" counts from there, so that with a deadline under an
//     hour it never starts.
//   - A deadline of more than 292 years overflows into the future, and nothing is started.
func (s Schedule) MostRecent(h History, now time.Time) Due {
	due := Due{Since: h.since(now)}
	free := s.From(time.Time{}) // the controller counts a relative schedule from where its search begins

	first := free.Next(due.Since)
	if first.IsZero() || now.Before(first) {
		return due
	}
	second := free.Next(first)
	if second.IsZero() { // 29 February before 2100: upstream reports InvalidSchedule
		return due
	}
	if now.Before(second) {
		due.Slot = first
		return due
	}

	gap := second.Sub(first).Round(time.Second)
	passed := int64(now.Sub(first)/gap) + 1
	due.Missed = MissedFew
	if passed > manyMissed {
		due.Missed = MissedMany
	}
	start := first.Add(time.Duration(passed-2) * gap)
	for t := free.Next(start); !t.IsZero() && !t.After(now); t = free.Next(t) {
		due.Slot = t
	}
	return due
}

// since is the instant before which the controller starts nothing.
func (h History) since(now time.Time) time.Time {
	since := h.Created
	if !h.LastScheduled.IsZero() {
		since = h.LastScheduled
	}
	if h.StartingDeadlineSeconds != nil {
		// Wraps around above 292 years, as it does upstream.
		if deadline := now.Add(-time.Second * time.Duration(*h.StartingDeadlineSeconds)); deadline.After(since) {
			since = deadline
		}
	}
	return since
}
