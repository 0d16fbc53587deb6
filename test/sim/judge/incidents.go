package judge

import (
	"slices"

	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/ledger"
	"rollcall.dev/rollcall/internal/monitor"
	"rollcall.dev/rollcall/internal/notify"
	"rollcall.dev/rollcall/test/sim/journal"
)

// thread is an incident at a destination.
type thread struct {
	Incident    string
	Destination notify.Destination
}

func threadOf(m notify.Message) thread { return thread{m.Notice.Incident, m.Destination} }

// incidents follows what was decided to be told.
func (c *court) incidents() {
	threads := map[thread][]notify.Message{}
	open := map[monitor.ID]map[incident.Kind]string{}
	for _, commit := range c.Pages.Commits {
		for _, change := range commit.Changes {
			for _, m := range change.Messages {
				threads[threadOf(m)] = append(threads[threadOf(m)], m)
				c.alone(open, m.Notice)
			}
			c.unheard(commit, change)
		}
	}
	resolved := map[string]bool{}
	for t, messages := range threads {
		c.sequence(t, messages)
		if slices.ContainsFunc(messages, func(m notify.Message) bool { return m.Notice.Change == incident.Recovery }) {
			resolved[t.Incident] = true
		}
	}
	told := map[string]bool{}
	for t := range threads {
		told[t.Incident] = true
	}
	for id, i := range c.Shelf.Incidents {
		if !told[id] {
			c.find("incident", "%s is stored, and nobody is told", short(id))
		}
		if (i.Status == incident.Resolved) != resolved[id] {
			c.find("incident", "%s is %s, and that it is over was told: %t", short(id), i.Status, resolved[id])
		}
	}
}

// alone checks that a Monitor has one open incident of a kind.
func (c *court) alone(open map[monitor.ID]map[incident.Kind]string, n incident.Notice) {
	of := open[n.Subject.Monitor]
	if of == nil {
		of = map[incident.Kind]string{}
		open[n.Subject.Monitor] = of
	}
	switch now := of[n.Kind]; {
	case n.Change == incident.Recovery && now == n.Incident:
		delete(of, n.Kind)
	case n.Change == incident.Recovery || straggles(n):
	case now != "" && now != n.Incident:
		c.find("incident", "%s is told while %s, of the same kind, is open", short(n.Incident), short(now))
	default:
		of[n.Kind] = n.Incident
	}
}

// straggles reports whether something is told that still belongs to an incident which may be over: slots that passed in a silence.
func straggles(n incident.Notice) bool {
	return n.Kind == incident.Stalled && n.Change == incident.Repeated
}

// sequence checks the messages of a thread, as they were queued.
func (c *court) sequence(t thread, messages []notify.Message) {
	count, over := 0, false
	for i, m := range messages {
		n := m.Notice
		twin := i > 0 && messages[i-1].Action == notify.Reply && messages[i-1].Notice.DecidedAt.Equal(n.DecidedAt)
		switch {
		case i == 0 && n.Change == incident.Recovery:
			c.find("recovery", "%s is told to %s as over before it is told at all", short(t.Incident), t.Destination)
		case (i == 0) != (n.Change == incident.Opened) || (i == 0) != (m.Action == notify.Post):
			c.find("incident", "%s: message %d for %s is a %s that tells %q", short(t.Incident), i+1, t.Destination, m.Action, n.Change)
		case m.Action == notify.Update && !twin && !n.Kind.Shared():
			c.find("incident", "%s: message %d for %s brings it up to date without a word", short(t.Incident), i+1, t.Destination)
		case over && n.Change != incident.Recovery && !straggles(n):
			c.find("incident", "%s: %q is told to %s after its end", short(t.Incident), n.Change, t.Destination)
		case n.Count < count:
			c.find("incident", "%s: its count falls from %d to %d", short(t.Incident), count, n.Count)
		}
		count, over = n.Count, over || n.Change == incident.Recovery
	}
}

// unheard finds bad verdicts that belong to no incident.
func (c *court) unheard(commit *journal.Commit, change ledger.Change) {
	for _, v := range change.Verdicts {
		healed := change.State.LastSuccess.After(v.At)
		told := slices.ContainsFunc(change.Incidents, func(i incident.Incident) bool {
			return slices.ContainsFunc(i.Members, func(m incident.Member) bool { return m.Key == v.Key() })
		})
		kind, shared := incident.Shares(v)
		if told = told || shared && change.State.Shared[string(kind)] != ""; (v.Judgement.Bad() && !healed || shared) && !told {
			c.find("incident", "%s is %s at %s and belongs to no incident", place(v), v.Judgement, clock(commit.At))
		}
	}
}

// queued compares what was decided to be told with the outbox.
func (c *court) queued() {
	decided := map[string]bool{}
	for _, commit := range c.Pages.Commits {
		for _, change := range commit.Changes {
			for _, m := range change.Messages {
				decided[m.ID] = true
				if _, ok := c.rows[m.ID]; !ok {
					c.find("outbox", "%s was decided at %s and is not in the outbox", short(m.ID), clock(commit.At))
				}
			}
		}
	}
	for id := range c.rows {
		if !decided[id] {
			c.find("outbox", "%s is in the outbox and was not decided", short(id))
		}
	}
}
