package webhook

import (
	"time"

	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/monitor"
)

// Difference is something that is not as it was at the last success.
type Difference struct {
	What   string `json:"what"` // image, digest, spec, config, node
	Name   string `json:"name,omitempty"`
	Before string `json:"before,omitempty"`
	After  string `json:"after,omitempty"`
}

// Usual is a range in which most of something is where the job succeeds.
type Usual struct {
	Typical float64 `json:"typical_seconds"`
	Most    float64 `json:"most_seconds"`
}

// LastTime is what became of the incident of the same job and kind before.
type LastTime struct {
	ID         string    `json:"id"`
	OpenedAt   time.Time `json:"opened_at"`
	ResolvedAt time.Time `json:"resolved_at"`
	Count      int       `json:"count"`
	Cause      string    `json:"cause,omitempty"`
	SameCause  bool      `json:"same_cause"`
	AckedBy    Person    `json:"acked_by,omitzero"`
	ResolvedBy Answer    `json:"resolved_by,omitzero"` // absent: it ended by itself
	Said       []Answer  `json:"said,omitempty"`
	URL        string    `json:"url,omitempty"`
}

// forStranger adds what somebody needs who does not know the job.
func (p Payload) forStranger(n incident.Notice) Payload {
	p.Job.DependsOn = n.Subject.DependsOn
	if n.Parent != "" {
		p.Job.DependsOn = append([]string{n.Parent}, p.Job.DependsOn...)
	}
	p.Occurrence.Compared, p.Occurrence.Waited, p.Occurrence.Commands = n.Compared, n.Waited.Seconds(), n.Commands()
	p.Occurrence.UsuallyTook, p.Occurrence.UsuallyWaited = usualOf(n.Usual.Took), usualOf(n.Usual.Waited)
	for _, d := range n.Changed {
		p.Occurrence.Changed = append(p.Occurrence.Changed, Difference{What: string(d.What), Name: d.Name, Before: d.Before, After: d.After})
	}
	if before := n.Precedent; before != nil {
		p.Incident.LastTime = LastTime{
			ID: before.Incident, OpenedAt: before.OpenedAt, ResolvedAt: before.ResolvedAt, Count: before.Count, Cause: before.Cause,
			SameCause: before.SameCause, AckedBy: Person(before.AckedBy), ResolvedBy: answerOf(before.EndedBy), URL: before.Link,
		}
		for _, e := range before.Said {
			p.Incident.LastTime.Said = append(p.Incident.LastTime.Said, answerOf(&e))
		}
	}
	return p
}

func usualOf(u monitor.Usual) Usual {
	return Usual{Typical: u.Typical.Seconds(), Most: u.Most.Seconds()}
}
