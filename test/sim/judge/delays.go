package judge

import (
	"slices"
	"time"

	"rollcall.dev/rollcall/test/sim/history"
	"rollcall.dev/rollcall/test/sim/journal"
)

const (
	// prompt is how late an absence may be judged, and a message be told, where nothing stands in the way.
	prompt = 3 * time.Minute
	// aftermath is how long a receiver may be left alone, and a message wait for its next attempt, once a fault is over.
	aftermath = 25 * time.Minute
)

// delays checks that absences are judged when they are due, in those stretches of time in which nothing is wrong: whatever went
// wrong before.
func (c *court) delays() {
	for _, commit := range c.Pages.Commits {
		for _, change := range commit.Changes {
			for _, v := range change.Verdicts {
				if v.Judgement.Absence() && v.Revises == "" && commit.At.Sub(v.At) > prompt && c.calm(v.At.Add(-skew), v.At.Add(prompt)) &&
					!v.At.Before(change.State.FirstSeen) {
					c.find("late", "%s was due at %s, and is %s at %s", place(v), clock(v.At), v.Judgement, clock(commit.At))
				}
			}
			for _, m := range change.Messages {
				c.delay(m.ID, commit.At)
			}
		}
	}
}

// delay checks that a message does not wait for nothing.
func (c *court) delay(id string, queued time.Time) {
	ended := c.Shelf.At
	for _, k := range c.Pages.Conclusions {
		if k.Delivery == id && k.Result.RetryAt.IsZero() {
			ended = k.At
		}
	}
	if ended.Sub(queued) > prompt && c.calm(queued.Add(-aftermath), queued.Add(prompt)) {
		c.find("late", "%s was queued at %s, and waits until %s", short(id), clock(queued), clock(ended))
	}
}

// calm reports whether nothing is wrong with anybody in a stretch of time, and a process lives throughout.
func (c *court) calm(from, to time.Time) bool {
	if to.After(c.Shelf.At) {
		return false
	}
	for _, e := range c.History.Events {
		begin := c.History.Start.Add(e.At)
		end := begin.Add(e.For)
		if e.Fault == history.CrashAt {
			end = c.Cluster.Peace // it may strike at any time
		}
		if end.After(c.Cluster.Peace) {
			end = c.Cluster.Peace
		}
		if begin.Before(to) && end.After(from) {
			return false
		}
	}
	return slices.ContainsFunc(c.Pages.Lives, func(l journal.Life) bool { return !l.From.After(from) && (l.To.IsZero() || !l.To.Before(to)) })
}
