package blockkit

import (
	"strings"

	"github.com/slack-go/slack"

	"rollcall.dev/rollcall/internal/notify/render"
)

// Line is one line of what Rollcall says to one person. URL makes its Text a link.
type Line struct {
	Text, URL string
	After     string // beside the link
	Code      bool   // something to be copied
}

// maxLines bounds what is said to one person, in lines.
const maxLines = 40

// Said lays lines out for one person; Slack interprets nothing in them.
func Said(lines ...Line) []slack.Block {
	sections := make([]slack.RichTextElement, 0, len(lines))
	for _, l := range lines[:min(len(lines), maxLines)] {
		if e := line(l); e != nil {
			sections = append(sections, e)
		}
	}
	return []slack.Block{slack.NewRichTextBlock("", sections...)}
}

func line(l Line) slack.RichTextElement {
	words := render.Head(render.Text(l.Text), maxSection)
	switch {
	case words == "":
		return nil
	case l.Code:
		return &slack.RichTextPreformatted{Type: slack.RTEPreformatted, Elements: []slack.RichTextSectionElement{
			slack.NewRichTextSectionTextElement(words, nil),
		}}
	}
	section := slack.NewRichTextSection()
	if l.URL != "" && render.Length(l.URL) <= maxURL {
		section.Elements = append(section.Elements, slack.NewRichTextSectionLinkElement(l.URL, words, nil))
	} else {
		section.Elements = append(section.Elements, text(words))
	}
	if after := render.Head(render.Line(l.After), maxSection); after != "" {
		section.Elements = append(section.Elements, text(" "+after))
	}
	return section
}

// Fallback is lines as the text of a message that has blocks.
func Fallback(lines ...Line) string {
	all := make([]string, 0, min(len(lines), maxLines))
	for _, l := range lines[:min(len(lines), maxLines)] {
		all = append(all, render.Text(l.Text))
		if after := render.Line(l.After); after != "" {
			all[len(all)-1] += " " + after
		}
	}
	return escape(strings.Join(all, "\n"), maxText)
}
