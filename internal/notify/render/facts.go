package render

import (
	"net/url"
	"strings"
	"time"

	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/monitor"
	"rollcall.dev/rollcall/internal/notify"
	"rollcall.dev/rollcall/internal/ownership"
)

// facts are the labelled lines: by when somebody has to act or who does, how it stands, what helps. Beneath an earlier message only what is
// new is said.
func (w writer) facts() []Fact {
	var facts []Fact
	if w.view.Action != notify.Reply {
		facts = w.standing()
	}
	add := func(label, value string) {
		if value != "" {
			facts = append(facts, Fact{Label: label, Value: Head(value, maxFact)})
		}
	}
	n, recovery := w.n, w.n.Change == incident.Recovery
	switch {
	case w.view.Action == notify.Reply:
	case recovery:
		add(w.say.Label.Began, w.clock.Full(n.OpenedAt))
	default:
		add(w.say.Label.Since, w.clock.Full(n.OpenedAt))
	}
	add(w.say.Label.Due, w.due())
	if !recovery {
		add(w.say.Label.RanFor, w.ranFor())
	}
	if n.Consecutive > 0 && !recovery {
		add(w.say.Label.InARow, w.times(n.Consecutive))
	}
	if w.view.Action != notify.Reply {
		if !recovery {
			add(w.say.Label.LastSuccess, w.lastSuccess())
			add(w.say.Label.Changed, w.changed())
		}
		add(w.say.Label.Schedule, w.schedule())
	}
	add(w.say.Label.NextRun, w.next())
	if w.view.Action != notify.Reply && !recovery {
		add(w.say.Label.DependsOn, w.dependsOn())
		add(w.say.Label.Rerun, w.rerun())
		add(w.say.Label.LastTime, w.lastTime())
	}
	if w.view.Action != notify.Reply {
		add(w.say.Label.Owner, w.owner())
	}
	if w.view.Action != notify.Reply && !recovery {
		add(w.say.Label.Severity, w.severity())
	}
	return facts
}

// due is the slot at hand; slots of an absence are listed instead.
func (w writer) due() string {
	switch {
	case len(w.slots()) > 0:
		return ""
	case w.n.Slot.IsZero() && hasFlag(w.n, monitor.Manual):
		return w.say.Fact.ByHand
	case w.n.Slot.IsZero():
		return ""
	default:
		return w.startedLate(w.clock.At(w.n.Slot))
	}
}

// times counts failures in a row.
func (w writer) times(n int) string {
	if n == 1 {
		return w.say.Fact.FirstTime
	}
	return w.say.Fact.Times(n)
}

func (w writer) lastSuccess() string {
	if w.n.LastSuccess.IsZero() {
		return w.say.Fact.NoSuccess
	}
	s := w.clock.Full(w.n.LastSuccess)
	if w.n.LastSuccessDuration > 0 {
		return w.say.Fact.Took(s, w.say.Form.Duration(w.n.LastSuccessDuration))
	}
	return s
}

func (w writer) schedule() string {
	expr, zone := Line(w.n.Subject.Schedule), Line(w.n.Subject.Zone)
	if expr == "" || strings.HasPrefix(expr, "every ") || strings.HasPrefix(expr, "@every ") {
		return expr
	}
	if zone == "" {
		zone = "UTC"
	}
	return expr + " (" + zone + ")"
}

// rerun says whether the job may be run again, as its author declares it.
func (w writer) rerun() string {
	var s string
	switch w.n.Subject.Rerun {
	case ownership.RerunSafe:
		s = w.say.Fact.Safe
	case ownership.RerunSafeIfNotRunning:
		s = w.say.Fact.SafeIfIdle
	case ownership.RerunNeedsCheck:
		s = w.say.Fact.NeedsCheck
	case ownership.RerunNever:
		s = w.say.Fact.Never
	default:
		return ""
	}
	if note := Line(w.n.Subject.RerunNote); note != "" {
		return w.say.Fact.RerunNote(s, note)
	}
	return s
}

// next is the slot to come; one that has passed by the time of telling is no news.
func (w writer) next() string {
	switch {
	case !w.n.NextSlot.IsZero() && w.clock.Now.After(w.n.NextSlot):
		return ""
	case !w.n.NextSlot.IsZero():
		return w.repairs(w.clock.Full(w.n.NextSlot))
	case w.n.Change == incident.Recovery || w.n.Subject.Source != monitor.SourceKubernetes:
		return ""
	default:
		return w.say.Fact.NoNextRun
	}
}

// repairs says beside the next run whether it makes up for this one, as the job's author declares it. After the recovery that is no news.
func (w writer) repairs(at string) string {
	declared := w.n.Subject.NextRunRepairs
	switch {
	case declared == nil || w.n.Change == incident.Recovery:
		return at
	case *declared:
		return w.say.Fact.Repairs(at)
	default:
		return w.say.Fact.RepairsNot(at)
	}
}

func (w writer) owner() string {
	team := Line(w.n.Owner.Team.Name)
	if team == "" {
		team = Line(w.n.Owner.Team.ID)
	}
	if team == "" {
		return ""
	}
	if source := Line(w.n.Owner.Source); source != "" {
		return w.say.Form.Beside(team, w.say.Source(source))
	}
	return team
}

// severity is said here where the title does not.
func (w writer) severity() string {
	switch w.n.Severity {
	case incident.Undeclared:
		return w.say.Fact.SeverityUndeclared
	case incident.Normal:
		return w.say.Fact.Normal
	default:
		return ""
	}
}

// slots of an absence that is still going on, or is being looked back at.
func (w writer) slots() []string {
	if w.n.Kind != incident.Absent || w.view.Action == notify.Reply {
		return nil
	}
	slots := w.n.Slots
	if len(slots) > incident.MaxSlots {
		slots = slots[len(slots)-incident.MaxSlots:]
	}
	lines := make([]string, 0, len(slots)+1)
	if more := w.n.Count - len(slots); more > 0 && len(slots) > 0 {
		lines = append(lines, w.say.Form.Earlier(more))
	}
	for _, s := range slots {
		lines = append(lines, w.clock.At(s))
	}
	return lines
}

func (w writer) logTitle() string {
	if c := Line(w.n.Cause.Container); c != "" {
		return w.say.Label.LogEnd(Head(c, maxName))
	}
	return w.say.Label.OutputEnd
}

// foundLate is from when the delay of finding something out is worth mentioning.
const foundLate = time.Minute

// context says where it happened and what is to be known of the message itself.
func (w writer) context() []string {
	n := w.n
	parts := []string{}
	for _, p := range []string{Line(n.Subject.Cluster), Subject(n.Subject)} {
		if p != "" {
			parts = append(parts, p)
		}
	}
	if run := Line(n.RunName); run != "" {
		parts = append(parts, w.say.Context.Run(run))
	}
	if n.Delay > foundLate && !n.At.IsZero() {
		parts = append(parts, w.say.Context.Noticed(w.say.Form.Duration(n.Delay)))
	}
	if wait := w.clock.Now.Sub(n.DecidedAt); wait > foundLate && !w.clock.Now.IsZero() && w.view.Action != notify.Update {
		parts = append(parts, w.say.Context.Told(w.say.Form.Duration(wait)))
	}
	lines := []string{Head(strings.Join(parts, " · "), maxContext)}
	if w.view.Action == notify.Reply {
		return lines
	}
	if d := Line(n.Subject.Description); d != "" {
		lines = append(lines, Head(d, maxContext))
	}
	for _, r := range n.Owner.Rejected[:min(len(n.Owner.Rejected), maxGaps)] {
		source, reason := w.say.Source(Line(r.Source)), w.say.Passed(Line(r.Reason))
		passed := w.say.Context.OwnerPassed(Line(r.Team), source, reason)
		if r.Channel != "" {
			passed = w.say.Context.ChannelPassed(Line(r.Channel), source, reason)
		}
		lines = append(lines, Head(passed, maxContext))
	}
	for _, g := range n.Gaps[:min(len(n.Gaps), maxGaps)] {
		lines = append(lines, Head(w.say.Context.Unreadable(Line(g)), maxContext))
	}
	return lines
}

// links keeps only web addresses: a link that does anything else is no link of ours.
func (w writer) links() []Link {
	open := w.say.Label.OpenIncident
	if w.n.Kind == incident.Defects {
		open = w.say.Label.OpenDefects
	}
	all := []Link{{open, w.n.Link}}
	if w.view.Action != notify.Reply {
		all = append(all, Link{w.say.Label.Runbook, w.n.Subject.Runbook}, w.lastTimeLink())
	}
	var links []Link
	for _, l := range all {
		if l.URL = WebAddress(l.URL); l.URL != "" {
			links = append(links, l)
		}
	}
	return links
}

// WebAddress is an address that may be clicked, of at most 2,500 bytes; empty for anything else.
func WebAddress(raw string) string {
	u, err := url.Parse(raw)
	if err != nil || (u.Scheme != "https" && u.Scheme != "http") || u.Host == "" || len(u.String()) > maxURL {
		return ""
	}
	return u.String()
}
