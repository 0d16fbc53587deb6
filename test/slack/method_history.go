package slack

import (
	"encoding/base64"
	"slices"
	"strconv"
	"strings"
)

const maxPage = 999

// window is the part of a conversation that a call asks for.
type window struct {
	oldest, latest string
	inclusive      bool
	limit          int
	metadata       bool
}

func (c *call) window(def int) (window, string) {
	w := window{oldest: c.args["oldest"], latest: c.args["latest"], inclusive: c.args.flag("inclusive"),
		metadata: c.args.flag("include_all_metadata")}
	for _, ts := range []string{w.oldest, w.latest} {
		if _, err := parseTS(ts); err != nil {
			return w, "invalid_arguments"
		}
	}
	n, isNumber := c.args.number("limit", def)
	if !isNumber || n < 1 || n > 1000 {
		return w, "invalid_limit"
	}
	w.limit = min(n, maxPage)
	return w, ""
}

func (w window) holds(ts string) bool {
	t, _ := parseTS(ts)
	if o, _ := parseTS(w.oldest); w.oldest != "" && (t < o || (t == o && !w.inclusive)) {
		return false
	}
	if l, _ := parseTS(w.latest); w.latest != "" && (t > l || (t == l && !w.inclusive)) {
		return false
	}
	return true
}

// parseTS is a timestamp in microseconds; an empty one is 0.
func parseTS(ts string) (int64, error) {
	if ts == "" {
		return 0, nil
	}
	whole, frac, _ := strings.Cut(ts, ".")
	frac = (frac + "000000")[:6]
	return strconv.ParseInt(whole+frac, 10, 64)
}

// readable finds a conversation whose messages the bot may read.
func (c *call) readable() (*Channel, string) {
	ch, code := c.target(false)
	if code == "" && !ch.Member {
		code = "not_in_channel"
	}
	return ch, code
}

// history answers newest first, without the replies in threads.
func history(c *call) reply {
	ch, code := c.readable()
	if code != "" {
		return fail(code)
	}
	w, code := c.window(100)
	if code != "" {
		return fail(code)
	}
	var found []*Message
	for _, m := range slices.Backward(c.s.messages) {
		if m.Channel == ch.ID && m.EphemeralTo == "" && (m.Root() || m.Broadcast) && w.holds(m.TS) {
			found = append(found, m)
		}
	}
	return c.page(found, w, "messages", "pin_count")
}

// threadReplies answers the root and then its replies, oldest first.
func threadReplies(c *call) reply {
	ch, code := c.readable()
	if code != "" {
		return fail(code)
	}
	w, code := c.window(1000)
	if code != "" {
		return fail(code)
	}
	root := c.s.message(ch.ID, c.args["ts"])
	if root == nil || root.EphemeralTo != "" {
		return fail("thread_not_found")
	}
	found := []*Message{root}
	for _, m := range c.s.messages {
		if m.Channel == ch.ID && m.ThreadTS == root.TS && m.EphemeralTo == "" && w.holds(m.TS) {
			found = append(found, m)
		}
	}
	return c.page(found, w, "messages", "")
}

// page cuts one page out of what was found. The cursor is opaque: base64 of the place.
func (c *call) page(found []*Message, w window, key, zero string) reply {
	from, code := c.cursor()
	if code != "" || from > len(found) {
		return fail("invalid_cursor")
	}
	to := min(len(found), from+w.limit)
	out := make([]map[string]any, 0, to-from)
	for _, m := range found[from:to] {
		out = append(out, c.s.wire(m, w.metadata))
	}
	body := map[string]any{key: out, "has_more": to < len(found)}
	if zero != "" {
		body[zero] = 0
	}
	body["response_metadata"] = map[string]any{"next_cursor": nextCursor(to, len(found))}
	return ok(body)
}

func (c *call) cursor() (int, string) {
	text := c.args["cursor"]
	if text == "" {
		return 0, ""
	}
	raw, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		return 0, "invalid_cursor"
	}
	n, err := strconv.Atoi(strings.TrimPrefix(string(raw), "next:"))
	if err != nil || n < 0 {
		return 0, "invalid_cursor"
	}
	return n, ""
}

func nextCursor(to, total int) string {
	if to >= total {
		return ""
	}
	return base64.StdEncoding.EncodeToString([]byte("next:" + strconv.Itoa(to)))
}
