package render

import (
	"fmt"

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
	if w.n.Kind.Shared() {
		c.Context = w.sharedContext()
	}
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
		return w.resolvedBy()
	case incident.NotActionableChange:
		return subject + ": not actionable, says " + who
	case incident.WrongOwnerChange:
		return subject + ": wrong owner, says " + who
	case incident.Commented:
		return subject + ": comment by " + who
	case incident.Woken:
		return w.trouble() + " · quiet time is over"
	case incident.Escalated:
		return w.trouble() + " and nobody has answered, so " + w.escalatedTo()
	case incident.Reminder:
		if w.n.Status == incident.Acknowledged {
			return w.trouble() + " · " + Head(Line(w.n.AckedBy.String()), maxName) + " is at it"
		}
		return w.trouble() + " and nobody has answered yet"
	default:
		return subject
	}
}

// resolvedBy says who declared it over.
func (w writer) resolvedBy() string {
	return w.name() + ": resolved by " + Head(Line(w.n.Answer.By.String()), maxName)
}

// name of what the incident is about.
func (w writer) name() string {
	switch {
	case w.n.Kind == incident.Burst:
		return counted(w.n.Jobs, "job") + " in " + w.cluster()
	case w.n.Kind.Shared():
		return w.cluster()
	default:
		return Subject(w.n.Subject)
	}
}

// trouble says how it stands.
func (w writer) trouble() string {
	switch w.n.Kind {
	case incident.Burst:
		return are(w.n.Jobs, "job") + " in trouble in " + w.cluster()
	case incident.Stalled:
		return w.cluster() + " starts no CronJobs"
	case incident.Blind:
		return "Rollcall could not see " + counted(w.n.Count, "run") + " in " + w.cluster()
	default:
		w.view.Action, w.n.Change = notify.Update, incident.Opened
		return Subject(w.n.Subject) + " " + w.what()
	}
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
		facts = append(facts, Fact{"Acknowledged", Head(Line(n.AckedBy.String()), maxName) + ", " + w.clock.At(n.AckedAt)})
	}
	if !n.SnoozedUntil.IsZero() && n.Kind != incident.Muting {
		facts = append(facts, Fact{"Snoozed until", w.clock.Full(n.SnoozedUntil)})
	}
	if !n.ActBy.IsZero() && n.Status == incident.Open && n.SnoozedUntil.IsZero() {
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
			c.Story += " " + goOn(n.Jobs) + ", and will now be told."
		}
	} else {
		c.Title = "Still silenced: " + what
		c.Story = fmt.Sprintf("It has kept %s from being told so far. %s. End it if it is no longer needed.", counted(n.Count, "message"), goOn(n.Jobs))
	}
	c.Facts = []Fact{{"By", Head(Line(n.AckedBy.String()), maxFact)}, {"Since", w.clock.Full(n.OpenedAt)}}
	if n.Change == incident.Reminder {
		c.Facts = append(c.Facts, Fact{"Until", w.clock.Full(n.SnoozedUntil)})
	}
	c.Facts = append(c.Facts, Fact{"Reason", Head(Line(n.Subject.Description), maxFact)})
	return c
}

// goOn says how many of the incidents that a silence muted are not over.
func goOn(n int) string {
	if n == 0 {
		return "Nothing that it muted goes on"
	}
	return "Of what it muted, " + are(n, "incident") + " not over"
}
