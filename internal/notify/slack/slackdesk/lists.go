package slackdesk

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/notify/render"
	"rollcall.dev/rollcall/internal/notify/slack/blockkit"
)

// maxListed bounds a list, in lines; maxOpen what is counted of it.
const (
	maxListed = 10
	maxOpen   = 500
)

// status lists what is open, by severity.
func (c *Clerk) status(ctx context.Context, m member, f Filter, of string) (said, error) {
	f.Limit = maxOpen + 1
	open, err := c.desk.Open(ctx, f)
	if err != nil {
		return nil, err
	}
	listed := map[string]bool{}
	for _, i := range open {
		listed[i.ID] = true
	}
	open = slices.DeleteFunc(slices.Clone(open), func(i incident.Incident) bool {
		return i.Status == incident.Resolved || i.Held || listed[i.Burst] // another one of the list tells of it
	})
	if len(open) == 0 {
		return lines("Nothing is open" + of + "."), nil
	}
	slices.SortStableFunc(open, func(a, b incident.Incident) int { return rank(a) - rank(b) })
	s := lines(tally(open) + of + ":")
	now := time.Now()
	for _, i := range open[:min(len(open), maxListed)] {
		s = append(s, row(i, now, m.zone))
	}
	if more := len(open) - maxListed; more > 0 {
		s = append(s, lines(fmt.Sprintf("… and %d more", more))...)
	}
	return s, nil
}

func severities() []incident.Severity {
	return []incident.Severity{incident.Critical, incident.High, incident.Normal, incident.Low}
}

// rank orders Incidents: the worst first.
func rank(i incident.Incident) int {
	s := i.Notice.Severity
	if s == incident.Undeclared {
		s = incident.Normal
	}
	if at := slices.Index(severities(), s); at >= 0 {
		return at
	}
	return len(severities())
}

// tally is "3 open (1 critical, 2 normal)".
func tally(open []incident.Incident) string {
	var parts []string
	for at, s := range severities() {
		n := 0
		for _, i := range open {
			if rank(i) == at {
				n++
			}
		}
		if n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, s))
		}
	}
	total := fmt.Sprint(len(open))
	if len(open) > maxOpen {
		total = fmt.Sprintf("more than %d", maxOpen)
	}
	return total + " open (" + strings.Join(parts, ", ") + ")"
}

// row is one Incident in one line.
func row(i incident.Incident, now time.Time, zone *time.Location) blockkit.Line {
	card := render.Compose(i.Notice, render.View{Action: "update", Now: now})
	after := "since " + clock(now, zone).Full(i.OpenedAt)
	switch {
	case i.MutedBy != "":
		after += ", silent"
	case i.SnoozedUntil.After(now):
		after += ", snoozed until " + clock(now, zone).At(i.SnoozedUntil)
	case i.Status == incident.Acknowledged:
		after += ", acknowledged by " + who(i.AckedBy)
	}
	return blockkit.Line{Text: card.Tone.Symbol() + " " + card.Title, URL: i.Notice.Link, After: after}
}

// mine lists what is open of the person's teams, and of those that read in this channel.
func (c *Clerk) mine(ctx context.Context, r request, m member) (said, error) {
	teams, err := c.teamsOf(ctx, m)
	if err != nil {
		c.log.ErrorContext(ctx, "slack does not say who belongs to which team", "error", err)
		return nil, refusal("Rollcall cannot find out which teams you belong to just now. Use status for everything.")
	}
	for _, t := range c.config.Teams {
		if t.Channel != "" && t.Channel == r.where.channel && !slices.ContainsFunc(teams, func(o Team) bool { return o.ID == t.ID }) {
			teams = append(teams, t)
		}
	}
	if len(teams) == 0 {
		return nil, refusal("You are in the user group of no team, and this is no team's channel. Use status for everything.")
	}
	var f Filter
	names := make([]string, len(teams))
	for n, t := range teams {
		f.Teams, names[n] = append(f.Teams, t.ID), t.named()
	}
	return c.status(ctx, m, f, " of "+render.Head(strings.Join(names, ", "), maxSaid))
}
