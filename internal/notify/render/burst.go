package render

import (
	"fmt"

	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/notify"
)

// maxListedText bounds what one message lists, in characters; a little more than a part that the ledger makes.
const maxListedText = 6500

// burst puts into words what many jobs have in common that fell into trouble together.
func (w writer) burst() Card {
	n := w.n
	c := Card{Tone: Bad, Title: w.burstTitle(), Note: Head(Line(w.view.Note), maxSentence), Context: w.burstContext(), Links: w.links()}
	if n.Change == incident.Listed {
		c.Tone, c.Links, c.SlotsTitle, c.Slots = Neutral, nil, "Jobs", w.listed()
		return c
	}
	c.Facts = w.burstFacts()
	if w.over() {
		if c.Tone = Good; n.ByPerson() { // whatever the jobs say
			c.Tone = Neutral
		}
		c.Story = Head(w.burstStory(), maxSentence)
		if w.view.Action == notify.Reply {
			return c
		}
	}
	if !w.over() {
		c.Advice = w.advice()
	}
	c.Why, c.Signal = Head(Line(n.Cause.Summary), maxSentence), w.signal()
	c.SlotsTitle, c.Slots = "Jobs", w.affected()
	return c
}

func (w writer) burstTitle() string {
	n := w.n
	jobs := counted(n.Jobs, "job")
	switch {
	case n.Change == incident.Listed && len(n.Affected) < n.Jobs:
		return jobs + " are concerned, these among them"
	case n.Change == incident.Listed && n.Jobs == 1:
		return "This job is concerned"
	case n.Change == incident.Listed:
		return "These " + jobs + " are concerned"
	case w.over() && n.ByPerson():
		return w.resolvedBy()
	case w.over():
		return are(n.Jobs, "job") + " out of trouble"
	}
	return jobs + " in trouble for one reason" + w.timely() + w.urgency()
}

// burstStory tells how it ended.
func (w writer) burstStory() string {
	n := w.n
	s := "It is over since " + w.clock.At(n.ResolvedAt)
	if d := n.ResolvedAt.Sub(n.OpenedAt); d > 0 {
		s += ", after " + Duration(d)
	}
	s += "."
	if others := n.Total - n.Recovered; others > 0 {
		what := "Told of separately"
		if n.ByPerson() {
			what = "Not out of trouble by then"
		}
		s += fmt.Sprintf(" %s: %d of all %s.", what, others, counted(n.Total, "job"))
	}
	return s + w.quoted()
}

// are counts something that then is in some state.
func are(n int, noun string) string {
	if n == 1 {
		return counted(n, noun) + " is"
	}
	return counted(n, noun) + " are"
}

func (w writer) burstFacts() []Fact {
	n := w.n
	var facts []Fact
	if w.view.Action != notify.Reply {
		label := "Since"
		if w.over() {
			label = "Began"
		}
		facts = append(facts, Fact{label, w.clock.Full(n.OpenedAt)})
	}
	jobs := fmt.Sprint(n.Jobs)
	if others := n.Total - n.Jobs; others > 0 {
		jobs += fmt.Sprintf(", and %d of other owners", others)
	}
	facts = append(facts, Fact{"How many", jobs})
	if n.Recovered > 0 && !w.over() {
		facts = append(facts, Fact{"Out of trouble", fmt.Sprintf("%d of %d", n.Recovered, max(n.Total, n.Jobs))})
	}
	if owner := w.owner(); owner != "" && w.view.Action != notify.Reply {
		facts = append(facts, Fact{"Owner", Head(owner, maxFact)})
	}
	return append(facts, w.standing()...)
}

func (w writer) burstContext() []string {
	if w.n.Change == incident.Listed {
		return nil
	}
	where := "cluster " + w.cluster()
	if !w.over() {
		where += " · these jobs are told of here, not one by one"
	}
	return []string{Head(where, maxContext)}
}

// listed names many jobs, a line each.
func (w writer) listed() []string {
	lines := make([]string, 0, len(w.n.Affected))
	size := 0
	for i, a := range w.n.Affected {
		line := Head(Line(a.Job), incident.MaxListedName)
		if size += Length(line) + 1; size > maxListedText {
			return append(lines, "… and "+counted(len(w.n.Affected)-i, "more job"))
		}
		lines = append(lines, line)
	}
	return lines
}
