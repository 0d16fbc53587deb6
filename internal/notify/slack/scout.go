package slack

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"time"

	"github.com/slack-go/slack"
	"golang.org/x/time/rate"

	"rollcall.dev/rollcall/internal/ownership"
)

// Scout looks up what of the places and people that the directory relies on is still there. It is in no hurry: Slack's limits are left
// to those who deliver.
//
// It needs the scopes channels:read and groups:read for channels, usergroups:read for user groups and users:read for people. What the
// bot may not look up stays unknown.
type Scout struct {
	api  *slack.Client
	pace *rate.Limiter
	log  *slog.Logger
}

// scoutEvery keeps below 50 calls a minute, which is what Slack allows of conversations.info (tier 3).
const scoutEvery = 1500 * time.Millisecond

// maxPause is how long Slack may ask a Scout to wait; what takes longer is left for the next day.
const maxPause = 2 * time.Minute

// NewScout makes a Scout; it does not talk to Slack yet.
func NewScout(c Config, d Deps) (*Scout, error) {
	n, err := New(c, d)
	if err != nil {
		return nil, err
	}
	return &Scout{api: n.api, pace: rate.NewLimiter(rate.Every(scoutEvery), 5), log: n.log}, nil
}

// Look finds out what it can. Beside an error it returns what it found before: a kind of thing that the token may not look up is
// left out, and the others are looked at all the same.
func (s *Scout) Look(ctx context.Context, ask ownership.Ask) (ownership.Facts, error) {
	facts := ownership.Facts{
		Channels: map[string]ownership.Fact{}, Usergroups: map[string]ownership.Fact{}, People: map[string]ownership.Fact{},
	}
	return facts, errors.Join(
		each(ask.Channels, facts.Channels, func(id string) (ownership.Fact, error) { return s.channel(ctx, id) }),
		s.groups(ctx, ask.Usergroups, facts.Usergroups),
		each(ask.People, facts.People, func(id string) (ownership.Fact, error) { return s.person(ctx, id) }),
	)
}

// each looks at one after the other and stops at the first that cannot be looked at.
func each(ids []string, facts map[string]ownership.Fact, look func(id string) (ownership.Fact, error)) error {
	for _, id := range ids {
		fact, err := look(id)
		if err != nil {
			return err
		}
		facts[id] = fact
	}
	return nil
}

// call waits for its turn, and once more where Slack asks for a pause.
func (s *Scout) call(ctx context.Context, method string, do func() error) error {
	for again := true; ; again = false {
		if err := s.pace.Wait(ctx); err != nil {
			return fmt.Errorf("%s: %w", method, err)
		}
		err := do()
		limited, is := errors.AsType[*slack.RateLimitedError](err)
		if !is || !again || limited.RetryAfter > maxPause {
			if answer, ok := errors.AsType[slack.SlackErrorResponse](err); ok {
				return fmt.Errorf("%s: %w%s", method, answer, scopes(answer))
			}
			return err
		}
		timer := time.NewTimer(limited.RetryAfter)
		select {
		case <-timer.C:
		case <-ctx.Done():
			timer.Stop()
			return fmt.Errorf("%s: %w", method, context.Cause(ctx))
		}
	}
}

func (s *Scout) channel(ctx context.Context, id string) (ownership.Fact, error) {
	var found *slack.Channel
	err := s.call(ctx, "conversations.info", func() (err error) {
		found, err = s.api.GetConversationInfoContext(ctx, &slack.GetConversationInfoInput{ChannelID: id})
		return err
	})
	switch {
	case coded(err, "channel_not_found"):
		return ownership.Fact{Kind: ownership.ChannelNotFound}, nil
	case err != nil:
		return ownership.Fact{}, err
	case found.IsArchived:
		return ownership.Fact{Kind: ownership.ChannelArchived, Detail: "#" + found.Name}, nil
	case !found.IsMember:
		return ownership.Fact{Kind: ownership.ChannelWithoutUs, Detail: "#" + found.Name}, nil
	}
	return ownership.Fact{}, nil
}

// groups asks once for all of them.
func (s *Scout) groups(ctx context.Context, ids []string, facts map[string]ownership.Fact) error {
	if len(ids) == 0 {
		return nil
	}
	var all []slack.UserGroup
	err := s.call(ctx, "usergroups.list", func() (err error) {
		all, err = s.api.GetUserGroupsContext(ctx, slack.GetUserGroupsOptionIncludeUsers(true), slack.GetUserGroupsOptionIncludeDisabled(true))
		return err
	})
	if err != nil {
		return err
	}
	for _, id := range ids {
		facts[id] = ownership.Fact{Kind: ownership.UsergroupDisabled, Detail: "Slack knows no such group"}
	}
	for _, g := range all {
		if _, asked := facts[g.ID]; !asked {
			continue
		}
		fact := ownership.Fact{}
		switch {
		case g.DateDelete != 0:
			fact = ownership.Fact{Kind: ownership.UsergroupDisabled, Detail: "@" + g.Handle}
		case len(g.Users) == 0:
			fact = ownership.Fact{Kind: ownership.UsergroupEmpty, Detail: "@" + g.Handle}
		}
		facts[g.ID] = fact
	}
	return nil
}

func (s *Scout) person(ctx context.Context, id string) (ownership.Fact, error) {
	var found *slack.User
	err := s.call(ctx, "users.info", func() (err error) {
		found, err = s.api.GetUserInfoContext(ctx, id)
		return err
	})
	switch {
	case coded(err, "user_not_found", "users_not_found"):
		return ownership.Fact{Kind: ownership.PersonLeft, Detail: "Slack knows nobody of that id"}, nil
	case err != nil:
		return ownership.Fact{}, err
	case found.Deleted:
		return ownership.Fact{Kind: ownership.PersonLeft}, nil
	}
	return ownership.Fact{}, nil
}

// coded reports whether Slack answered with one of the codes.
func coded(err error, codes ...string) bool {
	answer, ok := errors.AsType[slack.SlackErrorResponse](err)
	for _, code := range codes {
		if ok && strings.EqualFold(answer.Err, code) {
			return true
		}
	}
	return false
}
