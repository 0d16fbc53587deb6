package slackdesk

import (
	"fmt"
	"strings"
	"time"

	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/monitor"
	"rollcall.dev/rollcall/internal/notify/render"
	"rollcall.dev/rollcall/internal/ownership"
)

func clock(now time.Time, zone *time.Location) render.Clock {
	return render.Clock{Zone: zone, Now: now}
}

// maxSaid bounds a text from outside that is said back.
const maxSaid = 300

// standing says how an Incident stands, for whoever comes too late.
func standing(i incident.Incident, now time.Time, zone *time.Location) string {
	at := clock(now, zone)
	switch {
	case i.Status == incident.Resolved && i.Notice.Answer != nil && i.Notice.Change == incident.Recovery:
		return fmt.Sprintf("it was resolved by %s at %s.", who(i.Notice.Answer.By), at.Full(i.ResolvedAt))
	case i.Status == incident.Resolved:
		return fmt.Sprintf("it has recovered, at %s.", at.Full(i.ResolvedAt))
	case i.Status == incident.Acknowledged:
		return fmt.Sprintf("it was already acknowledged by %s at %s.", who(i.AckedBy), at.Full(i.AckedAt))
	default:
		s := "the incident has changed since that message"
		if why := render.Head(render.Line(i.Cause.Summary), maxSaid); why != "" {
			s += ". It is open, and the reason is now: " + strings.TrimSuffix(why, ".")
		}
		return s + "."
	}
}

func who(p incident.Person) string { return render.Head(render.Line(p.String()), maxPersonName) }

// job names what an Incident is about.
func job(i incident.Incident) string { return render.Subject(i.Notice.Subject) }

// handOver is how the job gets another owner: a change of its manifest, where it is a CronJob.
func (c *Clerk) handOver(i incident.Incident, to string) said {
	team := ""
	for _, t := range c.config.Teams {
		if strings.EqualFold(t.ID, to) || strings.EqualFold(t.Name, to) && t.Name != "" {
			team = t.ID
		}
	}
	sub := i.Notice.Subject
	if sub.Source != monitor.SourceKubernetes {
		return lines("Thank you: it is noted in the thread. What names the owner for good is the owner of the check-in, in the configuration.")
	}
	fix := i.Notice.Owner.Correct(sub.Namespace, sub.Name, team)
	if fix.Command == "" {
		return lines("Thank you: it is noted in the thread. What names the owner for good is an annotation of the CronJob.")
	}
	s := lines("Thank you: it is noted in the thread. For good it takes this change of the manifest:")
	s = append(s, said{{Text: strings.TrimSpace(fix.Patch), Code: true}}...)
	s = append(s, lines("or, where it is not kept elsewhere:")...)
	s = append(s, said{{Text: fix.Command, Code: true}}...)
	if team == "" {
		ids := make([]string, len(c.config.Teams))
		for n, t := range c.config.Teams {
			ids[n] = t.ID
		}
		s = append(s, lines(render.Head(ownership.AnyTeam+" is the id of a team: "+strings.Join(ids, ", "), maxSaid))...)
	}
	if fix.Also != "" {
		s = append(s, lines(render.Head(render.Line(fix.Also), maxSaid))...)
	}
	return s
}
