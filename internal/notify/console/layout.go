package console

import (
	"strings"

	"rollcall.dev/rollcall/internal/notify/render"
)

// palette holds the escape sequences; the zero value paints nothing.
type palette struct{ bad, good, dim, bold, reset string }

func colours() palette {
	return palette{bad: "\x1b[1;31m", good: "\x1b[1;32m", dim: "\x1b[2m", bold: "\x1b[1m", reset: "\x1b[0m"}
}

const (
	indent = "   "
	label  = 17 // columns of a label
)

// layout puts a Card on a terminal.
type layout struct {
	paint palette
	width int
}

func (l layout) card(c render.Card) string {
	var b strings.Builder
	tone := l.paint.bold
	switch c.Tone {
	case render.Bad:
		tone = l.paint.bad
	case render.Good:
		tone = l.paint.good
	case render.Neutral:
	}
	b.WriteString("\n" + c.Tone.Symbol() + " " + tone + c.Title + l.paint.reset + "\n")
	l.row(&b, c.Label().Note, c.Note)
	l.row(&b, "", c.Story)
	l.row(&b, c.Label().Why, c.Why)
	l.row(&b, c.Label().Signal, c.Signal)
	for i, s := range c.Slots {
		l.row(&b, first(i, c.SlotsTitle), s)
	}
	for i, s := range c.Advice {
		l.row(&b, first(i, c.Label().WhatToDo), "- "+s)
	}
	for _, f := range c.Facts {
		l.row(&b, f.Label, f.Value)
	}
	for _, k := range c.Links {
		l.verbatim(&b, k.Text, k.URL)
	}
	if len(c.Commands) > 0 {
		b.WriteString(indent + l.paint.bold + c.CommandsTitle + l.paint.reset + "\n")
		for _, line := range c.Commands {
			b.WriteString(indent + "  " + line + "\n")
		}
	}
	if c.Log != "" {
		b.WriteString(indent + l.paint.bold + c.LogTitle + l.paint.reset + "\n")
		for line := range strings.Lines(c.Log) {
			b.WriteString(indent + l.paint.dim + "│ " + strings.TrimRight(line, "\n") + l.paint.reset + "\n")
		}
	}
	for _, s := range c.Context {
		for _, line := range wrap(s, l.width-len(indent)) {
			b.WriteString(indent + l.paint.dim + line + l.paint.reset + "\n")
		}
	}
	return b.String()
}

// first names a list at its first item only.
func first(i int, name string) string {
	if i == 0 {
		return name
	}
	return ""
}

// row prints a value beside its label, wrapped.
func (l layout) row(b *strings.Builder, name, value string) {
	if value == "" {
		return
	}
	for i, line := range wrap(value, l.width-len(indent)-label) {
		l.verbatim(b, first(i, name), line)
	}
}

// verbatim prints a value in one line, however long it is.
func (l layout) verbatim(b *strings.Builder, name, value string) {
	pad := strings.Repeat(" ", max(1, label-columns(name)))
	b.WriteString(indent + l.paint.bold + name + l.paint.reset + pad + value + "\n")
}

// wrap breaks a line where a script lets it; a word that is longer than a line stands alone.
func wrap(s string, width int) []string {
	var lines []string
	var line string
	for _, p := range pieces(s) {
		whole := line + p.text
		if p.spaced && line != "" {
			whole = line + " " + p.text
		}
		if line != "" && columns(whole) > width {
			lines = append(lines, line)
			whole = p.text
		}
		line = whole
	}
	return append(lines, line)
}
