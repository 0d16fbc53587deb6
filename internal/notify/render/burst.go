package render

import (
	"fmt"
	"strings"

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
		c.Tone, c.Story = Good, Head(w.burstStory(), maxSentence)
		if w.view.Action == notify.Reply {
			return c
		}
	}
	c.Why, c.Signal, c.Advice = Head(Line(n.Cause.Summary), maxSentence), w.signal(), w.advice()
	c.SlotsTitle, c.Slots = "Jobs", w.affected()
	return c
}

func (w writer) burstTitle() string {
	n := w.n
	switch {
	case n.Change == incident.Listed:
		return fmt.Sprintf("These %s are concerned", counted(n.Jobs, "job"))
	case w.over():
		return fmt.Sprintf("%s out of trouble", counted(n.Jobs, "job"))
	}
	t := fmt.Sprintf("%s in trouble for one reason", counted(n.Jobs, "job"))
	if w.severity() == "" {
		t += " · " + strings.ToUpper(Head(Line(string(n.Severity)), 10))
	}
	return t
}

// burstStory tells how it ended.
func (w writer) burstStory() string {
	n := w.n
	s := "It is over since " + w.clock.At(n.ResolvedAt) + ". "
	if d := n.ResolvedAt.Sub(n.OpenedAt); d > 0 {
		s = "It is over since " + w.clock.At(n.ResolvedAt) + ", after " + Duration(d) + ". "
	}
	if alone := n.Total - n.Recovered; alone > 0 {
		s += fmt.Sprintf("%s told each by itself.", are(alone, "job"))
	}
	return strings.TrimSpace(s)
}

func are(n int, noun string) string {
	if n == 1 {
		return "1 " + noun + " is"
	}
	return fmt.Sprintf("%d %ss are", n, noun)
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
	facts = append(facts, Fact{"Jobs", fmt.Sprint(n.Jobs)})
	if n.Total > n.Jobs {
		facts = append(facts, Fact{"Jobs of all owners", fmt.Sprint(n.Total)})
	}
	if n.Recovered > 0 && !w.over() {
		facts = append(facts, Fact{"Out of trouble again", fmt.Sprint(n.Recovered)})
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
	return []string{Head("cluster "+w.cluster()+" · what goes wrong with these jobs is told here and not job by job", maxContext)}
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
