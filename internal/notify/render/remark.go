package render

import (
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
		incident.Commented, incident.Reminder, incident.RerunBegan, incident.RerunDenied, incident.RerunOver:
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
		c.Why = w.why()
	}
	if a := w.n.Answer; a != nil {
		c.Story = Head(Line(a.Text), maxSentence)
	}
	if w.n.Change == incident.RerunOver {
		c.Story = w.say.Rerun.Unmended
		if r := w.n.Rerun; r != nil && r.State == incident.RerunFailed {
			c.Tone = Bad
		}
	}
	c.Facts = w.standing()
	return c
}

// remarkTitle says who did what, or what time has come.
func (w writer) remarkTitle() string {
	subject, who := w.name(), w.say.Remark.Somebody
	if a := w.n.Answer; a != nil {
		who = person(a.By)
	}
	switch w.n.Change {
	case incident.AckedChange:
		return w.say.Remark.Acknowledged(subject, who)
	case incident.Snoozed:
		return w.say.Remark.Snoozed(subject, who, w.clock.At(w.n.SnoozedUntil))
	case incident.Reopened:
		return w.say.Remark.Reopened(subject, who)
	case incident.Recovery:
		return w.resolvedBy()
	case incident.NotActionableChange:
		return w.say.Remark.NotActionable(subject, who)
	case incident.WrongOwnerChange:
		return w.say.Remark.WrongOwner(subject, who)
	case incident.Commented:
		return w.say.Remark.Commented(subject, who)
	case incident.Woken:
		return w.say.Remark.QuietOver(w.trouble())
	case incident.Escalated:
		return w.escalated()
	case incident.Reminder:
		if w.n.Status == incident.Acknowledged {
			return w.say.Remark.AtIt(w.trouble(), person(w.n.AckedBy))
		}
		return w.say.Remark.NotYet(w.trouble())
	case incident.RerunBegan, incident.RerunDenied, incident.RerunOver:
		return w.rerunTitle()
	default:
		return subject
	}
}

// resolvedBy says who declared it over.
func (w writer) resolvedBy() string {
	return w.say.Remark.Resolved(w.name(), person(w.n.Answer.By))
}

// person names somebody.
func person(p incident.Person) string { return Head(Line(p.String()), maxName) }

// name of what the incident is about.
func (w writer) name() string {
	switch {
	case w.n.Kind == incident.Burst:
		return w.say.Shared.JobsIn(w.n.Jobs, w.cluster())
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
		return w.say.Shared.Trouble(w.n.Jobs, w.cluster())
	case incident.Stalled:
		return w.say.Shared.Stalled(w.cluster())
	case incident.Blind:
		return w.say.Shared.Unseen(w.n.Count, w.cluster())
	default:
		w.view.Action, w.n.Change = notify.Update, incident.Opened
		return Subject(w.n.Subject) + " " + w.what()
	}
}

// escalated says who is told because nobody answered.
func (w writer) escalated() string {
	switch w.n.Level {
	case 2:
		return w.say.Remark.ToTeam(w.trouble())
	case 3:
		return w.say.Remark.ToParent(w.trouble())
	default:
		return w.say.Remark.ToTriage(w.trouble())
	}
}

// standing says what people made of the incident and what they have to.
func (w writer) standing() []Fact {
	var facts []Fact
	n := w.n
	if n.Status == incident.Acknowledged && n.AckedBy.ID != "" {
		who := person(n.AckedBy)
		facts = append(facts, Fact{w.say.Label.Acknowledged, w.say.Fact.Since(who, w.clock.At(n.AckedAt))})
	}
	if !n.SnoozedUntil.IsZero() && n.Kind != incident.Muting {
		facts = append(facts, Fact{w.say.Label.SnoozedUntil, w.clock.Full(n.SnoozedUntil)})
	}
	if !n.ActBy.IsZero() && n.Status == incident.Open && n.SnoozedUntil.IsZero() {
		facts = append(facts, Fact{w.say.Label.ActBy, w.clock.Full(n.ActBy)})
	}
	return facts
}

// silence puts into words what the author of a silence is told of it.
func (w writer) silence() Card {
	n := w.n
	if n.Suspends != nil {
		return w.suspension()
	}
	c := Card{Tone: Neutral, Note: Head(Line(w.view.Note), maxSentence), Links: w.links()}
	what := Head(Line(n.Subject.Name), maxName)
	if n.Change == incident.Recovery {
		c.Title, c.Story = w.say.Silence.Ended(what), w.say.Silence.Kept(n.Count)
		if n.Jobs > 0 {
			c.Story = w.say.Form.Sentences(c.Story, w.say.Silence.GoOnTold(n.Jobs))
		}
	} else {
		goOn := w.say.Silence.NoneGoesOn
		if n.Jobs > 0 {
			goOn = w.say.Silence.GoOn(n.Jobs)
		}
		c.Title = w.say.Silence.Still(what)
		c.Story = w.say.Form.Sentences(w.say.Silence.KeptSoFar(n.Count), goOn, w.say.Silence.EndIt)
	}
	c.Facts = []Fact{{w.say.Label.By, Head(Line(n.AckedBy.String()), maxFact)}, {w.say.Label.Begun, w.clock.Full(n.OpenedAt)}}
	if n.Change == incident.Reminder {
		c.Facts = append(c.Facts, Fact{w.say.Label.Until, w.clock.Full(n.SnoozedUntil)})
	}
	c.Facts = append(c.Facts, Fact{w.say.Label.Reason, Head(Line(n.Subject.Description), maxFact)})
	return c
}
