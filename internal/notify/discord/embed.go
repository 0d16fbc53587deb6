package discord

import (
	"strings"

	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/notify/render"
)

// The limits of a message (https://docs.discord.com/developers/resources/message#embed-object-embed-limits), in characters.
const (
	maxContent     = 2000
	maxTitle       = 256
	maxDescription = 4096
	maxTotal       = 6000 // title, description, fields and footer
	maxURL         = 2048
)

// Our own bounds of what has wider ones there (25 fields of 256 and 1,024 characters, a footer of 2,048). With them everything but
// links and the log stays below maxTotal: those get what is left.
const (
	ourLead   = 2000
	ourFields = 14
	ourName   = 24
	ourValue  = 190
	ourFooter = 600
)

// message is what a webhook takes, and what is sent to edit one. An empty list of embeds takes them away.
type message struct {
	Content         string   `json:"content"`
	Embeds          []embed  `json:"embeds"`
	AllowedMentions mentions `json:"allowed_mentions"`
}

// mentions are whom a message may mention; an empty list is nobody, a missing one is everybody.
type mentions struct {
	Parse []string `json:"parse"`
}

type embed struct {
	Title       string  `json:"title"`
	URL         string  `json:"url,omitempty"`
	Description string  `json:"description,omitempty"`
	Color       int     `json:"color"`
	Fields      []field `json:"fields,omitempty"`
	Footer      *footer `json:"footer,omitempty"`
}

type field struct {
	Name   string `json:"name"`
	Value  string `json:"value"`
	Inline bool   `json:"inline"`
}

type footer struct {
	Text string `json:"text"`
}

// rich lays out a Card.
func rich(c render.Card, n incident.Notice) message {
	e := embed{Title: escaped(c.Tone.Symbol()+" "+c.Title, maxTitle), Color: colour(c.Tone, n.Severity), Description: lead(c)}
	for _, f := range c.Facts[:min(len(c.Facts), ourFields)] {
		e.Fields = append(e.Fields, field{Name: escaped(f.Label, ourName), Value: escaped(f.Value, ourValue), Inline: true})
	}
	if text := foot(c, n); text != "" {
		e.Footer = &footer{Text: text}
	}
	before := "\n\n"
	for _, l := range c.Links {
		if e.URL == "" && render.Length(l.URL) <= maxURL {
			e.URL = l.URL
		}
		if e.append(masked(l), before) {
			before = " · "
		}
	}
	if c.Log != "" {
		title := "\n\n**" + escaped(c.LogTitle, 2*ourValue) + "**\n"
		if block := fenced(c.Log, e.room()-render.Length(title)); block != "" {
			e.Description += title + block
		}
	}
	if text := strings.Join(c.Commands, "\n"); text != "" { // all of them or none: half a command is another one
		e.append("**"+escaped(c.CommandsTitle, 2*ourValue)+"**\n"+fenced(text, 2*render.Length(text)+maxFence), "\n\n")
	}
	return message{Embeds: []embed{e}, AllowedMentions: mentions{Parse: []string{}}}
}

// append adds to the description what fits.
func (e *embed) append(text, before string) bool {
	if e.Description == "" {
		before = ""
	}
	fits := render.Length(before+text) <= e.room()
	if fits {
		e.Description += before + text
	}
	return fits
}

// room is how many characters more the description may have.
func (e *embed) room() int {
	own := render.Length(e.Description)
	used := render.Length(e.Title) + own
	for _, f := range e.Fields {
		used += render.Length(f.Name) + render.Length(f.Value)
	}
	if e.Footer != nil {
		used += render.Length(e.Footer.Text)
	}
	return min(maxTotal-used, maxDescription-own)
}

// lead says what happened and what to do. A part that does not fit any more is left out, and so is what follows it.
func lead(c render.Card) string {
	var b strings.Builder
	label, used := c.Label(), 0
	add := func(before, text, after string, limit int) {
		if text == "" || used >= ourLead {
			return
		}
		if b.Len() > 0 {
			before = "\n" + before
		}
		whole := before + escaped(text, limit) + after
		if used += render.Length(whole); used > ourLead {
			used = ourLead
			return
		}
		b.WriteString(whole)
	}
	add("*", c.Note, "*", 400)
	add("", c.Story, "", 700)
	add("**"+label.Why+"** ", c.Why, "", 700)
	add("**"+label.Signal+"** ", c.Signal, "", 500)
	for i, s := range c.Advice {
		add(heading(i, "**"+label.WhatToDo+"**\n")+"- ", s, "", 300)
	}
	for i, s := range c.Slots {
		add(heading(i, "**"+escaped(c.SlotsTitle, 100)+"**\n")+"- ", s, "", 200)
	}
	return b.String()
}

func heading(i int, text string) string {
	if i > 0 {
		return ""
	}
	return text
}

// foot is where it happened, and the incident, by which messages that belong together are found. Discord interprets nothing in it.
func foot(c render.Card, n incident.Notice) string {
	parts := []string{}
	for _, s := range c.Context {
		if s != "" {
			parts = append(parts, s)
		}
	}
	text := render.Head(strings.Join(parts, "\n"), ourFooter-120)
	if id := render.Head(render.Line(n.Incident), 100); id != "" {
		text += "\nincident " + id
	}
	return strings.TrimPrefix(text, "\n")
}

// colour is that of the bar beside an embed.
func colour(t render.Tone, s incident.Severity) int {
	switch {
	case t == render.Good:
		return 0x1a7f37
	case t != render.Bad:
		return 0x8c959f
	}
	switch s {
	case incident.Critical:
		return 0xa40e26
	case incident.High:
		return 0xe5534b
	case incident.Low:
		return 0xd4a72c
	default:
		return 0xe8842c
	}
}

// plain is a Card as text, for where its embed was refused.
func plain(c render.Card) message {
	return message{Content: escaped(c.Plain(), maxContent), Embeds: []embed{}, AllowedMentions: mentions{Parse: []string{}}}
}
