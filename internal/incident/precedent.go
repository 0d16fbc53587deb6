package incident

import (
	"slices"
	"strings"
	"time"

	"rollcall.dev/rollcall/internal/diagnose"
)

// Precedent is what became of the Incident of the same Monitor and Kind that was there before: who meets the trouble again reads what was
// done about it. Its texts are people's and the cluster's.
type Precedent struct {
	Incident   string    `json:"incident"`
	OpenedAt   time.Time `json:"opened_at"`
	ResolvedAt time.Time `json:"resolved_at"`
	Count      int       `json:"count"` // bad slots and runs
	Cause      string    `json:"cause,omitempty"`
	SameCause  bool      `json:"same_cause,omitempty"`
	// AckedBy is who took it on, EndedBy the Answer that resolved it; nil: it ended by itself.
	AckedBy Person `json:"acked_by,omitzero"`
	EndedBy *Entry `json:"ended_by,omitempty"`
	// Said are the newest of the other things that people said of it, the oldest of them first.
	Said []Entry `json:"said,omitempty"`
	Link string  `json:"link,omitempty"`
}

const (
	maxSaid      = 2   // of Precedent.Said
	maxPrecedent = 240 // characters of each of its texts
)

// PrecedentOf is what is told of a resolved Incident where another one begins for a cause.
func PrecedentOf(i Incident, cause diagnose.Cause) *Precedent {
	p := &Precedent{
		Incident: i.ID, OpenedAt: i.OpenedAt, ResolvedAt: i.ResolvedAt, Count: i.Count, Cause: brief(i.Cause.Summary),
		SameCause: i.Cause.Same(cause), Link: i.Notice.Link,
	}
	if end := i.Notice.EndedBy; end != nil {
		short := *end
		short.Text = brief(end.Text)
		p.EndedBy = &short
	}
	for _, e := range i.Timeline {
		if e.By.ID == "" || e.By.ID == Self {
			continue
		}
		if e.What == AckedChange {
			p.AckedBy = e.By
		}
		if e.Text = brief(e.Text); e.Text != "" && (p.EndedBy == nil || e.ID != p.EndedBy.ID) {
			p.Said = append(p.Said, e)
		}
	}
	p.Said = slices.Clone(p.Said[max(0, len(p.Said)-maxSaid):])
	return p
}

// brief is the beginning of a text.
func brief(text string) string {
	text = strings.TrimSpace(text)
	if r := []rune(text); len(r) > maxPrecedent {
		return string(r[:maxPrecedent-1]) + "…"
	}
	return text
}

// Taught is an Incident that has just begun with what is known of the one before it, and with the name of what it depends on.
func (i Incident) Taught(before *Precedent, parent string) Incident {
	i.Notice.Precedent, i.Notice.Parent = before, parent
	return i
}
