package routing

import (
	"slices"

	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/monitor"
	"rollcall.dev/rollcall/internal/notify"
	"rollcall.dev/rollcall/internal/ownership"
)

// Policy says by when people are to act on a Notice that was routed, and when it is escalated: by the severity that the Notice has,
// the hours that its owner has now, and what the job declares.
func (r *Router) Policy(n incident.Notice, d monitor.Definition) incident.Policy {
	p := incident.Policy{Severity: n.Severity}
	if d.WitnessOf != "" { // the job's own Monitor is answered for
		return incident.Policy{Severity: incident.Low}
	}
	t := r.table.Load()
	if t == nil {
		return p
	}
	p.Hours = t.current(n.Owner.Team).Hours
	if n.Severity != incident.Low {
		p.RemindAfter = t.RemindAfter
	}
	if declared, err := incident.ParseRespondWithin(d.Annotations[RespondWithinAnnotation]); err == nil {
		p.RespondWithin = declared
	}
	return p
}

// Escalation names the destinations that are told of a Notice from a level of escalation on and were not before: the team above at
// LevelParent, the triage team at LevelTriage. At the levels below nobody else is told, and where the next team reads in the same
// channel, or there is none, neither.
func (r *Router) Escalation(level int, n incident.Notice) []notify.Destination {
	t := r.table.Load()
	if t == nil || n.Severity == incident.Low {
		return nil
	}
	told := []string{t.channel(n.Owner)}
	above, _ := t.Directory.Superior(n.Owner.Team.ID)
	switch level {
	case incident.LevelParent:
		return t.further(above.SlackChannel, told)
	case incident.LevelTriage:
		return t.further(t.channel(ownership.Answer{Team: t.Directory.Triage}), append(told, above.SlackChannel))
	default:
		return nil
	}
}

// further is a channel as a destination, unless it was told already.
func (t Table) further(channel string, told []string) []notify.Destination {
	if slices.Contains(told, channel) {
		return nil
	}
	return t.slackTo(channel)
}

// current is a team as the directory has it now; a team that it does not have any more as it was.
func (t Table) current(team ownership.Team) ownership.Team {
	if now, ok := t.Directory.Team(team.ID); ok {
		return now
	}
	return team
}
