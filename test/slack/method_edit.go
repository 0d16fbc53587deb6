package slack

import (
	"slices"
	"strings"
)

// own finds a message that the app may change.
func (c *call) own(denied string) (*Message, *Channel, string) {
	ch, code := c.target(false)
	if code != "" {
		return nil, nil, code
	}
	if ch.Archived {
		return nil, nil, "is_inactive" // of chat.update's documents: frozen, archived or deleted
	}
	m := c.s.message(ch.ID, c.args["ts"])
	switch {
	case m == nil || m.Deleted || m.EphemeralTo != "":
		return nil, nil, "message_not_found"
	case m.User != botUserID || m.Via == viaWebhook:
		return nil, nil, denied
	}
	return m, ch, ""
}

// updateMessage follows https://docs.slack.dev/reference/methods/chat.update: text without blocks removes the blocks; blocks,
// attachments and metadata that are not mentioned stay; an empty list or object removes.
func updateMessage(c *call) reply {
	m, _, code := c.own("cant_update_message")
	if code != "" {
		return fail(code)
	}
	if w := c.s.opts.EditWindow; w > 0 && c.now.Sub(m.ReceivedAt) > w {
		return fail("edit_window_closed")
	}
	next, has, r := c.s.content(c.args)
	if r.err != "" {
		return r
	}
	if chars(next.Text) > maxUpdateText {
		return fail("msg_too_long")
	}
	if !has.text && !has.blocks && !has.attachments {
		return fail("no_text")
	}
	if !has.blocks && !has.text {
		next.Blocks = m.Blocks
	}
	if !has.attachments {
		next.Attachments = m.Attachments
	}
	if !has.metadata {
		next.Metadata = m.Metadata
	}
	if !has.text && (has.blocks || has.attachments) {
		next.Text = m.Text
	}
	if next.empty() {
		return fail("no_text")
	}
	m.History = append(m.History, Edit{Content: m.Content, ReplacedAt: c.now})
	m.Content, m.EditedAt, m.EditedMark = next, c.now, len(next.Blocks) == 0
	if c.args.flag("reply_broadcast") && !m.Root() {
		m.Broadcast = true
	}
	c.s.notify()
	return ok(map[string]any{"channel": m.Channel, "ts": m.TS, "text": m.Text, "message": c.s.wire(m, true)})
}

func deleteMessage(c *call) reply {
	m, ch, code := c.own("cant_delete_message")
	if code != "" {
		return fail(code)
	}
	if n, _ := c.s.replies(ch.ID, m.TS); n > 0 {
		m.History = append(m.History, Edit{Content: m.Content, ReplacedAt: c.now})
		m.Content, m.Deleted = Content{}, true
	} else {
		c.s.messages = slices.DeleteFunc(c.s.messages, func(x *Message) bool { return x == m })
	}
	c.s.notify()
	return ok(map[string]any{"channel": ch.ID, "ts": c.args["ts"]})
}

func permalink(c *call) reply {
	ch, code := c.target(false)
	if code != "" {
		return fail(code)
	}
	m := c.s.message(ch.ID, c.args["message_ts"])
	if m == nil || m.EphemeralTo != "" {
		return fail("message_not_found")
	}
	link := "http://" + c.host + "/archives/" + ch.ID + "/p" + strings.Replace(m.TS, ".", "", 1)
	if !m.Root() {
		link += "?thread_ts=" + m.ThreadTS + "&cid=" + ch.ID
	}
	return ok(map[string]any{"channel": ch.ID, "permalink": link})
}
