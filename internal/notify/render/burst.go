package render

import (
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
		c.Tone, c.Links, c.SlotsTitle, c.Slots = Neutral, nil, w.say.Label.Jobs, w.listed()
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
	c.Why, c.Signal = w.why(), w.signal()
	c.SlotsTitle, c.Slots = w.say.Label.Jobs, w.affected()
	return c
}

func (w writer) burstTitle() string {
	n := w.n
	switch {
	case n.Change == incident.Listed && len(n.Affected) < n.Jobs:
		return w.say.Burst.ListedPart(n.Jobs)
	case n.Change == incident.Listed:
		return w.say.Burst.Listed(n.Jobs)
	case w.over() && n.ByPerson():
		return w.resolvedBy()
	case w.over():
		return w.say.Burst.Over(n.Jobs)
	}
	return w.say.Burst.Title(n.Jobs) + w.timely() + w.urgency()
}

// burstStory tells how it ended.
func (w writer) burstStory() string {
	n := w.n
	ended, rest := w.say.Burst.Ended(w.clock.At(n.ResolvedAt)), ""
	if d := n.ResolvedAt.Sub(n.OpenedAt); d > 0 {
		ended = w.say.Burst.EndedAfter(w.clock.At(n.ResolvedAt), w.say.Form.Duration(d))
	}
	if others := n.Total - n.Recovered; others > 0 && n.ByPerson() {
		rest = w.say.Burst.NotOutOfTrouble(others, n.Total)
	} else if others > 0 {
		rest = w.say.Burst.ToldSeparately(others, n.Total)
	}
	return w.say.Form.Sentences(ended, rest, w.quoted())
}

func (w writer) burstFacts() []Fact {
	n, facts := w.n, w.standing()
	if w.view.Action != notify.Reply {
		label := w.say.Label.Since
		if w.over() {
			label = w.say.Label.Began
		}
		facts = append(facts, Fact{label, w.clock.Full(n.OpenedAt)})
	}
	jobs := w.say.Form.Jobs(n.Jobs)
	if others := n.Total - n.Jobs; others > 0 {
		jobs = w.say.Fact.OfOthers(n.Jobs, others)
	}
	facts = append(facts, Fact{w.say.Label.HowMany, jobs})
	if n.Recovered > 0 && !w.over() {
		facts = append(facts, Fact{w.say.Label.OutOfTrouble, w.say.Form.PartOf(n.Recovered, max(n.Total, n.Jobs))})
	}
	if owner := w.owner(); owner != "" && w.view.Action != notify.Reply {
		facts = append(facts, Fact{w.say.Label.Owner, Head(owner, maxFact)})
	}
	return facts
}

func (w writer) burstContext() []string {
	if w.n.Change == incident.Listed {
		return nil
	}
	where := w.say.Context.Cluster(w.cluster())
	if !w.over() {
		where += " · " + w.say.Context.ToldHere
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
			return append(lines, w.say.Form.MoreJobs(len(w.n.Affected)-i))
		}
		lines = append(lines, line)
	}
	return lines
}
