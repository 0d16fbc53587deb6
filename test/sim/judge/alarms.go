package judge

import (
	"slices"
	"time"

	"rollcall.dev/rollcall/internal/monitor"
	"rollcall.dev/rollcall/test/sim/cluster"
	"rollcall.dev/rollcall/test/sim/history"
	"rollcall.dev/rollcall/test/sim/journal"
)

// alarms finds absences that were told and were none: the run was there when they were judged, or had been, and nothing kept
// anybody from seeing it.
func (c *court) alarms() {
	for _, commit := range c.Pages.Commits {
		for _, change := range commit.Changes {
			i := slices.IndexFunc(c.Cluster.Jobs, func(j *cluster.Job) bool { return j.ID == change.State.ID && j.Kind == history.CronJob })
			if i < 0 {
				continue
			}
			until := lookedUntil(commit, change.State.ID)
			for _, v := range change.Verdicts {
				r := c.Cluster.Jobs[i].RunOf(v.Slot)
				if r == nil || !v.Judgement.Absence() || !r.Created.Before(until) {
					continue
				}
				there := r.Deleted.IsZero() || r.Deleted.After(until)
				if there || c.seen(r.Created, commit.At) {
					c.find("false alarm", "%s is %s at %s, and %s was created at %s and deleted at %s",
						place(v), v.Judgement, clock(commit.At), r.ID, clock(r.Created), clock(r.Deleted))
				}
			}
		}
	}
}

// lookedUntil is up to when the source had been looked at for a commit.
func lookedUntil(commit *journal.Commit, id monitor.ID) time.Time {
	var until time.Time
	for _, o := range commit.Fresh {
		if o.Monitor == id && o.Kind == monitor.Clock {
			until = o.At
		}
	}
	return until
}

// seen reports whether whatever was there in a stretch of time was seen: somebody watched throughout, and told what he saw.
func (c *court) seen(from, to time.Time) bool {
	disturbed := slices.ContainsFunc(c.History.Events, func(e history.Event) bool {
		begin := c.History.Start.Add(e.At)
		return (e.Fault == history.Blind || e.Fault == history.Unruly) && begin.Before(to) && begin.Add(e.For).After(from)
	})
	watched := slices.ContainsFunc(c.Pages.Lives, func(l journal.Life) bool {
		return l.From.Before(from.Add(-skew)) && (l.To.IsZero() || l.To.After(to))
	})
	return watched && !disturbed
}
