package diagnose

import (
	"slices"
	"strings"
	"time"
)

// clockSlack is how far the clock that stamps events may differ from the one that slots are told by.
const clockSlack = 5 * time.Second

// newest returns the newest event that matches.
func (e Evidence) newest(match func(Event) bool) (Event, bool) {
	for _, v := range slices.Backward(e.Events) {
		if match(v) {
			return v, true
		}
	}
	return Event{}, false
}

// eventWith returns the newest event with one of the reasons.
func (e Evidence) eventWith(reasons ...string) (Event, bool) {
	return e.newest(func(v Event) bool { return slices.Contains(reasons, v.Reason) })
}

// since is the evidence without the events that were over before an instant: they tell of an earlier slot. Events that do not say
// when they were stay.
func (e Evidence) since(at time.Time) Evidence {
	e.Events = slices.DeleteFunc(slices.Clone(e.Events), func(v Event) bool {
		return !v.Last.IsZero() && v.Last.Before(at.Add(-clockSlack))
	})
	return e
}

// of reports whether the event is about the pod.
func (v Event) of(p Pod) bool { return v.Object == "Pod/"+p.Name }

// unread reports whether what the gaps begin with could not be read: that nothing was seen of it then means nothing.
func (e Evidence) unread(what string) bool {
	return slices.ContainsFunc(e.Gaps, func(gap string) bool { return strings.HasPrefix(gap, what) })
}

// refusals counts the attempts to create something for an object that were refused, and says since when. Counts are what the
// cluster says, and so anything.
func (e Evidence) refusals(object string) (n int64, from time.Time) {
	for _, v := range e.Events {
		if v.Reason != "FailedCreate" || v.Object != object {
			continue
		}
		n += max(int64(v.Count), 1)
		if !v.First.IsZero() && (from.IsZero() || v.First.Before(from)) {
			from = v.First
		}
	}
	return n, from
}
