package render

import (
	"fmt"
	"slices"
	"strings"

	"rollcall.dev/rollcall/internal/diagnose"
	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/monitor"
	"rollcall.dev/rollcall/internal/notify"
)

// writer holds what the parts of one Card are written from.
type writer struct {
	n     incident.Notice
	view  View
	clock Clock
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
	if w.severity() != "" {
		return ""
	}
	return " · " + strings.ToUpper(Head(Line(string(w.n.Severity)), 10))
}

// timely says in a title why it is told now, where that is because time has passed.
func (w writer) timely() string {
	switch w.n.Change {
	case incident.Escalated:
		return " and nobody has answered"
	case incident.Woken:
		return " · quiet time is over"
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
		return w.once() + " · new reason"
	default:
		return w.once() + w.timely()
	}
}

func (w writer) once() string {
	switch w.n.Judgement {
	case monitor.Stuck:
		return "is stuck"
	case monitor.Running:
		return "runs too long"
	case monitor.Succeeded:
		return w.doubt()
	case monitor.Missed:
		return "did not run"
	case monitor.Skipped:
		return "was skipped"
	case monitor.Replaced:
		return "was replaced"
	default:
		return "failed"
	}
}

// doubt is what is wrong with a run that succeeded.
func (w writer) doubt() string {
	switch w.n.Cause.Code {
	case diagnose.ReportsDisagree:
		return "reported a failure"
	case diagnose.NotConfirmed:
		return "did not confirm its success"
	default:
		return "ended too fast"
	}
}

func (w writer) again() string {
	switch w.n.Judgement {
	case monitor.Stuck:
		return "is stuck again"
	case monitor.Running:
		return "runs too long again"
	case monitor.Succeeded:
		return w.doubt() + " again"
	case monitor.Missed:
		return "did not run again"
	case monitor.Skipped:
		if w.n.Kind == incident.Failing {
			return "was skipped meanwhile"
		}
		return "was skipped again"
	case monitor.Replaced:
		return "was replaced again"
	default:
		return "failed again"
	}
}

func (w writer) sofar() string {
	switch {
	case w.n.Kind == incident.Absent:
		return fmt.Sprintf("missed %d runs", w.n.Count)
	case w.n.Lasting == monitor.Stuck:
		return fmt.Sprintf("is stuck · %d runs lost", w.n.Count)
	case w.n.Lasting == monitor.Replaced:
		return fmt.Sprintf("was replaced · %d runs lost", w.n.Count)
	case w.n.Lasting == monitor.Running:
		return fmt.Sprintf("runs too long · %d runs in trouble", w.n.Count)
	case w.n.Lasting == monitor.Succeeded:
		return fmt.Sprintf("%s %d times", w.doubt(), w.n.Count)
	default:
		return fmt.Sprintf("failed %d times", w.n.Count)
	}
}

func (w writer) ending() string {
	switch {
	case w.n.ByPerson():
		return "was resolved by " + Head(Line(w.n.Answer.By.String()), maxName)
	case w.n.Judgement == monitor.Succeeded:
		return "recovered"
	case w.ran():
		return "runs again"
	default:
		return "is no longer watched"
	}
}

// ran reports whether it was a run that ended the incident, and not the end of what is watched.
func (w writer) ran() bool { return w.n.Judgement == monitor.Succeeded || w.n.Judgement.Bad() }

// story tells a recovery: when, by what, how long the trouble lasted and how much was lost.
func (w writer) story() string {
	n := w.n
	end := n.ResolvedAt
	if end.IsZero() {
		end = n.At
	}
	var s string
	switch {
	case n.ByPerson():
		s = "By hand, whatever the runs say, at "
	case n.Judgement == monitor.Succeeded && hasFlag(n, monitor.Manual):
		s = "A run started by hand succeeded at "
	case n.Judgement == monitor.Succeeded:
		s = "It succeeded at "
	case w.ran():
		s = "It was run again, though that run is no success (" + string(n.Judgement) + "), at "
	default:
		s = "It was deleted, or is no longer to be watched, since "
	}
	s += w.clock.At(end)
	if n.Duration > 0 && n.Judgement == monitor.Succeeded {
		s += " (ran for " + Duration(n.Duration) + ")"
	}
	s += ". "
	if d := end.Sub(n.OpenedAt); d > 0 && !n.OpenedAt.IsZero() {
		s += "The trouble lasted " + Duration(d) + ": "
	}
	return s + w.lost() + "." + w.quoted()
}

// quoted is what the person said who made the change, at the end of a story.
func (w writer) quoted() string {
	if w.n.Answer == nil {
		return ""
	}
	text := Head(Line(w.n.Answer.Text), maxQuote)
	if text == "" {
		return ""
	}
	return " “" + text + "”"
}

// lost counts what the incident cost.
func (w writer) lost() string {
	run, word := "run", "failed"
	if w.n.Count > 1 {
		run = "runs"
	}
	switch {
	case w.n.Kind == incident.Absent:
		word = "missed"
	case w.n.Lasting == monitor.Replaced:
		word = "lost"
	case w.n.Lasting == monitor.Running:
		word = "took too long"
	case w.n.Lasting == monitor.Succeeded && w.n.Cause.Code == diagnose.ReportsDisagree:
		word = "contradicted"
	case w.n.Lasting == monitor.Succeeded && w.n.Cause.Code == diagnose.NotConfirmed:
		word = "unconfirmed"
	case w.n.Lasting == monitor.Succeeded:
		word = "ended too fast"
	}
	return fmt.Sprintf("%d %s %s", w.n.Count, run, word)
}

func hasFlag(n incident.Notice, f monitor.Flag) bool {
	return slices.Contains(n.Flags, f)
}
