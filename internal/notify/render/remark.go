package render

import (
	"fmt"
	"strings"

	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/notify"
)

// remark reports whether the change is said in a line of its own beneath the message: what a person said, or a reminder.
func (w writer) remark() bool {
	if w.view.Action == notify.Update {
		return false
	}
	switch w.n.Change {
	case incident.AckedChange, incident.Snoozed, incident.Reopened, incident.NotActionableChange, incident.WrongOwnerChange,
		incident.Commented, incident.Reminder:
		return true
	case incident.Woken, incident.Escalated:
		return w.view.Action == notify.Reply
	case incident.Recovery:
		return w.view.Action == notify.Reply && w.n.ByPerson()
	default:
		return false
	}
}

// remarkCard is the Card of a remark.
func (w writer) remarkCard() Card {
	c := Card{Tone: Neutral, Title: w.remarkTitle(), Note: Head(Line(w.view.Note), maxSentence), Context: w.context(), Links: w.links()}
	if w.n.Change == incident.Reminder || w.n.Change == incident.Escalated || w.n.Change == incident.Woken {
		c.Tone = Bad
		c.Why = Head(Line(w.n.Cause.Summary), maxSentence)
	}
	if a := w.n.Answer; a != nil {
		c.Story = Head(Line(a.Text), maxSentence)
	}
	c.Facts = w.standing()
	return c
}

// remarkTitle says who did what, or what time has come.
func (w writer) remarkTitle() string {
	subject, who := w.name(), "somebody"
	if a := w.n.Answer; a != nil {
		who = Head(Line(a.By.String()), maxName)
	}
	switch w.n.Change {
	case incident.AckedChange:
		return subject + ": acknowledged by " + who
	case incident.Snoozed:
		return subject + ": snoozed by " + who + " until " + w.clock.At(w.n.SnoozedUntil)
	case incident.Reopened:
		return subject + ": reopened by " + who
	case incident.Recovery:
		return subject + ": resolved by " + who
	case incident.NotActionableChange:
		return subject + ": not actionable, says " + who
	case incident.WrongOwnerChange:
		return subject + ": wrong owner, says " + who
	case incident.Commented:
		return subject + ": comment by " + who
	case incident.Woken:
		return subject + ": quiet time is over, " + w.trouble()
	case incident.Escalated:
		return subject + ": nobody has answered, " + w.escalatedTo()
	case incident.Reminder:
		if w.n.Status == incident.Acknowledged {
			return fmt.Sprintf("%s: %s, %s is at it", subject, w.trouble(), Head(Line(w.n.AckedBy.String()), maxName))
		}
		return subject + ": nobody has answered yet, " + w.trouble()
	default:
		return subject
	}
}

// name of what the incident is about.
func (w writer) name() string {
	if w.n.Kind.Shared() {
		return w.cluster()
	}
	return Subject(w.n.Subject)
}

// trouble says how it stands.
func (w writer) trouble() string {
	if w.n.Kind.Shared() {
		return "the trouble goes on"
	}
	w.view.Action = notify.Update
	w.n.Change = incident.Opened
	return "it " + w.what()
}

// escalatedTo says who is told because nobody answered.
func (w writer) escalatedTo() string {
	switch w.n.Level {
	case 2:
		return "the whole team is called"
	case 3:
		return "the parent team is told"
	default:
		return "triage is told"
	}
}

// standing says what people made of the incident and what they have to.
func (w writer) standing() []Fact {
	var facts []Fact
	n := w.n
	if n.Status == incident.Acknowledged && n.AckedBy.ID != "" {
		facts = append(facts, Fact{"Acknowledged", Head(Line(n.AckedBy.String())+", "+w.clock.At(n.AckedAt), maxFact)})
	}
	if !n.SnoozedUntil.IsZero() && n.Kind != incident.Muting {
		facts = append(facts, Fact{"Snoozed until", w.clock.Full(n.SnoozedUntil)})
	}
	if !n.ActBy.IsZero() && n.Status == incident.Open {
		facts = append(facts, Fact{"Act by", w.clock.Full(n.ActBy)})
	}
	return facts
}

// silence puts into words what the author of a silence is told of it.
func (w writer) silence() Card {
	n := w.n
	c := Card{Tone: Neutral, Note: Head(Line(w.view.Note), maxSentence), Links: w.links()}
	what := Head(Line(n.Subject.Name), maxName)
	if n.Change == incident.Recovery {
		c.Title = "Silence ended: " + what
		c.Story = fmt.Sprintf("It kept %s from being told.", counted(n.Count, "message"))
		if n.Jobs > 0 {
			c.Story += " " + strings.ToUpper(counted(n.Jobs, "incident")[:1]) + counted(n.Jobs, "incident")[1:] + " of these go on, and are told now."
		}
	} else {
		c.Title = "Still silenced: " + what
		c.Story = fmt.Sprintf("It has kept %s from being told so far; %s go on. End it if it is no longer needed.",
			counted(n.Count, "message"), counted(n.Jobs, "incident"))
	}
	c.Facts = []Fact{{"By", Head(Line(n.AckedBy.String()), maxFact)}, {"Since", w.clock.Full(n.OpenedAt)}}
	if n.Change == incident.Reminder {
		c.Facts = append(c.Facts, Fact{"Until", w.clock.Full(n.SnoozedUntil)})
	}
	c.Facts = append(c.Facts, Fact{"Reason", Head(Line(n.Subject.Description), maxFact)})
	return c
}
