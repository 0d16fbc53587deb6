package slackdesk

import (
	"context"
	"slices"
	"strings"
	"time"

	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/notify/render"
	"rollcall.dev/rollcall/internal/notify/slack/blockkit"
	"rollcall.dev/rollcall/internal/notify/words"
)

// maxListed bounds a list, in lines; maxOpen what is counted of it.
const (
	maxListed = 10
	maxOpen   = 500
)

// status lists what is open, by severity; of names whose it is, where not all is listed.
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
		if of != "" {
			return lines(m.say.Said.NothingOpenOf(of)), nil
		}
		return lines(m.say.Said.NothingOpen), nil
	}
	slices.SortStableFunc(open, func(a, b incident.Incident) int { return rank(a) - rank(b) })
	title := tally(open, m.say)
	if of != "" {
		title = m.say.Said.OpenOf(title, of)
	}
	s := lines(title + ":")
	now := time.Now()
	for _, i := range open[:min(len(open), maxListed)] {
		s = append(s, row(i, now, m))
	}
	if more := len(open) - maxListed; more > 0 {
		s = append(s, lines(m.say.Form.More(more))...)
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
func tally(open []incident.Incident, say words.Words) string {
	var parts []string
	counts := []func(int) string{say.Said.Critical, say.Said.High, say.Said.Normal, say.Said.Low}
	for at := range severities() {
		n := 0
		for _, i := range open {
			if rank(i) == at {
				n++
			}
		}
		if n > 0 {
			parts = append(parts, counts[at](n))
		}
	}
	total := say.Form.Jobs(len(open))
	if len(open) > maxOpen {
		total = say.Said.MoreThan(maxOpen)
	}
	return say.Said.Open(total, strings.Join(parts, ", "))
}

// row is one Incident in one line.
func row(i incident.Incident, now time.Time, m member) blockkit.Line {
	card := render.Compose(i.Notice, render.View{Action: "update", Now: now, Language: string(m.say.Language)})
	after := m.say.Said.Since(m.at(now).Full(i.OpenedAt))
	switch {
	case i.MutedBy != "":
		after += m.say.Said.Silent
	case i.SnoozedUntil.After(now):
		after += m.say.Said.Snoozed(m.at(now).At(i.SnoozedUntil))
	case i.Status == incident.Acknowledged:
		after += m.say.Said.Acknowledged(who(i.AckedBy))
	}
	return blockkit.Line{Text: card.Tone.Symbol() + " " + card.Title, URL: i.Notice.Link, After: after}
}

// mine lists what is open of the person's teams, and of those that read in this channel.
func (c *Clerk) mine(ctx context.Context, r request, m member) (said, error) {
	teams, err := c.teamsOf(ctx, m)
	if err != nil {
		c.log.ErrorContext(ctx, "slack does not say who belongs to which team", "error", err)
		return nil, refusal(func(say words.Words) string { return say.Refusal.TeamsUnknown })
	}
	for _, t := range c.config.Teams {
		if t.Channel != "" && t.Channel == r.where.channel && !slices.ContainsFunc(teams, func(o Team) bool { return o.ID == t.ID }) {
			teams = append(teams, t)
		}
	}
	if len(teams) == 0 {
		return nil, refusal(func(say words.Words) string { return say.Refusal.NoTeam })
	}
	var f Filter
	names := make([]string, len(teams))
	for n, t := range teams {
		f.Teams, names[n] = append(f.Teams, t.ID), t.named(m.say)
	}
	return c.status(ctx, m, f, render.Head(strings.Join(names, ", "), maxSaid))
}
