package render

// digest puts into words what is of low severity, once a working day.
func (w writer) digest() Card {
	n := w.n
	c := Card{
		Tone: Neutral, Title: w.say.Digest.Title(n.Jobs),
		Note: Head(Line(w.view.Note), maxSentence), SlotsTitle: w.say.Label.Jobs, Slots: w.affected(), Links: w.links(),
		Facts:   []Fact{{w.say.Label.Since, w.clock.At(n.OpenedAt)}, {w.say.Label.Jobs, w.say.Form.Jobs(n.Jobs)}},
		Context: []string{Head(w.say.Context.Cluster(w.cluster())+" · "+w.say.Context.Daily, maxContext)},
	}
	if n.Recovered > 0 {
		c.Facts = append(c.Facts, Fact{w.say.Label.OutAgain, w.say.Form.Jobs(n.Recovered)})
	}
	if owner := w.owner(); owner != "" {
		c.Facts = append(c.Facts, Fact{w.say.Label.Owner, Head(owner, maxFact)})
	}
	return c
}
