package web

import (
	"fmt"
	"net/url"
	"strings"
	"time"

	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/notify/render"
	"rollcall.dev/rollcall/internal/notify/words"
)

// mark is one thing that is to be known of how an incident stands: a word, more words, an instant, a link.
type mark struct {
	Tone string // class of the word
	Word string
	Text string
	At   moment
	// Link leads to what is behind it, with the words LinkText.
	Link, LinkText string
}

// view is what the marks of an incident depend on, beside the incident.
type view struct {
	now      time.Time
	silences map[string]incident.Silence
}

func (v view) clock(i incident.Incident) render.Clock {
	c := render.ClockOf(i.Notice, v.now)
	c.Language = words.English // that of the pages
	return c
}

// marks say how an incident stands.
func (v view) marks(i incident.Incident) []mark {
	clock := v.clock(i)
	at := func(t time.Time) moment { return moment{t, clock} }
	all := v.standingMarks(i, at)
	if i.Burst != "" {
		all = append(all, mark{Word: "in a burst", Text: "told", Link: incidentLink(i.Burst), LinkText: "together with others"})
	}
	if i.Digest != "" {
		all = append(all, mark{Word: "low severity", Text: "told in", Link: incidentLink(i.Digest), LinkText: "a digest"})
	}
	if i.Kind == incident.Burst && i.Sharing != nil {
		all = append(all, mark{Word: "burst", Text: progress(*i.Sharing), Link: jobsLink(i.ID, ""), LinkText: "the jobs"})
	}
	if word := feedback(i.Feedback); word != "" {
		all = append(all, mark{Word: word, Text: "somebody says"})
	}
	return all
}

// feedback is what people think of the message itself; empty: nobody has said.
func feedback(k incident.AnswerKind) string {
	if k == incident.NotActionable || k == incident.WrongOwner {
		return strings.ReplaceAll(string(k), "_", " ")
	}
	return ""
}

// standingMarks say what people and time have made of the incident.
func (v view) standingMarks(i incident.Incident, at func(time.Time) moment) []mark {
	if i.Status == incident.Resolved {
		return []mark{{Tone: "good", Word: "resolved", At: at(i.ResolvedAt)}}
	}
	var all []mark
	switch {
	case i.Status == incident.Acknowledged:
		all = append(all, mark{Tone: "taken", Word: "acknowledged", Text: "by " + person(i.AckedBy) + " since", At: at(i.AckedAt)})
	case standingOf(i, v.now).group() == quiet: // that says it
	case i.ActBy.IsZero():
		all = append(all, mark{Tone: "open", Word: "open"})
	case standingOf(i, v.now) == overdue:
		all = append(all, mark{Tone: "overdue", Word: "overdue", Text: "to act by", At: at(i.ActBy)})
	default:
		all = append(all, mark{Tone: "open", Word: "open", Text: "act by", At: at(i.ActBy)})
	}
	if told := reached(i.Level); told != "" && standingOf(i, v.now).group() == needed {
		all = append(all, mark{Word: told, Text: "nobody has answered"})
	}
	if !i.SnoozedUntil.IsZero() {
		all = append(all, mark{Tone: "hush", Word: "snoozed", Text: "until", At: at(i.SnoozedUntil)})
	}
	if i.MutedBy != "" {
		m := mark{Tone: "hush", Word: "silenced", Text: "until", At: at(i.MutedUntil), Link: silenceLink(i.MutedBy), LinkText: "why"}
		if s, known := v.silences[i.MutedBy]; known {
			m.Text = author(s) + " until"
		}
		all = append(all, m)
	}
	if i.Held {
		m := mark{Tone: "hush", Word: "held", Text: "what it depends on is down"}
		if !i.HeldUntil.IsZero() {
			m.Text, m.At = "it is not known yet how what it depends on does; told at the latest", at(i.HeldUntil)
		}
		all = append(all, m)
	}
	return all
}

// reached says whom the escalation has reached; empty where it has not begun.
func reached(level int) string {
	switch level {
	case 0:
		return ""
	case 1:
		return "reminded"
	case 2:
		return "whole team called"
	case 3:
		return "parent team told"
	default:
		return "triage told"
	}
}

// progress of a burst.
func progress(s incident.Sharing) string {
	parts := []string{counted(s.Jobs, "job", "jobs")}
	for _, p := range []struct {
		n     int
		words string
	}{{s.Open, "in trouble"}, {s.Recovered, "recovered"}, {s.Alone, "told by themselves"}} {
		if p.n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", p.n, p.words))
		}
	}
	return strings.Join(parts, " · ")
}

// author says who mutes.
func author(s incident.Silence) string {
	if s.Window != "" {
		return "by maintenance window " + render.Head(render.Line(s.Window), maxShown)
	}
	return "by " + person(s.By)
}

// incidentLink is the address of an incident's page.
func incidentLink(id string) string { return "/incidents/" + url.PathEscape(id) }

// maxShown bounds a name or a short text on a page, in characters.
const maxShown = 200

func person(p incident.Person) string { return render.Head(render.Line(p.String()), maxShown) }
