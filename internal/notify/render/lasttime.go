package render

import (
	"strings"

	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/ownership"
)

const (
	maxSaid     = 2  // of what people said the last time
	maxSaidText = 80 // characters of each
)

// lastTime says in one line what was done about the incident before; empty where there was none.
func (w writer) lastTime() string {
	p := w.n.Precedent
	if p == nil || p.ResolvedAt.IsZero() {
		return ""
	}
	say, lasted, at := w.say, w.say.Form.Duration(p.ResolvedAt.Sub(p.OpenedAt)), w.clock.At(p.ResolvedAt)
	parts := []string{say.Past.Recovered(lasted, at)}
	if end := p.EndedBy; end != nil {
		parts[0] = w.saidOf(say.Past.Resolved(person(end.By), lasted, at), end.Text)
	}
	if by := p.AckedBy; by.ID != "" && (p.EndedBy == nil || p.EndedBy.By.ID != by.ID) {
		parts = append(parts, say.Past.TakenOn(person(by)))
	}
	for _, e := range p.Said[:min(len(p.Said), maxSaid)] {
		parts = append(parts, w.saidOf(person(e.By), e.Text))
	}
	if cause := Line(p.Cause); cause != "" && !p.SameCause {
		parts = append(parts, say.Past.Was(cause))
	}
	return say.Past.All(parts...)
}

// saidOf is who said something, or what it belongs to, with that; without it where it is nothing.
func (w writer) saidOf(who, text string) string {
	if text = Head(Line(text), maxSaidText); text == "" {
		return who
	}
	return w.say.Past.Said(who, w.say.Form.Quote(text))
}

// lastTimeLink leads to the incident before.
func (w writer) lastTimeLink() Link {
	if w.n.Precedent == nil || w.n.Change == incident.Recovery {
		return Link{}
	}
	return Link{w.say.Label.LastTime, w.n.Precedent.Link}
}

// dependsOn names what the job cannot do without.
func (w writer) dependsOn() string {
	var names []string
	if parent := Head(Line(w.n.Parent), maxName); parent != "" {
		names = append(names, parent)
	}
	for _, name := range w.n.Subject.DependsOn[:min(len(w.n.Subject.DependsOn), ownership.MaxDependsOn)] {
		if name = Head(Line(name), maxName); name != "" {
			names = append(names, name)
		}
	}
	return strings.Join(names, ", ")
}
