package render

import (
	"slices"
	"strings"

	"rollcall.dev/rollcall/internal/diagnose"
	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/monitor"
	"rollcall.dev/rollcall/internal/notify"
	"rollcall.dev/rollcall/internal/notify/words"
)

// writer holds what the parts of one Card are written from.
type writer struct {
	n     incident.Notice
	view  View
	clock Clock
	say   words.Words
}

// tone of the news. An absence that ended in a run that failed is no good news: another incident tells it.
func (w writer) tone() Tone {
	switch {
	case w.n.Change != incident.Recovery:
		return Bad
	case w.n.Judgement == monitor.Succeeded:
		return Good
	default:
		return Neutral
	}
}

func (w writer) title() string {
	t := Subject(w.n.Subject) + " " + w.what()
	if w.n.Change == incident.Recovery {
		return t
	}
	return t + w.urgency()
}

// urgency ends the title of what goes on, where it is not the usual one: that stands among the facts.
func (w writer) urgency() string {
	switch w.n.Severity {
	case incident.Undeclared, incident.Normal:
		return ""
	case incident.Critical:
		return w.say.Title.Critical
	case incident.High:
		return w.say.Title.High
	case incident.Low:
		return w.say.Title.Low
	default:
		return w.say.Title.Severity(strings.ToUpper(Head(Line(string(w.n.Severity)), 10)))
	}
}

// timely says in a title why it is told now, where that is because time has passed.
func (w writer) timely() string {
	switch w.n.Change {
	case incident.Escalated:
		return w.say.Title.NobodyAnswered
	case incident.Woken:
		return w.say.Title.QuietOver
	default:
		return ""
	}
}

// what happened, or with an Update how things are.
func (w writer) what() string {
	if w.n.Change == incident.Recovery {
		return w.ending()
	}
	if w.view.Action == notify.Update && w.n.Count > 1 {
		return w.sofar()
	}
	switch w.n.Change {
	case incident.Repeated:
		return w.again()
	case incident.Changed:
		return w.once() + w.say.Title.NewReason
	default:
		return w.once() + w.timely()
	}
}

func (w writer) once() string {
	switch w.n.Judgement {
	case monitor.Stuck:
		return w.say.Title.Stuck
	case monitor.Running:
		return w.say.Title.TooLong
	case monitor.Succeeded:
		return w.doubt(w.say.Title.Reported, w.say.Title.Unconfirmed, w.say.Title.TooFast)
	case monitor.Missed:
		return w.say.Title.Missed
	case monitor.Skipped:
		return w.say.Title.Skipped
	case monitor.Replaced:
		return w.say.Title.Replaced
	default:
		return w.say.Title.Failed
	}
}

// doubt is the one of three texts that tells what is wrong with a run that succeeded.
func (w writer) doubt(reported, unconfirmed, tooFast string) string {
	switch w.n.Cause.Code {
	case diagnose.ReportsDisagree:
		return reported
	case diagnose.NotConfirmed:
		return unconfirmed
	default:
		return tooFast
	}
}

func (w writer) again() string {
	switch w.n.Judgement {
	case monitor.Stuck:
		return w.say.Title.StuckAgain
	case monitor.Running:
		return w.say.Title.TooLongAgain
	case monitor.Succeeded:
		return w.doubt(w.say.Title.ReportedAgain, w.say.Title.UnconfirmedAgain, w.say.Title.TooFastAgain)
	case monitor.Missed:
		return w.say.Title.MissedAgain
	case monitor.Skipped:
		if w.n.Kind == incident.Failing {
			return w.say.Title.SkippedMeanwhile
		}
		return w.say.Title.SkippedAgain
	case monitor.Replaced:
		return w.say.Title.ReplacedAgain
	default:
		return w.say.Title.FailedAgain
	}
}

func (w writer) sofar() string {
	n := w.n.Count
	switch {
	case w.n.Kind == incident.Absent:
		return w.say.Title.MissedRuns(n)
	case w.n.Lasting == monitor.Stuck:
		return w.say.Title.StuckRuns(n)
	case w.n.Lasting == monitor.Replaced:
		return w.say.Title.ReplacedRuns(n)
	case w.n.Lasting == monitor.Running:
		return w.say.Title.TooLongRuns(n)
	case w.n.Lasting == monitor.Succeeded:
		return w.doubt(w.say.Title.ReportedTimes(n), w.say.Title.UnconfirmedTimes(n), w.say.Title.TooFastTimes(n))
	default:
		return w.say.Title.FailedTimes(n)
	}
}

func (w writer) ending() string {
	switch {
	case w.n.ByPerson():
		return w.say.Title.ResolvedBy(person(w.n.Answer.By))
	case w.n.Judgement == monitor.Succeeded:
		return w.say.Title.Recovered
	case w.ran():
		return w.say.Title.RunsAgain
	default:
		return w.say.Title.Unwatched
	}
}

// ran reports whether it was a run that ended the incident, and not the end of what is watched.
func (w writer) ran() bool { return w.n.Judgement == monitor.Succeeded || w.n.Judgement.Bad() }

func hasFlag(n incident.Notice, f monitor.Flag) bool {
	return slices.Contains(n.Flags, f)
}
