package slackdesk

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/slack-go/slack"
)

// groupLife is how long the members of a user group are believed to be the same.
const groupLife = 5 * time.Minute

// house is what Slack says of our workspace. What cannot be found out is an error.
type house struct {
	api *slack.Client

	mu     sync.Mutex
	ours   workspace
	groups map[string]group // by id: as many as the configuration has
	listed time.Time        // when all of them were asked for at once
}

// workspace is the one that the bot belongs to; enterprise is empty outside of an Enterprise organization.
type workspace struct{ team, enterprise string }

type group struct {
	members []string
	asked   time.Time
}

// workspace is ours. It is asked for until Slack has said it once: a token never moves.
func (h *house) workspace(ctx context.Context) (workspace, error) {
	h.mu.Lock()
	ours := h.ours
	h.mu.Unlock()
	if ours.team != "" {
		return ours, nil
	}
	a, err := h.api.AuthTestContext(ctx)
	if err != nil {
		return workspace{}, fmt.Errorf("auth.test: %w", err)
	}
	if a.TeamID == "" {
		return workspace{}, errors.New("auth.test: Slack names no workspace")
	}
	ours = workspace{team: a.TeamID, enterprise: a.EnterpriseID}
	h.mu.Lock()
	h.ours = ours
	h.mu.Unlock()
	return ours, nil
}

// member reports whether a person is in a user group.
func (h *house) member(ctx context.Context, groupID, user string) (bool, error) {
	h.mu.Lock()
	g, known := h.groups[groupID]
	h.mu.Unlock()
	if !known || time.Since(g.asked) >= groupLife {
		members, err := h.api.GetUserGroupMembersContext(ctx, groupID)
		if err != nil {
			return false, fmt.Errorf("usergroups.users.list: %w", err)
		}
		g = group{members: members, asked: time.Now()}
		h.mu.Lock()
		h.groups[groupID] = g
		h.mu.Unlock()
	}
	return slices.Contains(g.members, user), nil
}

// groupsOf are those of the given user groups that a person is in. It asks once for all: of usergroups.users.list Slack allows twenty
// a minute. A group that is disabled has nobody in it.
func (h *house) groupsOf(ctx context.Context, ids []string, user string) ([]string, error) {
	h.mu.Lock()
	fresh := !h.listed.IsZero() && time.Since(h.listed) < groupLife
	h.mu.Unlock()
	if !fresh && len(ids) > 0 {
		all, err := h.api.GetUserGroupsContext(ctx, slack.GetUserGroupsOptionIncludeUsers(true))
		if err != nil {
			return nil, fmt.Errorf("usergroups.list: %w", err)
		}
		h.mu.Lock()
		h.listed = time.Now()
		for _, id := range ids {
			h.groups[id] = group{asked: h.listed}
		}
		for _, g := range all {
			if slices.Contains(ids, g.ID) {
				h.groups[g.ID] = group{members: g.Users, asked: h.listed}
			}
		}
		h.mu.Unlock()
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	return slices.DeleteFunc(slices.Clone(ids), func(id string) bool { return !slices.Contains(h.groups[id].members, user) }), nil
}
