package render

// commands adds to a Card how to look further, where there is room for that.
func (w writer) commands(c Card) Card {
	if c.length() > maxBefore {
		return c
	}
	left := maxCommands
	for _, line := range w.n.Commands() {
		if left -= Length(line); left < 0 {
			break // half a command is another one
		}
		c.Commands = append(c.Commands, line)
	}
	if len(c.Commands) > 0 {
		c.CommandsTitle = w.say.Label.LookFurther
		if cluster := Head(Line(w.n.Subject.Cluster), maxName); cluster != "" {
			c.CommandsTitle = w.say.Label.LookFurtherIn(cluster)
		}
	}
	return c
}

// length is about how many characters of a Card there are to read.
func (c Card) length() int {
	n := Length(c.Title) + Length(c.Note) + Length(c.Story) + Length(c.Why) + Length(c.Signal) + Length(c.LogTitle) + Length(c.Log)
	for _, lines := range [][]string{c.Slots, c.Advice, c.Context} {
		for _, l := range lines {
			n += Length(l)
		}
	}
	for _, f := range c.Facts {
		n += Length(f.Label) + Length(f.Value)
	}
	return n
}
