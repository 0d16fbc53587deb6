package render

import "fmt"

// digest puts into words what is of low severity, once a working day.
func (w writer) digest() Card {
	n := w.n
	c := Card{
		Tone: Neutral, Title: fmt.Sprintf("Digest: %s of low severity in trouble", counted(n.Jobs, "job")),
		Note: Head(Line(w.view.Note), maxSentence), SlotsTitle: "Jobs", Slots: w.affected(), Links: w.links(),
		Facts:   []Fact{{"Since", w.clock.At(n.OpenedAt)}, {"Jobs", fmt.Sprint(n.Jobs)}},
		Context: []string{Head("cluster "+w.cluster()+" · once a working day, what nobody has to act on at once", maxContext)},
	}
	if n.Recovered > 0 {
		c.Facts = append(c.Facts, Fact{"Out of trouble again", fmt.Sprint(n.Recovered)})
	}
	if owner := w.owner(); owner != "" {
		c.Facts = append(c.Facts, Fact{"Owner", Head(owner, maxFact)})
	}
	return c
}
