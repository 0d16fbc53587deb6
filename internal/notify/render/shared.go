package render

import (
	"fmt"
	"strings"

	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/notify"
)

// shared puts into words what many jobs of a cluster have in common.
func (w writer) shared() Card {
	n := w.n
	c := Card{
		Tone: Bad, Title: w.sharedTitle(), Note: Head(Line(w.view.Note), maxSentence), Story: Head(w.sharedStory(), maxSentence),
		Facts: w.sharedFacts(), Context: w.sharedContext(), Links: w.links(),
	}
	switch {
	case n.Kind == incident.Blind, n.ByPerson() && w.over(): // whatever the cluster does
		c.Tone = Neutral
	case w.over():
		c.Tone = Good
	}
	c.Advice = w.advice()
	if w.over() && w.view.Action == notify.Reply {
		return c
	}
	c.Why, c.Signal = Head(Line(n.Cause.Summary), maxSentence), w.signal()
	c.SlotsTitle, c.Slots = "Nobody answered", w.affected()
	if n.Kind == incident.Blind {
		c.SlotsTitle = "Not seen"
	}
	return c
}

// over reports whether a shared incident has ended. What came to light after that does not open it again.
func (w writer) over() bool { return w.n.Change == incident.Recovery || !w.n.ResolvedAt.IsZero() }

func (w writer) sharedTitle() string {
	n, cluster := w.n, w.cluster()
	switch {
	case w.over() && n.ByPerson():
		return w.resolvedBy()
	case n.Kind == incident.Blind:
		return fmt.Sprintf("Rollcall could not see %s in %s", counted(n.Count, "run"), cluster) + w.timely()
	case w.over():
		return cluster + " starts CronJobs again"
	}
	return fmt.Sprintf("%s starts no CronJobs · %s missed", cluster, counted(n.Count, "run")) + w.timely() + w.urgency()
}

func (w writer) cluster() string {
	if name := Head(Line(w.n.Subject.Name), maxName); name != "" {
		return name
	}
	return "the cluster"
}

// sharedStory tells how it ended. What could not be seen does not come back.
func (w writer) sharedStory() string {
	n := w.n
	switch {
	case !w.over():
		return ""
	case n.Kind == incident.Blind:
		return strings.TrimSpace(w.quoted())
	}
	how, lasting := "A CronJob was started again at ", "For %s none was: "
	if n.ByPerson() {
		how, lasting = "By hand, whatever the cluster does, at ", "After %s: "
	}
	s := how + w.clock.At(n.ResolvedAt) + ". "
	if d := n.ResolvedAt.Sub(n.OpenedAt); d > 0 {
		s += fmt.Sprintf(lasting, Duration(d))
	}
	return s + counted(n.Count, "run") + " of " + counted(n.Jobs, "CronJob") + " missed." + w.quoted()
}

func (w writer) sharedFacts() []Fact {
	var facts []Fact
	add := func(label, value string) {
		if value != "" {
			facts = append(facts, Fact{Label: label, Value: Head(value, maxFact)})
		}
	}
	n := w.n
	if w.view.Action != notify.Reply {
		switch {
		case n.Kind == incident.Blind && n.Slot.After(n.OpenedAt):
			add("Due", w.clock.At(n.OpenedAt)+" to "+w.clock.At(n.Slot))
		case n.Kind == incident.Blind:
			add("Due", w.clock.Full(n.OpenedAt))
		case w.over():
			add("Began", w.clock.Full(n.OpenedAt))
		default:
			add("Since", w.clock.Full(n.OpenedAt))
		}
	}
	if n.Kind == incident.Blind {
		add("Runs unknown", fmt.Sprint(n.Count))
		add("Jobs", fmt.Sprint(n.Jobs))
	} else {
		add("Runs missed", fmt.Sprint(n.Count))
		add("CronJobs", fmt.Sprint(n.Jobs))
	}
	if w.view.Action != notify.Reply {
		add("Owner", w.owner())
		facts = append(facts, w.standing()...)
	}
	return facts
}

// affected names the first jobs, each with its first slots.
func (w writer) affected() []string {
	all := w.n.Affected[:min(len(w.n.Affected), incident.MaxAffected)]
	lines := make([]string, 0, len(all)+1)
	for _, a := range all {
		job := Head(Line(a.Job), maxName)
		var when []string
		for _, s := range a.Slots[:min(len(a.Slots), maxSlotsOfOne)] {
			when = append(when, w.clock.At(s))
		}
		if run := Line(a.RunName); len(when) == 0 && run != "" {
			when = append(when, "run "+Head(run, maxName))
		}
		lines = append(lines, strings.TrimSuffix(job+" · "+strings.Join(when, ", "), " · "))
	}
	if more := w.n.Jobs - len(all); more > 0 && len(all) > 0 {
		lines = append(lines, "… and "+counted(more, "more job"))
	}
	return lines
}

func (w writer) sharedContext() []string {
	parts := []string{"cluster " + w.cluster()}
	if run := Line(w.n.RunName); run != "" {
		parts = append(parts, "first seen: run "+Head(run, maxName))
	}
	if w.n.Late > foundLate {
		parts = append(parts, "noticed up to "+Duration(w.n.Late)+" after it happened")
	}
	if wait := w.clock.Now.Sub(w.n.DecidedAt); wait > foundLate && !w.clock.Now.IsZero() && w.view.Action != notify.Update {
		parts = append(parts, "told "+Duration(wait)+" after it was noticed")
	}
	return []string{Head(strings.Join(parts, " · "), maxContext)}
}

// counted is a number with its noun.
func counted(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
