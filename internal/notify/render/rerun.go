package render

import (
	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/monitor"
)

// rerunTitle says what came of a run that somebody asked for, in a line of its own.
func (w writer) rerunTitle() string {
	r := w.n.Rerun
	if r == nil {
		return w.name()
	}
	who := w.rerunBy()
	switch {
	case w.n.Change == incident.RerunBegan:
		return w.say.Rerun.Began(w.name(), who, Head(Line(r.Job), maxName))
	case w.n.Change == incident.RerunDenied:
		return w.say.Rerun.Denied(w.name(), who)
	case r.State == incident.RerunSucceeded:
		return w.say.Rerun.Succeeded(w.name(), who, w.rerunTook())
	default:
		return w.say.Rerun.Failed(w.name(), who, w.rerunTook())
	}
}

// rerunStory says it in a sentence, within a message that tells something else; empty where there is nothing of it.
func (w writer) rerunStory() string {
	r := w.n.Rerun
	switch {
	case r == nil:
		return ""
	case r.State == incident.RerunStarted:
		return w.say.Rerun.Goes(w.rerunBy(), Head(Line(r.Job), maxName))
	case r.State == incident.RerunSucceeded:
		return w.say.Rerun.HasSucceeded(w.rerunBy(), w.rerunTook())
	case r.State == incident.RerunFailed:
		return w.say.Rerun.HasFailed(w.rerunBy(), w.rerunTook())
	default:
		return ""
	}
}

// rerunEnds reports whether it is a run that somebody asked for that ended the trouble, by its success.
func (w writer) rerunEnds() bool {
	return w.n.Rerun != nil && w.n.Judgement == monitor.Succeeded && !w.n.ByPerson()
}

func (w writer) rerunBy() string { return person(w.n.Rerun.By) }

// rerunTook is how long it took, from when it was asked for. What is said of it afterwards makes it no longer.
func (w writer) rerunTook() string {
	return w.say.Form.Duration(max(0, w.end().Sub(w.n.Rerun.At)))
}

// suspension puts into words what somebody is told of a job that they have suspended.
func (w writer) suspension() Card {
	n, held := w.n, w.n.Suspends
	job := Subject(incident.Subject{Namespace: held.Namespace, Name: held.Name})
	c := Card{Tone: Neutral, Note: Head(Line(w.view.Note), maxSentence), Links: w.links(), Story: Head(Line(held.Problem), maxSentence)}
	switch {
	case n.Change == incident.Reminder && held.Problem != "": // its time is over
		c.Tone, c.Title = Bad, w.say.Suspension.Still(job)
	case n.Change == incident.Reminder:
		c.Title, c.Story = w.say.Suspension.Still(job), w.say.Suspension.ResumesAt(w.clock.Full(n.SnoozedUntil))
	case held.State == incident.SuspensionRefused:
		c.Tone, c.Title = Bad, w.say.Suspension.Refused(job)
	case held.Problem != "":
		c.Title = w.say.Suspension.Ended(job)
	default:
		c.Title = w.say.Suspension.Resumed(job)
	}
	c.Facts = []Fact{{w.say.Label.By, Head(Line(n.AckedBy.String()), maxFact)}}
	if held.State != incident.SuspensionRefused {
		c.Facts = append(c.Facts, Fact{w.say.Suspension.Since, w.clock.Full(n.OpenedAt)})
	}
	if n.Change == incident.Reminder || held.State == incident.SuspensionRefused { // it may have ended before
		c.Facts = append(c.Facts, Fact{w.say.Label.Until, w.clock.Full(n.SnoozedUntil)})
	}
	c.Facts = append(c.Facts, Fact{w.say.Label.Reason, Head(Line(n.Subject.Description), maxFact)})
	return c
}
