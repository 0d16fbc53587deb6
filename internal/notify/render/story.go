package render

import (
	"time"

	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/monitor"
)

// story tells a recovery: when, by what, how long the trouble lasted and how much was lost.
func (w writer) story() string {
	n := w.n
	end := w.end()
	lost := w.say.Story.Lost(w.lost())
	if d := end.Sub(n.OpenedAt); d > 0 && !n.OpenedAt.IsZero() {
		lost = w.say.Story.Lasted(w.say.Form.Duration(d), w.lost())
	}
	return w.say.Form.Sentences(w.ended(w.clock.At(end)), lost, w.quoted())
}

// end is when it was over, or of what goes on, when the news of it happened.
func (w writer) end() time.Time {
	if w.n.ResolvedAt.IsZero() {
		return w.n.At
	}
	return w.n.ResolvedAt
}

// ended says what ended it.
func (w writer) ended(at string) string {
	n := w.n
	if n.Duration > 0 && n.Judgement == monitor.Succeeded {
		at = w.say.Form.Beside(at, w.say.Story.RanFor(w.say.Form.Duration(n.Duration)))
	}
	switch {
	case n.ByPerson():
		return w.say.Story.ByHand(at)
	case w.rerunEnds():
		return w.say.Rerun.SucceededAt(w.rerunBy(), at)
	case n.Judgement == monitor.Succeeded && hasFlag(n, monitor.Manual):
		return w.say.Story.ManualSucceeded(at)
	case n.Judgement == monitor.Succeeded:
		return w.say.Story.Succeeded(at)
	case w.ran():
		return w.say.Form.Sentences(w.rerunStory(), w.say.Story.NoSuccess(w.judged(), at))
	default:
		return w.say.Story.Deleted(at)
	}
}

// judged is the judgement of a run that is no success, as people call it.
func (w writer) judged() string {
	switch w.n.Judgement {
	case monitor.Failed:
		return w.say.Story.Failed
	case monitor.Missed:
		return w.say.Story.Missed
	case monitor.Stuck:
		return w.say.Story.Stuck
	case monitor.Skipped:
		return w.say.Story.Skipped
	case monitor.Replaced:
		return w.say.Story.Replaced
	case monitor.Running:
		return w.say.Story.Running
	default:
		return Line(string(w.n.Judgement))
	}
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
	return w.say.Form.Quote(text)
}

// lost counts what the incident cost.
func (w writer) lost() string {
	n := w.n.Count
	switch {
	case w.n.Kind == incident.Absent:
		return w.say.Story.RunsMissed(n)
	case w.n.Lasting == monitor.Replaced:
		return w.say.Story.RunsLost(n)
	case w.n.Lasting == monitor.Running:
		return w.say.Story.RunsTooLong(n)
	case w.n.Lasting == monitor.Succeeded:
		return w.doubt(w.say.Story.RunsContradicted(n), w.say.Story.RunsUnconfirmed(n), w.say.Story.RunsEndedTooFast(n))
	default:
		return w.say.Story.RunsFailed(n)
	}
}
