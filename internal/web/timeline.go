package web

import (
	"fmt"

	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/notify/render"
)

// entry is a line of an incident's timeline.
type entry struct {
	At     moment
	Who    string
	What   string
	Until  moment // of a snooze
	Text   string // several lines, as somebody wrote them
	Person bool   // somebody did it
}

// timeline shows who did what, and when.
func (v view) timeline(i incident.Incident) []entry {
	clock := v.clock(i)
	all := make([]entry, 0, len(i.Timeline))
	reason := ""
	for _, e := range i.Timeline {
		shown := entry{
			At: moment{e.At, clock}, Who: person(e.By), What: did(e), Text: render.Text(e.Text), Person: e.By.ID != incident.Self,
		}
		if e.What == incident.Snoozed {
			shown.Until = moment{e.Until, clock}
		}
		if !shown.Person && (e.Text == reason || e.What == incident.RerunOver) {
			shown.Text = "" // it has been said
		} else if !shown.Person {
			reason = e.Text
		}
		all = append(all, shown)
	}
	return all
}

// did says what happened in a line of the timeline.
func did(e incident.Entry) string {
	byPerson := e.By.ID != incident.Self
	switch e.What {
	case incident.Opened:
		return "opened"
	case incident.Repeated:
		if e.Times > 1 {
			return fmt.Sprintf("again, %d times", e.Times)
		}
		return "again"
	case incident.Changed:
		return "new reason"
	case incident.Recovery:
		if byPerson {
			return "resolved"
		}
		return "recovered"
	case incident.AckedChange:
		return "acknowledged"
	case incident.Snoozed:
		return "snoozed"
	case incident.Reopened:
		return "reopened"
	case incident.NotActionableChange:
		return "says that it is not actionable"
	case incident.WrongOwnerChange:
		return "says that the owner is wrong"
	case incident.Commented:
		return "commented"
	case incident.Woken:
		return "quiet time is over"
	case incident.Reminder:
		return "reminded"
	case incident.Escalated:
		return "escalated"
	case incident.Listed:
		return "listed the jobs by name"
	case incident.RerunBegan, incident.RerunDenied, incident.RerunOver:
		return didRerun(e.What)
	default:
		return render.Head(render.Line(string(e.What)), maxShown)
	}
}
