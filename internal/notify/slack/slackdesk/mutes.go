package slackdesk

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/notify/render"
)

// mute begins a Silence, and says until when and how it ends.
func (c *Clerk) mute(ctx context.Context, r request, m member, name string, s incident.Silence, length time.Duration) (said, error) {
	now := time.Now()
	s.ID, s.By, s.CreatedAt, s.Until = r.id, m.Person, now, now.Add(length)
	s, err := c.desk.Silence(ctx, s)
	if errors.Is(err, incident.ErrSilence) {
		return nil, refusal("Nothing has changed: " + err.Error() + ".")
	}
	if err != nil {
		return nil, err
	}
	end := "until " + clock(now, m.zone).Full(s.Until)
	if s.UntilRecovery {
		end += ", or until it recovers"
	}
	return lines(fmt.Sprintf("%s is silent %s. End it before with:", short(name), end),
		"/rollcall unsilence "+s.ID), nil
}

// limit is the team to which a typed silence is bound, where only the owners may answer: the one whose channel it is, or the only one
// of that person's.
func (c *Clerk) limit(ctx context.Context, r request, m member) (string, error) {
	if c.config.Answers != AnswersTeam {
		return "", nil
	}
	teams, err := c.teamsOf(ctx, m)
	if err != nil {
		c.log.ErrorContext(ctx, "slack does not say who belongs to which team", "error", err)
		return "", refusal("Only a team may silence its jobs, and Rollcall cannot find out which are yours just now. Nothing has changed.")
	}
	here := slices.IndexFunc(teams, func(t Team) bool { return t.Channel != "" && t.Channel == r.where.channel })
	switch {
	case here >= 0:
		return teams[here].ID, nil
	case len(teams) == 1:
		return teams[0].ID, nil
	case len(teams) == 0:
		return "", denial("Only a team may silence its jobs, and you are in the user group of none. Nothing has changed.")
	default:
		return "", refusal("You are in several teams: say it in the channel of the one that owns the job. Nothing has changed.")
	}
}

// silences lists what is silent.
func (c *Clerk) silences(ctx context.Context, m member) (said, error) {
	all, err := c.desk.Silences(ctx)
	if err != nil {
		return nil, err
	}
	if len(all) == 0 {
		return lines("Nothing is silent."), nil
	}
	now := time.Now()
	var s said
	for _, one := range all[:min(len(all), maxListed)] {
		if held := one.Suspends; held != nil {
			s = append(s, lines(fmt.Sprintf("%s suspended until %s, by %s: %s", short(held.Namespace+"/"+held.Name),
				clock(now, m.zone).Full(one.Until), who(one.By), render.Head(render.Line(one.Reason), maxSaid)))...)
			continue
		}
		s = append(s, lines(fmt.Sprintf("%s until %s, by %s: %s (%d changes kept back)\n%s", matched(one.Match),
			clock(now, m.zone).Full(one.Until), who(one.By), render.Head(render.Line(one.Reason), maxSaid), one.Muted, one.ID))...)
	}
	if more := len(all) - maxListed; more > 0 {
		s = append(s, lines(fmt.Sprintf("… and %d more", more))...)
	}
	return s, nil
}

// matched names what a Silence mutes.
func matched(m incident.Matcher) string {
	var parts []string
	add := func(label, value string) {
		if value = render.Head(render.Line(value), 100); value != "" {
			parts = append(parts, label+value)
		}
	}
	switch {
	case m.Namespace != "" && m.Name != "":
		add("", m.Namespace+"/"+m.Name)
	default:
		add("namespace ", m.Namespace)
		add("", m.Name)
	}
	add("monitor ", string(m.Monitor))
	add("cluster ", m.Cluster)
	add("team ", m.Owner)
	add("cause ", string(m.Cause))
	if len(m.Labels) > 0 {
		parts = append(parts, fmt.Sprintf("%d labels", len(m.Labels)))
	}
	return strings.Join(parts, ", ")
}

// unsilence ends a Silence. Where only a team may answer, it is its author, or somebody of the team that it is bound to.
func (c *Clerk) unsilence(ctx context.Context, m member, id string) (said, error) {
	unknown := refusal(fmt.Sprintf("Nothing has changed: there is no silence %q. Use silences to see their ids.", short(id)))
	all, err := c.desk.Silences(ctx)
	if err != nil {
		return nil, err
	}
	at := slices.IndexFunc(all, func(s incident.Silence) bool { return s.ID == id })
	if at < 0 {
		return nil, unknown
	}
	if s := all[at].Suspends; s != nil {
		return nil, refusal(fmt.Sprintf("Nothing has changed: this one has a job suspended. Use resume %s.", short(s.Namespace+"/"+s.Name)))
	}
	if s := all[at]; c.config.Answers == AnswersTeam && s.By.ID != m.ID {
		if err := c.mayAnswer(ctx, m, s.Match.Owner); err != nil {
			return nil, err
		}
	}
	ended, err := c.desk.EndSilence(ctx, id, m.Person)
	if errors.Is(err, ErrNotFound) {
		return nil, unknown
	}
	if err != nil {
		return nil, err
	}
	return lines(matched(ended.Match) + " is no longer silent."), nil
}
