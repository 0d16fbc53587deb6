package blockkit

import (
	"strings"

	"rollcall.dev/rollcall/internal/notify/render"
)

// maxText bounds the fallback text, escapes included. chat.update takes 4,000 characters.
const maxText = 3900

// Text is the fallback of a message that has blocks: what a push notification and a screen reader say.
func Text(c render.Card) string { return escape(c.Short(), maxText) }

// Plain is the whole Card as text, for a message that is to go without blocks.
func Plain(c render.Card) string { return escape(c.Plain(), maxText) }

// escape replaces the three characters that Slack gives a meaning in text (https://docs.slack.dev/messaging/formatting-message-text),
// and puts an invisible word joiner behind the ones that format where a sender cannot turn formatting off. The result has at
// most limit UTF-16 units; an escape is never cut in two.
func escape(s string, limit int) string {
	var b strings.Builder
	used := 0
	for _, r := range s {
		piece := string(r)
		switch r {
		case '&':
			piece = "&amp;"
		case '<':
			piece = "&lt;"
		case '>':
			piece = "&gt;"
		case '*', '_', '~', '`':
			piece += "\u2060"
		}
		size := render.Length(piece)
		if used+size > limit-1 {
			b.WriteString("…")
			break
		}
		used += size
		b.WriteString(piece)
	}
	return b.String()
}
