package blockkit

import (
	"strings"

	"github.com/slack-go/slack"

	"rollcall.dev/rollcall/internal/notify/render"
)

// Limits of Block Kit; a context element has none documented, the one of a field is the safe reading.
const (
	maxHeader  = 150
	maxSection = 3000
	maxContext = 2000
	maxButton  = 75
	maxURL     = 3000
	maxItems   = 10 // elements of a context block
)

// Blocks lays out a Card.
func Blocks(c render.Card) []slack.Block {
	blocks := []slack.Block{slack.NewHeaderBlock(plain(c.Tone.Symbol()+" "+c.Title, maxHeader))}
	add := func(elements ...slack.RichTextElement) {
		if len(elements) > 0 {
			blocks = append(blocks, slack.NewRichTextBlock("", elements...))
		}
	}
	add(call(c.Call)...)
	add(lead(c)...)
	add(list(c.SlotsTitle, c.Slots)...)
	add(list(c.Label().WhatToDo, c.Advice)...)
	add(facts(c.Facts)...)
	add(log(c)...)
	add(commands(c)...)
	if b := contextBlock(c.Context); b != nil {
		blocks = append(blocks, b)
	}
	if b := links(c.Links); b != nil {
		blocks = append(blocks, b)
	}
	return blocks
}

// call mentions a user group, which is what has Slack notify its members; anything but an id of one mentions nobody.
func call(group string) []slack.RichTextElement {
	if len(group) < 2 || group[0] != 'S' || strings.Trim(group, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") != "" {
		return nil
	}
	return []slack.RichTextElement{slack.NewRichTextSection(slack.NewRichTextSectionUserGroupElement(group))}
}

// lead says what happened: why it came here, how it ended, the cause and its signal.
func lead(c render.Card) []slack.RichTextElement {
	var parts []slack.RichTextElement
	if c.Note != "" {
		parts = append(parts, slack.NewRichTextSection(styled(c.Note, slack.RichTextSectionTextStyle{Italic: true})))
	}
	if c.Story != "" {
		parts = append(parts, slack.NewRichTextSection(text(c.Story)))
	}
	if c.Why != "" {
		why := []slack.RichTextSectionElement{bold(c.Label().Why), text("  " + c.Why)}
		if c.Signal != "" {
			why = append(why, text("\n"), styled(c.Signal, slack.RichTextSectionTextStyle{Code: true}))
		}
		parts = append(parts, slack.NewRichTextSection(why...))
	}
	return parts
}

// log shows what the job printed in a block that nothing in it can end; a fence of backticks would be no boundary.
func log(c render.Card) []slack.RichTextElement {
	if c.Log == "" {
		return nil
	}
	return typed(c.LogTitle, slack.NewRichTextSectionTextElement(render.Tail(c.Log, maxSection, maxSection), nil))
}

// commands are lines to be copied into a shell.
func commands(c render.Card) []slack.RichTextElement {
	if len(c.Commands) == 0 {
		return nil
	}
	return typed(c.CommandsTitle, text(strings.Join(c.Commands, "\n")))
}

// typed shows lines as a terminal does.
func typed(title string, lines slack.RichTextSectionElement) []slack.RichTextElement {
	return []slack.RichTextElement{
		slack.NewRichTextSection(bold(title)),
		&slack.RichTextPreformatted{Type: slack.RTEPreformatted, Elements: []slack.RichTextSectionElement{lines}},
	}
}

func list(title string, items []string) []slack.RichTextElement {
	if len(items) == 0 {
		return nil
	}
	return []slack.RichTextElement{slack.NewRichTextSection(bold(title)), bulletsOf(items)}
}

func facts(all []render.Fact) []slack.RichTextElement {
	if len(all) == 0 {
		return nil
	}
	var parts []slack.RichTextSectionElement
	for i, f := range all {
		end := "\n"
		if i == len(all)-1 {
			end = ""
		}
		parts = append(parts, bold(f.Label), text("  "+f.Value+end))
	}
	return []slack.RichTextElement{slack.NewRichTextSection(parts...)}
}

func contextBlock(lines []string) slack.Block {
	var elements []slack.MixedElement
	for _, l := range lines {
		if l != "" && len(elements) < maxItems {
			elements = append(elements, plain(l, maxContext))
		}
	}
	if len(elements) == 0 {
		return nil
	}
	return slack.NewContextBlock("", elements...)
}

// links are buttons that open a page.
func links(all []render.Link) slack.Block {
	var buttons []slack.BlockElement
	for _, l := range all {
		if render.Length(l.URL) > maxURL {
			continue
		}
		b := slack.NewButtonBlockElement("", "", plain(l.Text, maxButton))
		b.URL = l.URL
		buttons = append(buttons, b)
	}
	if len(buttons) == 0 {
		return nil
	}
	return slack.NewActionBlock("", buttons...)
}

// plain is a text object in which Slack interprets nothing, not even :emoji:.
func plain(s string, limit int) *slack.TextBlockObject {
	return slack.NewTextBlockObject(slack.PlainTextType, render.Head(s, limit), false, false)
}

func text(s string) slack.RichTextSectionElement {
	return slack.NewRichTextSectionTextElement(render.Head(s, maxSection), nil)
}

func bold(s string) slack.RichTextSectionElement {
	return styled(s, slack.RichTextSectionTextStyle{Bold: true})
}

func styled(s string, style slack.RichTextSectionTextStyle) slack.RichTextSectionElement {
	return slack.NewRichTextSectionTextElement(render.Head(s, maxSection), &style)
}
