package slackdesk

import (
	"strings"

	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/monitor"
	"rollcall.dev/rollcall/internal/notify/render"
	"rollcall.dev/rollcall/internal/notify/words"
	"rollcall.dev/rollcall/internal/ownership"
)

// maxSaid bounds a text from outside that is said back.
const maxSaid = 300

// standing says how an Incident stands, for whoever comes too late, as a part of a sentence.
func standing(i incident.Incident, at render.Clock, say words.Words) string {
	switch {
	case i.Status == incident.Resolved && i.Notice.Answer != nil && i.Notice.Change == incident.Recovery:
		return say.Said.WasResolved(who(i.Notice.Answer.By), at.Full(i.ResolvedAt))
	case i.Status == incident.Resolved:
		return say.Said.HasRecovered(at.Full(i.ResolvedAt))
	case i.Status == incident.Acknowledged:
		return say.Said.WasAcknowledged(who(i.AckedBy), at.Full(i.AckedAt))
	default:
		why, _ := say.Cause(i.Cause)
		if why = render.Head(render.Line(why), maxSaid); why != "" {
			return say.Said.HasChangedTo(strings.TrimSuffix(why, "."))
		}
		return say.Said.HasChanged
	}
}

func who(p incident.Person) string { return render.Head(render.Line(p.String()), maxPersonName) }

// job names what an Incident is about.
func job(i incident.Incident) string { return render.Subject(i.Notice.Subject) }

// handOver is how the job gets another owner: a change of its manifest, where it is a CronJob.
func (c *Clerk) handOver(i incident.Incident, to string, say words.Words) said {
	team, known := c.teams.Named(to)
	sub := i.Notice.Subject
	if sub.Source != monitor.SourceKubernetes {
		return lines(say.Said.HandOverCheckIn)
	}
	fix := i.Notice.Owner.Correct(sub.Namespace, sub.Name, team)
	if fix.Command == "" {
		return lines(say.Said.HandOver)
	}
	s := lines(say.Said.HandOverPatch)
	s = append(s, said{{Text: strings.TrimSpace(fix.Patch), Code: true}}...)
	s = append(s, lines(say.Said.HandOverCommand)...)
	s = append(s, said{{Text: fix.Command, Code: true}}...)
	if !known {
		var ids []string
		for _, t := range c.config.Teams {
			if heir, _ := c.teams.Named(t.ID); heir == t.ID { // it is not archived
				ids = append(ids, t.ID)
			}
		}
		s = append(s, lines(render.Head(say.Said.TeamIDs(ownership.AnyTeam, strings.Join(ids, ", ")), maxSaid))...)
	}
	if fix.Also != "" {
		s = append(s, lines(render.Head(render.Line(fix.Also), maxSaid))...)
	}
	return s
}
