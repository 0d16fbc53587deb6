package incident

import (
	"slices"
	"time"
)

// Entry is one line of an Incident's Timeline: who did what, and when.
type Entry struct {
	ID    string    `json:"id,omitempty"` // of the Answer; empty for what happened by itself
	At    time.Time `json:"at"`           // by our clock
	By    Person    `json:"by"`
	What  Change    `json:"what"`
	Text  string    `json:"text,omitempty"`  // a comment, a reason, a cause; untrusted text
	Until time.Time `json:"until,omitzero"`  // of a snooze
	Times int       `json:"times,omitempty"` // how many repeats the line stands for; 0: one
}

// MaxTimeline bounds a Timeline: the first line and the newest ones are kept.
const MaxTimeline = 100

// record appends a line. Repeats in a row are one line.
func (i Incident) record(e Entry) Incident {
	i.Timeline = slices.Clone(i.Timeline)
	if last := len(i.Timeline) - 1; last >= 0 && e.What == Repeated && i.Timeline[last].What == Repeated {
		e.Times = max(i.Timeline[last].Times, 1) + 1
		i.Timeline[last] = e
		return i
	}
	i.Timeline = append(i.Timeline, e)
	if extra := len(i.Timeline) - MaxTimeline; extra > 0 {
		i.Timeline = slices.Delete(i.Timeline, 1, 1+extra)
	}
	return i
}

// answered reports whether an Answer is in the Timeline already.
func (i Incident) answered(id string) bool {
	return slices.ContainsFunc(i.Timeline, func(e Entry) bool { return e.ID == id })
}
