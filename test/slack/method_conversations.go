package slack

import (
	"slices"
	"strings"
)

func (ch *Channel) wire() map[string]any {
	return map[string]any{
		"id": ch.ID, "name": ch.Name, "name_normalized": ch.Name,
		"is_channel": !ch.Private && ch.DirectTo == "", "is_group": false, "is_im": ch.DirectTo != "", "is_mpim": false,
		"is_private": ch.Private || ch.DirectTo != "", "is_archived": ch.Archived, "is_member": ch.Member, "is_general": false,
		"is_read_only": ch.ReadOnly, "created": 1577836800, "creator": DefaultUser, "user": ch.DirectTo,
		"topic": map[string]any{"value": ch.Topic, "creator": "", "last_set": 0},
	}
}

func listConversations(c *call) reply {
	w, code := c.window(100)
	if code != "" {
		return fail(code)
	}
	kinds := strings.Split(c.args["types"], ",")
	if c.args["types"] == "" {
		kinds = []string{"public_channel"}
	}
	var found []map[string]any
	for _, ch := range c.s.channels {
		kind := "public_channel"
		switch {
		case ch.DirectTo != "":
			kind = "im"
		case ch.Private:
			kind = "private_channel"
		}
		hidden := (ch.Private && !ch.Member) || (ch.Archived && c.args.flag("exclude_archived"))
		if !hidden && slices.Contains(kinds, kind) {
			found = append(found, ch.wire())
		}
	}
	from, code := c.cursor()
	if code != "" || from > len(found) {
		return fail("invalid_cursor")
	}
	to := min(len(found), from+w.limit)
	return ok(map[string]any{
		"channels":          append([]map[string]any{}, found[from:to]...),
		"response_metadata": map[string]any{"next_cursor": nextCursor(to, len(found))},
	})
}

func conversationInfo(c *call) reply {
	ch, code := c.target(false)
	if code != "" {
		return fail(code)
	}
	out := ch.wire()
	if c.args.flag("include_num_members") {
		out["num_members"] = len(c.s.users)
	}
	return ok(map[string]any{"channel": out})
}

func joinConversation(c *call) reply {
	ch, code := c.target(false)
	switch {
	case code != "":
		return fail(code)
	case ch.Archived:
		return fail("is_archived")
	case ch.Private || ch.DirectTo != "":
		return fail("method_not_supported_for_channel_type")
	}
	body := map[string]any{}
	if ch.Member {
		body["warning"] = "already_in_channel"
		body["response_metadata"] = map[string]any{"warnings": []string{"already_in_channel"}}
	}
	ch.Member = true
	c.s.notify()
	body["channel"] = ch.wire()
	return ok(body)
}

func openConversation(c *call) reply {
	ch, code := c.s.direct(c.args["users"])
	if code != "" {
		return fail(code)
	}
	return ok(map[string]any{"channel": map[string]any{"id": ch.ID}})
}
