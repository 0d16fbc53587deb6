package msteams

import (
	"strings"

	"rollcall.dev/rollcall/internal/notify/render"
)

// joiner is an invisible character that keeps apart what would mean something together.
const joiner = "\u2060"

// inert is a text in which no function is called: {{DATE(…)}} and {{TIME(…)}} are replaced wherever text is shown
// (https://learn.microsoft.com/en-us/adaptive-cards/authoring-cards/text-features).
func inert(s string) string { return strings.ReplaceAll(s, "{{", "{"+joiner+"{"+joiner) }

// escaped is a text for a TextBlock, in which Markdown means nothing: a backslash stands before whatever could (CommonMark 2.4). It
// has at most limit characters; an escape is never cut in two.
func escaped(s string, limit int) string {
	var b strings.Builder
	used := 0
	for _, r := range inert(s) {
		piece := string(r)
		if strings.ContainsRune("\\`*_{}[]()<>#+-.!|~&:", r) {
			piece = "\\" + piece
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

// column is a line of a log as it was set: leading spaces are kept, and an empty line has its height.
func column(line string) string {
	text := strings.TrimLeft(line, " \t")
	indent := strings.ReplaceAll(line[:len(line)-len(text)], "\t", "    ")
	if text == "" {
		return "\u00a0"
	}
	return strings.Repeat("\u00a0", len(indent)) + text
}
