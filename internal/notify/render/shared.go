package render

import (
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
	c.Why, c.Signal = w.why(), w.signal()
	c.SlotsTitle, c.Slots = w.say.Label.Unanswered, w.affected()
	if n.Kind == incident.Blind {
		c.SlotsTitle = w.say.Label.NotSeen
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
		return w.say.Shared.Unseen(n.Count, cluster) + w.timely()
	case w.over():
		return w.say.Shared.Again(cluster)
	}
	return w.say.Shared.Missed(n.Count, w.say.Shared.Stalled(cluster)) + w.timely() + w.urgency()
}

func (w writer) cluster() string {
	if name := Head(Line(w.n.Subject.Name), maxName); name != "" {
		return name
	}
	return w.say.Shared.TheCluster
}

// sharedStory tells how it ended. What could not be seen does not come back.
func (w writer) sharedStory() string {
	n := w.n
	switch {
	case !w.over():
		return ""
	case n.Kind == incident.Blind:
		return w.quoted()
	}
	how, lasting := w.say.Shared.Restarted, w.say.Shared.NoneFor
	if n.ByPerson() {
		how, lasting = w.say.Shared.ByHand, w.say.Shared.After
	}
	lost := w.say.Shared.Lost(n.Count, n.Jobs)
	if d := n.ResolvedAt.Sub(n.OpenedAt); d > 0 {
		lost = lasting(w.say.Form.Duration(d), lost)
	}
	return w.say.Form.Sentences(how(w.clock.At(n.ResolvedAt)), lost, w.quoted())
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
		facts = w.standing()
		switch {
		case n.Kind == incident.Blind && n.Slot.After(n.OpenedAt):
			add(w.say.Label.Due, w.say.Form.Range(w.clock.At(n.OpenedAt), w.clock.At(n.Slot)))
		case n.Kind == incident.Blind:
			add(w.say.Label.Due, w.clock.Full(n.OpenedAt))
		case w.over():
			add(w.say.Label.Began, w.clock.Full(n.OpenedAt))
		default:
			add(w.say.Label.Since, w.clock.Full(n.OpenedAt))
		}
	}
	if n.Kind == incident.Blind {
		add(w.say.Label.RunsUnknown, w.say.Form.Runs(n.Count))
		add(w.say.Label.Jobs, w.say.Form.Jobs(n.Jobs))
	} else {
		add(w.say.Label.RunsMissed, w.say.Form.Runs(n.Count))
		add(w.say.Label.CronJobs, w.say.Form.Jobs(n.Jobs))
	}
	if w.view.Action != notify.Reply {
		add(w.say.Label.Owner, w.owner())
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
			when = append(when, w.say.Context.Run(Head(run, maxName)))
		}
		lines = append(lines, strings.TrimSuffix(job+" · "+strings.Join(when, ", "), " · "))
	}
	if more := w.n.Jobs - len(all); more > 0 && len(all) > 0 {
		lines = append(lines, w.say.Form.MoreJobs(more))
	}
	return lines
}

func (w writer) sharedContext() []string {
	parts := []string{w.say.Context.Cluster(w.cluster())}
	if run := Line(w.n.RunName); run != "" {
		parts = append(parts, w.say.Context.FirstSeen(Head(run, maxName)))
	}
	if w.n.Late > foundLate {
		parts = append(parts, w.say.Context.NoticedUpTo(w.say.Form.Duration(w.n.Late)))
	}
	if wait := w.clock.Now.Sub(w.n.DecidedAt); wait > foundLate && !w.clock.Now.IsZero() && w.view.Action != notify.Update {
		parts = append(parts, w.say.Context.Told(w.say.Form.Duration(wait)))
	}
	return []string{Head(strings.Join(parts, " · "), maxContext)}
}
