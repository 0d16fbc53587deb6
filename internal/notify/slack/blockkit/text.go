package blockkit

import (
	"strings"
	"unicode/utf16"

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
		size := units(piece)
		if used+size > limit-1 {
			b.WriteString("…")
			break
		}
		used += size
		b.WriteString(piece)
	}
	return b.String()
}

// units is the length of s in UTF-16.
func units(s string) int {
	n := 0
	for _, r := range s {
		n += utf16.RuneLen(r)
	}
	return n
}

// fit cuts s to limit UTF-16 units.
func fit(s string, limit int) string {
	for keep := limit; units(s) > limit; keep = keep * 9 / 10 {
		s = render.Head(s, keep)
	}
	return s
}

// fitTail cuts a log to limit UTF-16 units and keeps its end.
func fitTail(s string, limit int) string {
	for keep := limit; units(s) > limit; keep = keep * 9 / 10 {
		s = render.Tail(s, keep, keep)
	}
	return s
}
