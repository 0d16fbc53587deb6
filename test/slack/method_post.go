package slack

import (
	"regexp"
	"slices"
	"strings"
)

var tsForm = regexp.MustCompile(`^\d{1,16}\.\d{6}$`)

// target finds where a message may go. A name, an id and a person's id (a direct message) are accepted, as by Slack.
func (c *call) target(byName bool) (*Channel, string) {
	id := c.args["channel"]
	if id == "" {
		return nil, "channel_not_found"
	}
	ch := c.s.channel(id)
	if ch == nil && byName {
		ch = c.s.channelByName(id)
	}
	if ch == nil && byName && c.s.user(id) != nil {
		return c.s.direct(id)
	}
	if ch == nil || (ch.Private && !ch.Member) {
		return nil, "channel_not_found" // a private channel does not show itself to outsiders
	}
	return ch, ""
}

// postable says why nothing may be posted to the channel.
func (c *call) postable(ch *Channel) string {
	switch {
	case ch.Archived:
		return "is_archived"
	case !ch.Member && !c.s.scoped("chat:write.public"):
		return "not_in_channel"
	case ch.ReadOnly:
		return "restricted_action_read_only_channel"
	}
	return ""
}

func (s *Server) scoped(scope string) bool {
	return slices.Contains(s.opts.Scopes, scope)
}

// direct is the direct message channel with a person, made when it is first needed.
func (s *Server) direct(user string) (*Channel, string) {
	u := s.user(user)
	if u == nil {
		return nil, "user_not_found"
	}
	if u.Disabled {
		return nil, "user_disabled"
	}
	for _, ch := range s.channels {
		if ch.DirectTo == user {
			return ch, ""
		}
	}
	ch := &Channel{ID: "D0" + strings.TrimPrefix(user, "U0"), Name: u.Name, Member: true, DirectTo: user}
	s.channels = append(s.channels, ch)
	return ch, ""
}

func postMessage(c *call) reply {
	m, r := c.compose()
	if r.err != "" {
		return r
	}
	if code := c.thread(m); code != "" {
		return fail(code)
	}
	if wait := c.s.limiter.post(m.Channel, c.now); wait > 0 {
		return limited(wait)
	}
	c.s.store(m, c.now)
	wire := c.s.wire(m, true)
	delete(wire, "reply_count")
	body := map[string]any{"channel": m.Channel, "ts": m.TS, "message": wire}
	if len(m.Warnings) > 0 {
		body["warning"] = strings.Join(m.Warnings, ",")
		body["response_metadata"] = map[string]any{"warnings": m.Warnings}
	}
	return ok(body)
}

// compose makes the message that a call describes, with every check that does not need the clock.
func (c *call) compose() (*Message, reply) {
	ch, code := c.target(true)
	if code == "" {
		code = c.postable(ch)
	}
	if code != "" {
		return nil, fail(code)
	}
	content, has, r := c.s.content(c.args)
	if r.err != "" {
		return nil, r
	}
	if content.empty() {
		return nil, fail("no_text")
	}
	m := &Message{
		Content: content, Channel: ch.ID, User: botUserID, BotID: botID, Via: c.method,
		Username: c.args["username"], IconEmoji: c.args["icon_emoji"],
		UnfurlLinks: c.args.flag("unfurl_links"), UnfurlMedia: c.args["unfurl_media"] == "" || c.args.flag("unfurl_media"),
		LinkNames: c.args.flag("link_names") || c.args["parse"] == "full",
	}
	m.NoMrkdwn = c.args["mrkdwn"] != "" && !c.args.flag("mrkdwn")
	finish(m, has)
	return m, reply{}
}

// finish cuts what is too long and notes what Slack would warn of.
func finish(m *Message, has given) {
	if chars(m.Text) > maxPostText {
		m.Text = string([]rune(m.Text)[:maxPostText])
		m.Warnings = append(m.Warnings, "message_truncated")
	}
	if !has.text || strings.TrimSpace(m.Text) == "" {
		m.Warnings = append(m.Warnings, "missing_text_in_message")
	}
}

// thread checks and sets what a reply belongs to.
func (c *call) thread(m *Message) string {
	ts := c.args["thread_ts"]
	if ts == "" {
		return ""
	}
	if !tsForm.MatchString(ts) {
		return "invalid_thread_ts"
	}
	root := c.s.message(m.Channel, ts)
	switch {
	case root == nil || root.EphemeralTo != "" || root.Deleted:
		return "thread_not_found"
	case !root.Root():
		return "cannot_reply_to_message" // the documents: use the parent's ts, not a reply's
	}
	m.ThreadTS, m.Broadcast = ts, c.args.flag("reply_broadcast")
	return ""
}

func postEphemeral(c *call) reply {
	m, r := c.compose()
	if r.err != "" {
		return r
	}
	u := c.s.user(c.args["user"])
	if u == nil || u.Disabled {
		return fail("user_not_in_channel")
	}
	if wait := c.s.limiter.post(m.Channel, c.now); wait > 0 {
		return limited(wait)
	}
	m.EphemeralTo = u.ID
	if code := c.thread(m); code != "" {
		return fail(code)
	}
	c.s.store(m, c.now)
	return ok(map[string]any{"message_ts": m.TS})
}
