package judge

import (
	"slices"
	"time"

	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/notify"
	"rollcall.dev/rollcall/test/sim/history"
	"rollcall.dev/rollcall/test/sim/journal"
	"rollcall.dev/rollcall/test/sim/process"
)

// told compares what arrived with the outbox.
func (c *court) told() {
	queued := map[string]time.Time{}
	for _, commit := range c.Pages.Commits {
		for _, change := range commit.Changes {
			for _, m := range change.Messages {
				queued[m.ID] = commit.At
			}
		}
	}
	arrived := map[string][]journal.Arrival{}
	newest := map[thread]int64{}
	for _, a := range c.Arrivals {
		row, ok := c.rows[a.Delivery]
		at, decided := queued[a.Delivery]
		switch {
		case !ok || !decided || at.After(a.At):
			c.find("told unstored", "%s arrived at %s at %s", short(a.Delivery), a.Destination, clock(a.At))
			continue
		case a.Destination != row.Message.Destination && !slices.Contains(fallback(), a.Destination):
			c.find("told unstored", "%s for %s arrived at %s", short(a.Delivery), row.Message.Destination, a.Destination)
		case a.Incident != row.Message.Notice.Incident:
			c.find("told unstored", "%s arrived as one of the incident %s", short(a.Delivery), short(a.Incident))
		}
		before := arrived[a.Delivery]
		// Whoever died after it had told a fallback, and before that was stored, tells it in its own place once that can be reached.
		if a.Destination == row.Message.Destination && slices.ContainsFunc(before, func(b journal.Arrival) bool { return b.Destination == a.Destination }) {
			c.repeated(row, a)
		}
		arrived[a.Delivery] = append(before, a)
		if len(before) > 0 {
			continue
		}
		switch t := threadOf(row.Message); {
		case newest[t] == 0 && row.Message.Notice.Change == incident.Recovery:
			c.find("recovery", "%s arrived at %s at %s, and its incident was not told before", short(a.Delivery), a.Destination, clock(a.At))
		case newest[t] > row.Seq:
			c.find("told late", "%s arrived at %s after one that comes later in its incident", short(a.Delivery), clock(a.At))
		default:
			newest[t] = row.Seq
		}
	}
	for _, row := range c.order {
		shown := slices.ContainsFunc(arrived[row.Message.ID], func(a journal.Arrival) bool { return a.Destination == row.Message.Destination })
		if row.Status == "sent" && row.Message.Action != notify.Update && !shown {
			c.find("outbox", "%s counts as sent to %s and never arrived", short(row.Message.ID), row.Message.Destination)
		}
		if row.Status == "dead" && row.Message.Action != notify.Update && len(arrived[row.Message.ID]) == 0 {
			c.find("outbox", "%s is dead, and no fallback was told: %s", short(row.Message.ID), row.LastError)
		}
	}
}

func fallback() []notify.Destination {
	return []notify.Destination{{Receiver: history.Slack, Address: process.Triage}, process.Console()}
}

// repeated checks that whoever sent a message again could not know that it had arrived, and looked where that is possible.
func (c *court) repeated(row Row, a journal.Arrival) {
	id := row.Message.ID
	late := slices.ContainsFunc(c.Pages.Sends, func(s journal.Send) bool {
		return s.Attempt.ID == id && s.Fault == string(history.Late)
	})
	concluded := slices.ContainsFunc(c.Pages.Conclusions, func(k journal.Conclusion) bool {
		return k.Delivery == id && k.Result.RetryAt.IsZero() && k.At.Before(a.At)
	})
	looked := slices.ContainsFunc(c.Pages.Sends, func(s journal.Send) bool {
		return s.Attempt.ID == id && (s.Method == "conversations.history" || s.Method == "conversations.replies") && s.Answered && s.At.Before(a.At)
	})
	switch {
	case concluded && !late:
		c.find("told twice", "%s arrived at %s again at %s, after it was concluded", short(id), a.Destination, clock(a.At))
	case a.Destination.Receiver == history.Slack && (!late || !looked):
		c.find("told twice", "%s arrived at %s again at %s", short(id), a.Destination, clock(a.At))
	}
}

// roots checks where the messages of an incident stand.
func (c *court) roots() {
	roots := map[thread][]string{}
	for _, a := range c.Arrivals {
		row, ok := c.rows[a.Delivery]
		if !ok || a.Destination.Receiver != history.Slack || a.Destination != row.Message.Destination {
			continue
		}
		t := threadOf(row.Message)
		if !a.Thread && !slices.Contains(roots[t], a.Delivery) {
			roots[t] = append(roots[t], a.Delivery)
		}
		if a.Thread && len(roots[t]) == 0 {
			c.find("root", "%s stands beneath a message of another incident", short(a.Delivery))
		}
	}
	for t, ids := range roots {
		// One that was given up may have arrived before that.
		living := slices.DeleteFunc(slices.Clone(ids), func(id string) bool { return c.rows[id].Status == "dead" })
		if len(living) > 1 {
			c.find("root", "%s has %d messages of its own at %s", short(t.Incident), len(ids), t.Destination)
		}
		post := slices.IndexFunc(c.order, func(r Row) bool { return threadOf(r.Message) == t && r.Message.Action == notify.Post })
		if c.rows[ids[0]].Message.Action != notify.Post && post >= 0 && c.order[post].Status != "dead" {
			c.find("root", "%s is answered at %s before it was told", short(t.Incident), t.Destination)
		}
	}
}
