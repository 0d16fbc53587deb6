package slackdesk

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/slack-go/slack"

	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/notify/render"
	"rollcall.dev/rollcall/internal/notify/words"
)

// member is somebody who may read and, where nothing else is said, answer.
type member struct {
	incident.Person
	user string         // as Slack knows the person
	zone *time.Location // in which the person reads times
	say  words.Words    // in which the person reads here
}

// at is a time as the person reads it.
func (m member) at(now time.Time) render.Clock {
	return render.Clock{Zone: m.zone, Now: now, Language: m.say.Language}
}

// Who is refused, and why.
func stranger() denial { return func(say words.Words) string { return say.Refusal.Stranger } }
func guest() denial    { return func(say words.Words) string { return say.Refusal.Guest } }
func machine() denial  { return func(say words.Words) string { return say.Refusal.Machine } }
func gone() denial     { return func(say words.Words) string { return say.Refusal.Gone } }
func unsure() refusal  { return func(say words.Words) string { return say.Refusal.Unsure } }
func scope() refusal   { return func(say words.Words) string { return say.Refusal.Scope } }

const (
	maxPersonName = 60
	idPrefix      = "slack/" // of the id of a Person
)

// identify looks up who it was. A refusal is an answer, and says who is refused as far as that is known; so is Slack's silence.
func (c *Clerk) identify(ctx context.Context, who claim) (member, error) {
	ours, err := c.house.workspace(ctx)
	if err != nil {
		c.log.ErrorContext(ctx, "slack does not say which workspace is ours", "error", err)
		return member{}, unsure()
	}
	m := member{Person: incident.Person{ID: idPrefix + who.user}, user: who.user}
	if foreign(who.team, ours) || foreign(who.home, ours) {
		return m, stranger()
	}
	u, err := c.api.GetUserInfoContext(ctx, who.user)
	if err != nil {
		return m, c.unidentified(ctx, who, err)
	}
	m = member{Person: incident.Person{ID: idPrefix + u.ID, Name: named(*u)}, user: u.ID, zone: zoneOf(u.TZ)}
	return m, admit(*u, ours)
}

// foreign reports whether a payload names another workspace. In an Enterprise organization people belong to several; then the
// lookup decides.
func foreign(team string, ours workspace) bool {
	return team != "" && team != ours.team && ours.enterprise == ""
}

func (c *Clerk) unidentified(ctx context.Context, who claim, err error) error {
	answer, ok := errors.AsType[slack.SlackErrorResponse](err)
	switch {
	case ok && slices.Contains([]string{"user_not_found", "user_not_visible", "users_not_found"}, answer.Err):
		return stranger()
	case ok && answer.Err == "missing_scope":
		c.log.ErrorContext(ctx, "slack app lacks a scope: answers are refused", "needed", "users:read")
		return scope()
	}
	c.log.ErrorContext(ctx, "slack does not say who answers", "user", who.user, "error", err)
	return unsure()
}

// admit says why somebody is none of ours.
func admit(u slack.User, ours workspace) error {
	inOrganization := ours.enterprise != "" && u.Enterprise.EnterpriseID == ours.enterprise && slices.Contains(u.Enterprise.Teams, ours.team)
	switch {
	case u.IsStranger || u.TeamID != ours.team && !inOrganization:
		return stranger()
	case u.Deleted:
		return gone()
	case u.IsBot || u.IsWorkflowBot || u.IsConnectorBot || u.ID == "USLACKBOT":
		return machine()
	case u.IsRestricted || u.IsUltraRestricted:
		return guest()
	}
	return nil
}

// named is how others see the person.
func named(u slack.User) string {
	for _, name := range []string{u.Profile.DisplayName, u.Name, u.RealName} {
		if name = render.Head(render.Line(name), maxPersonName); name != "" {
			return "@" + name
		}
	}
	return u.ID
}

func zoneOf(name string) *time.Location {
	if loc, err := time.LoadLocation(name); err == nil && name != "" {
		return loc
	}
	return time.UTC
}

// team is the one of that id.
func (c *Clerk) team(id string) Team {
	i := slices.IndexFunc(c.config.Teams, func(t Team) bool { return t.ID == id })
	if i < 0 {
		return Team{ID: id}
	}
	return c.config.Teams[i]
}

// mayAnswer says why somebody may not answer for what a team owns.
func (c *Clerk) mayAnswer(ctx context.Context, m member, owner string) error {
	if c.config.Answers != AnswersTeam {
		return nil
	}
	return c.onlyTeam(ctx, m, owner, func(say words.Words) string { return say.Refusal.Answer })
}

// onlyTeam says why somebody is not known to belong to the team that owns a job, and so may not do a deed.
func (c *Clerk) onlyTeam(ctx context.Context, m member, owner string, deed func(words.Words) string) error {
	t := c.team(owner)
	if t.UserGroup == "" {
		return denial(func(say words.Words) string { return say.Refusal.NoGroup(deed(say), t.named(say)) })
	}
	in, err := c.house.member(ctx, t.UserGroup, m.user)
	if err != nil {
		c.log.ErrorContext(ctx, "slack does not say who belongs to a team: its answers are refused", "team", t.ID, "error", err)
		return refusal(func(say words.Words) string { return say.Refusal.Unknown(deed(say), t.named(say)) })
	}
	if !in {
		return denial(func(say words.Words) string { return say.Refusal.NoMember(deed(say), t.named(say)) })
	}
	return nil
}

// mayAnswerFor says why somebody may not answer for a burst. It is read by all teams that have jobs in it.
func (c *Clerk) mayAnswerFor(ctx context.Context, m member, burst incident.Incident) error {
	if c.config.Answers != AnswersTeam {
		return nil
	}
	theirs, err := c.teamsOf(ctx, m)
	if err != nil {
		c.log.ErrorContext(ctx, "slack does not say who belongs to which team: its answers are refused", "error", err)
		return refusal(func(say words.Words) string { return say.Refusal.BurstUnknown })
	}
	for _, t := range theirs {
		has := func(s incident.Share) bool { return s.Team.ID == t.ID }
		if t.ID == burst.Notice.Owner.Team.ID || slices.ContainsFunc(burst.Sharing.Owners, has) {
			return nil
		}
	}
	return denial(func(say words.Words) string { return say.Refusal.BurstMember })
}

// teamsOf are the teams that somebody belongs to.
func (c *Clerk) teamsOf(ctx context.Context, m member) ([]Team, error) {
	var ids []string
	for _, t := range c.config.Teams {
		if t.UserGroup != "" {
			ids = append(ids, t.UserGroup)
		}
	}
	theirs, err := c.house.groupsOf(ctx, ids, m.user)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(slices.Clone(c.config.Teams), func(t Team) bool { return !slices.Contains(theirs, t.UserGroup) }), nil
}

func (t Team) named(say words.Words) string {
	if name := render.Line(t.Name); name != "" {
		return name
	}
	if t.ID == "" {
		return say.Refusal.TheOwner
	}
	return t.ID
}
