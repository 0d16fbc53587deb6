package render

import (
	"strings"
	"time"

	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/notify"
	"rollcall.dev/rollcall/internal/notify/words"
)

// Tone says how bad the news is.
type Tone string

// The tones.
const (
	Bad     Tone = "bad"
	Good    Tone = "good"
	Neutral Tone = "neutral"
)

// Symbol is the tone as one character.
func (t Tone) Symbol() string {
	switch t {
	case Bad:
		return "🔴"
	case Good:
		return "✅"
	default:
		return "⚪"
	}
}

// Card is a Notice in words. Empty parts are not shown.
type Card struct {
	// Language is the one of its words: what a receiver puts before its parts is to be of the same one.
	Language words.Language
	Tone     Tone
	Title    string // one line, without the symbol: "billing/invoice-close failed · HIGH"
	Note     string // one line: why the message came here
	Story    string // one paragraph: how a recovery came about
	Why      string // one line: the cause
	Signal   string // one line: the raw signal that decided
	// LogTitle names what Log is the end of; Log has several lines.
	LogTitle string
	Log      string
	// CommandsTitle says where Commands, which a shell takes line by line, tell more.
	CommandsTitle string
	Commands      []string
	// SlotsTitle names what Slots lists: the slots that nobody answered, ascending, or the jobs that share a trouble with theirs.
	SlotsTitle string
	Slots      []string
	Advice     []string
	Facts      []Fact
	Context    []string // where it happened, one line each
	Links      []Link
	// Call is the id of the user group that is to be called, in the receiver's terms; empty: nobody is.
	Call string
}

// Fact is a labelled line.
type Fact struct{ Label, Value string }

// Link is a web address with the words for its button.
type Link struct{ Text, URL string }

// View says how a Card is to be looked at.
type View struct {
	// Action decides how much is said: a Post and an Update stand alone, a Reply stands beneath what was said before, an
	// Update says how things are instead of what has just happened. Empty is a Post.
	Action notify.Action
	// Now is what relative times count from; zero leaves them out, as something that is read much later must.
	Now time.Time
	// Note says why the message came here instead of where it was meant to go; empty otherwise.
	Note string
	// Language is what its readers read, as BCP 47 names it; empty: what the owner does.
	Language string
}

// Bounds of what a Card says, in characters as Length counts them. Together they stay below 8,000, where Slack takes 13,200.
const (
	maxName     = 110
	maxSentence = 450
	maxQuote    = 300 // of a person, within a story
	maxSignal   = 400
	maxAdvice   = 220
	maxSteps    = 5
	maxLog      = 1800
	maxLogLines = 30
	maxFact     = 200
	maxContext  = 220
	maxGaps     = 3
	maxURL      = 2500
	maxCommands = 600
	// maxBefore is how long a Card may be to which commands are added.
	maxBefore = 6500
	// maxSlotsOfOne is how many slots are named of each job of many.
	maxSlotsOfOne = 3
)

// Compose puts a Notice into words.
func Compose(n incident.Notice, v View) Card {
	w := writer{n: n, view: v, clock: ClockOf(n, v.Now)}
	if v.Language != "" {
		w.clock.Language = words.In(v.Language)
	}
	w.say = words.Of(w.clock.Language)
	c := w.compose()
	c.Language = w.say.Language
	if n.Change == incident.Escalated && n.Level == incident.LevelGroup && v.Action != notify.Update {
		c.Call = n.Owner.Team.SlackUsergroup
	}
	return c
}

func (w writer) compose() Card {
	if w.view.Action == notify.Update && !w.n.ResolvedAt.IsZero() && w.n.Change != incident.Recovery {
		// What is said of it afterwards changes nothing about how it is: it is over.
		w.n.Change, w.n.Answer = incident.Recovery, w.n.EndedBy
	}
	n, v := w.n, w.view
	switch {
	case n.Kind == incident.Muting:
		return w.silence()
	case n.Kind == incident.Defects:
		return w.defects()
	case w.remark():
		return w.remarkCard()
	case n.Kind == incident.Burst:
		return w.burst()
	case n.Kind == incident.Digest:
		return w.digest()
	case n.Kind.Shared():
		return w.shared()
	}
	c := Card{Tone: w.tone(), Title: w.title(), Note: Head(Line(v.Note), maxSentence), Facts: w.facts(), Context: w.context(), Links: w.links()}
	c.Story = Head(w.rerunStory(), maxSentence)
	if n.Change == incident.Recovery {
		c.Story = Head(w.story(), maxSentence)
		if v.Action == notify.Reply || !w.ran() {
			return c
		}
	}
	c.Why = w.why()
	c.Signal = w.signal()
	c.Log = Tail(Text(n.Cause.LogTail), maxLog, maxLogLines)
	if c.Log = strings.Trim(c.Log, "\n"); strings.TrimSpace(c.Log) == "" {
		c.Log = ""
	} else {
		c.LogTitle = w.logTitle()
	}
	c.SlotsTitle, c.Slots = w.say.Label.Unanswered, w.slots()
	if n.Change != incident.Recovery {
		c.Advice = w.advice()
		c.Why = Head(c.Why, maxSentence-Length(c.Story)) // they share the room of one
	}
	return w.commands(c)
}

// Subject names a Monitor in one line: "namespace/name", or its name alone.
func Subject(s incident.Subject) string {
	name := Line(s.Name)
	if ns := Line(s.Namespace); ns != "" {
		name = ns + "/" + name
	}
	return Head(name, maxName)
}

// Label is what stands before the parts of the Card.
func (c Card) Label() words.Label { return words.Of(c.Language).Label }

// Short is the Card in one line, for a notification.
func (c Card) Short() string {
	s := c.Tone.Symbol() + " " + c.Title
	switch {
	case c.Story != "":
		return s + ": " + c.Story
	case c.Why != "":
		return s + ": " + c.Why
	default:
		return s
	}
}

// Plain is the Card as lines of plain text, for a receiver that can show nothing else.
func (c Card) Plain() string {
	var b strings.Builder
	label := c.Label()
	line := func(parts ...string) {
		for _, p := range parts {
			b.WriteString(p)
		}
		b.WriteByte('\n')
	}
	line(c.Short())
	if c.Note != "" {
		line(c.Note)
	}
	if c.Story != "" && c.Why != "" {
		line(label.WhatHappened, ": ", c.Why)
	}
	if c.Signal != "" {
		line(label.Signal, ": ", c.Signal)
	}
	for _, s := range c.Slots {
		line(c.SlotsTitle, ": ", s)
	}
	for _, s := range c.Advice {
		line(label.ToDo, ": ", s)
	}
	for _, f := range c.Facts {
		line(f.Label, ": ", f.Value)
	}
	for _, s := range c.Context {
		line(s)
	}
	for _, l := range c.Links {
		line(l.Text, ": ", l.URL)
	}
	if len(c.Commands) > 0 {
		line(c.CommandsTitle, ":")
		line(strings.Join(c.Commands, "\n"))
	}
	if c.Log != "" {
		line(c.LogTitle, ":")
		line(c.Log)
	}
	return strings.TrimRight(b.String(), "\n")
}
