package slackdesk

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/notify/render"
	"rollcall.dev/rollcall/internal/notify/words"
)

// mute begins a Silence, and says until when and how it ends.
func (c *Clerk) mute(ctx context.Context, r request, m member, name string, s incident.Silence, length time.Duration) (said, error) {
	now := time.Now()
	s.ID, s.By, s.CreatedAt, s.Until = r.id, m.Person, now, now.Add(length)
	s, err := c.desk.Silence(ctx, s)
	if errors.Is(err, incident.ErrSilence) {
		return nil, unchanged(err)
	}
	if err != nil {
		return nil, err
	}
	silent := m.say.Said.SilentUntil
	if s.UntilRecovery {
		silent = m.say.Said.SilentUntilRecovery
	}
	return lines(silent(short(name), m.at(now).Full(s.Until)), "/rollcall unsilence "+s.ID), nil
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
		return "", refusal(func(say words.Words) string { return say.Refusal.SilenceUnknown })
	}
	here := slices.IndexFunc(teams, func(t Team) bool { return t.Channel != "" && t.Channel == r.where.channel })
	switch {
	case here >= 0:
		return teams[here].ID, nil
	case len(teams) == 1:
		return teams[0].ID, nil
	case len(teams) == 0:
		return "", denial(func(say words.Words) string { return say.Refusal.SilenceNoTeam })
	default:
		return "", refusal(func(say words.Words) string { return say.Refusal.SilenceSeveral })
	}
}

// silences lists what is silent.
func (c *Clerk) silences(ctx context.Context, m member) (said, error) {
	all, err := c.desk.Silences(ctx)
	if err != nil {
		return nil, err
	}
	if len(all) == 0 {
		return lines(m.say.Said.NothingSilent), nil
	}
	now := time.Now()
	var s said
	for _, one := range all[:min(len(all), maxListed)] {
		if held := one.Suspends; held != nil {
			s = append(s, lines(m.say.Said.SuspendedRow(short(held.Namespace+"/"+held.Name),
				m.at(now).Full(one.Until), who(one.By), render.Head(render.Line(one.Reason), maxSaid)))...)
			continue
		}
		row := m.say.Said.SilentRow(matched(one.Match, m.say), m.at(now).Full(one.Until), who(one.By),
			render.Head(render.Line(one.Reason), maxSaid))
		s = append(s, lines(row+" "+m.say.Said.Kept(one.Muted)+"\n"+one.ID)...)
	}
	if more := len(all) - maxListed; more > 0 {
		s = append(s, lines(m.say.Form.More(more))...)
	}
	return s, nil
}

// matched names what a Silence mutes.
func matched(m incident.Matcher, say words.Words) string {
	var parts []string
	add := func(named func(string) string, value string) {
		if value = render.Head(render.Line(value), 100); value != "" {
			parts = append(parts, named(value))
		}
	}
	bare := func(name string) string { return name }
	switch {
	case m.Namespace != "" && m.Name != "":
		add(bare, m.Namespace+"/"+m.Name)
	default:
		add(say.Said.Namespace, m.Namespace)
		add(bare, m.Name)
	}
	add(say.Said.Monitor, string(m.Monitor))
	add(say.Said.Cluster, m.Cluster)
	add(say.Said.Team, m.Owner)
	add(say.Said.Cause, string(m.Cause))
	if len(m.Labels) > 0 {
		parts = append(parts, say.Said.Labels(len(m.Labels)))
	}
	return strings.Join(parts, ", ")
}

// unsilence ends a Silence. Where only a team may answer, it is its author, or somebody of the team that it is bound to.
func (c *Clerk) unsilence(ctx context.Context, m member, id string) (said, error) {
	unknown := refusal(func(say words.Words) string { return say.Refusal.NoSilence(short(id)) })
	all, err := c.desk.Silences(ctx)
	if err != nil {
		return nil, err
	}
	at := slices.IndexFunc(all, func(s incident.Silence) bool { return s.ID == id })
	if at < 0 {
		return nil, unknown
	}
	if s := all[at].Suspends; s != nil {
		return nil, refusal(func(say words.Words) string { return say.Refusal.Suspends(short(s.Namespace + "/" + s.Name)) })
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
	return lines(m.say.Said.NotSilent(matched(ended.Match, m.say))), nil
}
