package slack

import "strings"

func (u *User) wire() map[string]any {
	team := u.home()
	return map[string]any{
		"id": u.ID, "team_id": team, "name": u.Name, "real_name": u.RealName, "deleted": u.Disabled, "tz": u.TZ,
		"is_bot": u.Bot, "is_admin": false, "updated": 1577836800,
		"is_restricted": u.Guest || u.Single, "is_ultra_restricted": u.Single, "is_stranger": team != DefaultTeam,
		"profile": map[string]any{"real_name": u.RealName, "display_name": u.Name, "email": u.Email},
	}
}

// home is the workspace that the person belongs to.
func (u *User) home() string {
	if u.Team != "" {
		return u.Team
	}
	return DefaultTeam
}

func userInfo(c *call) reply {
	u := c.s.user(c.args["user"])
	if u == nil {
		return fail("user_not_found")
	}
	return ok(map[string]any{"user": u.wire()})
}

// userByEmail does not find people who were deactivated.
func userByEmail(c *call) reply {
	for _, u := range c.s.users {
		if u.Email != "" && strings.EqualFold(u.Email, c.args["email"]) && !u.Disabled {
			return ok(map[string]any{"user": u.wire()})
		}
	}
	return fail("users_not_found")
}

func listGroups(c *call) reply {
	out := []map[string]any{}
	for _, g := range c.s.groups {
		if g.Disabled && !c.args.flag("include_disabled") {
			continue
		}
		row := map[string]any{"id": g.ID, "team_id": DefaultTeam, "is_usergroup": true, "name": g.Name, "handle": g.Handle,
			"description": "", "is_external": false, "date_create": 1577836800, "date_delete": 0, "auto_type": nil}
		if g.Disabled {
			row["date_delete"] = 1577836900
		}
		if c.args.flag("include_users") {
			row["users"] = append([]string{}, g.Users...)
		}
		if c.args.flag("include_count") {
			row["user_count"] = len(g.Users)
		}
		out = append(out, row)
	}
	return ok(map[string]any{"usergroups": out})
}

func listGroupUsers(c *call) reply {
	g := c.s.group(c.args["usergroup"])
	if g == nil || (g.Disabled && !c.args.flag("include_disabled")) {
		return fail("no_such_subteam")
	}
	return ok(map[string]any{"users": append([]string{}, g.Users...)})
}
