package msteams

import (
	"strings"

	"rollcall.dev/rollcall/internal/notify/render"
)

const (
	maxButton = 75
	maxPlain  = 2500 // characters of a card that goes as plain text, so that it fits where the first did not
	maxShort  = 1000 // of what shows where cards do not
)

// rich lays out a Card.
func rich(c render.Card) message {
	style := map[render.Tone]string{render.Bad: "attention", render.Good: "good"}[c.Tone]
	if style == "" {
		style = "emphasis"
	}
	body := []element{{
		Type: "Container", Style: style, Bleed: true,
		Items: []element{block(textRun{Text: c.Tone.Symbol() + " " + c.Title, Weight: "Bolder", Size: "Large"})},
	}}
	body = append(body, lead(c)...)
	body = append(body, list(c.SlotsTitle, c.Slots)...)
	body = append(body, list(c.Label().WhatToDo, c.Advice)...)
	for i, f := range c.Facts {
		fact := block(textRun{Text: f.Label, Weight: "Bolder"}, textRun{Text: "  " + f.Value})
		if i > 0 {
			fact.Spacing = "None"
		}
		body = append(body, fact)
	}
	body = append(body, log(c)...)
	body = append(body, typed(c.CommandsTitle, c.Commands)...)
	for i, line := range c.Context {
		if line == "" {
			continue
		}
		context := block(textRun{Text: line, Subtle: true, Size: "Small"})
		context.Separator = i == 0
		body = append(body, context)
	}
	return wrapped(body, buttons(c.Links), escaped(c.Short(), maxShort))
}

// lead says what happened: why it came here, how it ended, the cause and its signal.
func lead(c render.Card) []element {
	var parts []element
	if c.Note != "" {
		parts = append(parts, block(textRun{Text: c.Note, Italic: true}))
	}
	if c.Story != "" {
		parts = append(parts, block(textRun{Text: c.Story}))
	}
	if c.Why != "" {
		parts = append(parts, block(textRun{Text: c.Label().Why, Weight: "Bolder"}, textRun{Text: "  " + c.Why}))
	}
	if c.Signal != "" {
		parts = append(parts, block(textRun{Text: c.Signal, FontType: "Monospace"}))
	}
	return parts
}

// log shows what the job printed, one block a line: what a line end means within a block differs between Teams on a desk and on a
// phone.
func log(c render.Card) []element {
	if c.Log == "" {
		return nil
	}
	return typed(c.LogTitle, strings.Split(c.Log, "\n"))
}

// typed shows lines as a terminal does.
func typed(title string, lines []string) []element {
	if len(lines) == 0 {
		return nil
	}
	box := element{Type: "Container", Style: "emphasis"}
	for _, line := range lines {
		row := block(textRun{Text: column(line), FontType: "Monospace", Size: "Small"})
		row.Spacing = "None"
		box.Items = append(box.Items, row)
	}
	return []element{block(textRun{Text: title, Weight: "Bolder"}), box}
}

func list(title string, items []string) []element {
	if len(items) == 0 {
		return nil
	}
	rows := []element{block(textRun{Text: title, Weight: "Bolder"})}
	for _, item := range items {
		row := block(textRun{Text: "• " + item})
		row.Spacing = "None"
		rows = append(rows, row)
	}
	return rows
}

func block(runs ...textRun) element {
	for i := range runs {
		runs[i].Type, runs[i].Text = "TextRun", inert(runs[i].Text)
	}
	return element{Type: "RichTextBlock", Inlines: runs}
}

func buttons(links []render.Link) []openURL {
	all := make([]openURL, 0, len(links))
	for _, l := range links {
		all = append(all, openURL{Type: "Action.OpenUrl", Title: render.Head(l.Text, maxButton), URL: l.URL})
	}
	return all
}

// plain is a Card in its simplest form: lines of text, and its buttons.
func plain(c render.Card) message {
	var body []element
	left := maxPlain
	for line := range strings.SplitSeq(c.Plain(), "\n") {
		if left < 2 {
			break
		}
		text := escaped(line, left)
		if left -= render.Length(text); text == "" {
			continue
		}
		body = append(body, element{Type: "TextBlock", Text: text, Wrap: true})
	}
	return wrapped(body, buttons(c.Links), escaped(c.Short(), maxShort))
}
