package routing

import (
	"strings"
	"time"

	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/monitor"
	"rollcall.dev/rollcall/internal/notify"
	"rollcall.dev/rollcall/internal/ownership"
	"rollcall.dev/rollcall/internal/schedule"
)

// Explanation says who would be told if a job failed at an instant, by when they were to act, and why it is they.
type Explanation struct {
	Job   string           `json:"job"`
	At    time.Time        `json:"at"` // of the failure
	Owner ownership.Answer `json:"owner"`
	// Severity is empty where nobody declares one.
	Severity     incident.Severity    `json:"severity,omitempty"`
	SeverityFrom string               `json:"severity_from"`
	Description  string               `json:"description,omitempty"`
	Runbook      string               `json:"runbook,omitempty"`
	Destinations []notify.Destination `json:"destinations"`
	// IfRefused lists who is told of what a channel does not take: the first of them that does.
	IfRefused []Otherwise `json:"if_refused,omitempty"`
	NextRun   time.Time   `json:"next_run,omitzero"`
	// NextRunRepairs is what the job declares of it; nil: nothing.
	NextRunRepairs *bool `json:"next_run_repairs,omitempty"`
	// ActBy is zero for a low severity: its news waits for the digest.
	ActBy    time.Time `json:"act_by,omitzero"`
	DigestAt time.Time `json:"digest_at,omitzero"`
	Steps    []Step    `json:"steps,omitempty"`
	Notes    []string  `json:"notes,omitempty"`
}

// Otherwise is a place that gets what another one does not take.
type Otherwise struct {
	notify.Destination

	Because string `json:"because,omitempty"` // half a sentence
}

// Step is a level of escalation, if nobody acts.
type Step struct {
	Level int                  `json:"level"`
	At    time.Time            `json:"at"`
	What  string               `json:"what"`
	To    []notify.Destination `json:"to,omitempty"` // who is told beside those who were already
}

// Explain says what would become of a failure of a job at an instant. It decides by the same functions as the real thing.
func (r *Router) Explain(d monitor.Definition, at time.Time) Explanation {
	failed := incident.Notice{
		Kind: incident.Failing, Change: incident.Opened, At: at, Incident: "example",
		Subject: incident.Subject{Namespace: d.Namespace, Name: d.Name},
	}
	n, to := r.Route(failed, d)
	e := Explanation{
		Job: d.Namespace + "/" + d.Name, At: at, Owner: n.Owner, Severity: n.Severity, Description: n.Subject.Description,
		Runbook: n.Subject.Runbook, Destinations: to, NextRunRepairs: n.Subject.NextRunRepairs,
	}
	for _, place := range to {
		for _, f := range r.Fallbacks(notify.Message{Destination: place, Notice: n}) {
			e.IfRefused = append(e.IfRefused, Otherwise{f.To, f.Because})
		}
	}
	e.SeverityFrom = severitySource(d, n)
	if s, err := schedule.Parse(d.Schedule); err == nil && !d.Suspended {
		e.NextRun = s.Next(at).UTC()
	}
	p := r.Policy(n, d)
	if n.Severity == incident.Low {
		e.DigestAt = p.Hours.NextDay(at)
		return e
	}
	e.ActBy = p.ActBy(at, e.NextRun)
	for i, due := range p.Ladder(e.ActBy) {
		level := i + 1
		further := r.Escalation(level, n)
		e.Steps = append(e.Steps, Step{Level: level, At: due, What: r.step(level, n, len(further) > 0), To: further})
	}
	return e
}

// step is a level in words.
func (r *Router) step(level int, n incident.Notice, told bool) string {
	t := r.table.Load()
	if t == nil {
		return ""
	}
	team := t.current(n.Owner.Team)
	switch level {
	case incident.LevelReminder:
		return "a reminder beneath the message"
	case incident.LevelGroup:
		if team.SlackUsergroup == "" {
			return "nobody is called: the team has no user group"
		}
		return "the user group " + team.SlackUsergroup + " is called"
	case incident.LevelParent:
		above, ok := t.Directory.Superior(team.ID)
		switch {
		case !ok:
			return "nobody is told: there is no team above"
		case !told:
			return "the team above, " + above.ID + ", reads where it was told already, or nowhere"
		}
		return "the team above, " + above.ID + ", is told"
	default:
		if !told {
			return "the triage team, " + t.Directory.Triage.ID + ", reads where it was told already, or nowhere"
		}
		return "the triage team, " + t.Directory.Triage.ID + ", is told"
	}
}

// severitySource is where the severity comes from, in words.
func severitySource(d monitor.Definition, n incident.Notice) string {
	switch {
	case n.Severity != "" && string(n.Severity) == strings.TrimSpace(d.Annotations[SeverityAnnotation]):
		return "annotation " + SeverityAnnotation
	case n.Owner.Severity != "":
		return "the rules"
	case n.Severity != "":
		return "the default"
	default:
		return "nobody declares one"
	}
}
