package discord

import (
	"strings"

	"rollcall.dev/rollcall/internal/notify/render"
)

// joiner is an invisible character that keeps apart what would mean something together.
const joiner = "\u2060"

// escaped is a text in which Discord interprets nothing: a backslash stands before whatever could format, mention, link or become an
// emoji or a time, and at the head of a line before what makes a heading, a list or a quote
// (https://support.discord.com/hc/en-us/articles/210298617). It has at most limit characters; an escape is never cut in two.
func escaped(s string, limit int) string {
	var b strings.Builder
	used := 0
	head := true
	for _, r := range s {
		piece := string(r)
		if strings.ContainsRune("\\*_~`|<>[]()@:", r) || head && strings.ContainsRune("#-+", r) {
			piece = "\\" + piece
		}
		size := render.Length(piece)
		if used+size > limit-1 {
			b.WriteString("…")
			break
		}
		used += size
		b.WriteString(piece)
		head = r == '\n' || head && strings.ContainsRune(" \t#-+", r)
	}
	return b.String()
}

// maxFence is what a block of code has around its text, and the mark of what was cut, in a line of its own.
const maxFence = len("```\n") + len("\n```") + 2

// fenced is a log in a block of code, which nothing in it can end; "" where limit leaves no room for one.
func fenced(log string, limit int) string {
	const open, shut = "```\n", "\n```"
	broken := strings.ReplaceAll(log, "`", "`"+joiner)
	room := limit - maxFence
	if log == "" || room < 40 {
		return ""
	}
	return open + render.Tail(broken, room, 40) + shut
}

// masked is a link behind words of ours. What could end it is encoded, which means the same in an address.
func masked(l render.Link) string {
	safe := strings.NewReplacer(
		"(", "%28", ")", "%29", "[", "%5B", "]", "%5D", "<", "%3C", ">", "%3E", "\\", "%5C", "`", "%60", "\"", "%22", " ", "%20", "|", "%7C",
	).Replace(l.URL)
	return "[" + escaped(l.Text, 60) + "](" + safe + ")"
}
