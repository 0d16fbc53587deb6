package rest

import (
	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/rest/wire"
)

// forStranger adds what somebody needs who does not know the job.
func forStranger(s wire.WholeIncident, n incident.Notice) wire.WholeIncident {
	s.Compared, s.DependsOn, s.Commands = n.Compared, n.Subject.DependsOn, n.Commands()
	if n.Parent != "" {
		s.DependsOn = append([]string{n.Parent}, s.DependsOn...)
	}
	for _, d := range n.Changed {
		s.Changed = append(s.Changed, wire.Difference{What: string(d.What), Name: d.Name, Before: d.Before, After: d.After})
	}
	if p := n.Precedent; p != nil {
		s.LastTime = lastTimeOf(*p)
	}
	return s
}

func lastTimeOf(p incident.Precedent) *wire.LastTime {
	last := &wire.LastTime{
		ID: p.Incident, OpenedAt: p.OpenedAt, ResolvedAt: p.ResolvedAt, Count: p.Count, Cause: p.Cause, SameCause: p.SameCause,
		AckedBy: personOf(p.AckedBy), Said: make([]wire.Entry, 0, len(p.Said)+1), Link: p.Link,
	}
	if p.EndedBy != nil {
		last.ResolvedBy = personOf(p.EndedBy.By)
	}
	for _, e := range p.Said {
		last.Said = append(last.Said, entryOf(e))
	}
	if p.EndedBy != nil && p.EndedBy.Text != "" {
		last.Said = append(last.Said, entryOf(*p.EndedBy))
	}
	return last
}

func entryOf(e incident.Entry) wire.Entry {
	return wire.Entry{At: e.At, By: wire.Person(e.By), What: string(e.What), Text: e.Text, Until: e.Until, Times: e.Times}
}
