package truth

import (
	"slices"
	"strings"
	"time"

	"rollcall.dev/rollcall/internal/monitor"
)

// none is no verdict at all.
const none = monitor.Judgement("")

// allowed are the verdicts that may be the last on a slot, and why.
type allowed struct {
	verdicts []monitor.Judgement
	why      string
}

func (a allowed) String() string {
	var words []string
	for _, v := range a.verdicts {
		words = append(words, name(v))
	}
	return strings.Join(words, " or ") + " (" + a.why + ")"
}

func only(why string, verdicts ...monitor.Judgement) allowed {
	return allowed{verdicts: verdicts, why: why}
}

// or adds verdicts where a condition holds.
func (a allowed) or(condition bool, verdicts ...monitor.Judgement) allowed {
	if condition {
		a.verdicts = append(slices.Clone(a.verdicts), verdicts...)
	}
	return a
}

// allowed works out what may be said of a slot.
func (j *judge) allowed(slot time.Time) allowed {
	var last, before *Job
	for _, job := range j.c.Jobs {
		if job.Slot.Equal(slot) {
			before, last = last, job
		}
	}
	absent := j.ofAbsence(slot)
	if last == nil {
		return absent
	}
	a := j.ofJob(last)
	if gone := j.c.Deleted; before != nil && !gone.IsZero() && !last.Created.Before(gone) {
		a = a.or(true, j.ofJob(before).verdicts...) // the controller made another one before it knew that the CronJob is gone
	}
	if slices.Contains(a.verdicts, monitor.Unknown) {
		// A Job for an instant that was due by no schedule of its time, and that nobody saw, cannot be missed by anybody.
		// So too where an "@every" counts from a slot that nobody saw.
		_, due := slices.BinarySearchFunc(j.due, slot, time.Time.Compare)
		v, _ := j.c.at(slot)
		a = a.or(!due || j.editUnseen(slot) || relative(planOf(v.Spec)), none)
	}
	lateStart := last.Created.After(slot.Add(j.c.Grace).Add(-Slack)) || slices.Contains(absent.verdicts, monitor.Suspended)
	// Until a late run has ended, and where Rollcall never got to see it, what was said of its absence stands.
	unended := last.Finished.IsZero() && last.Deleted.IsZero()
	if lateStart && (unended || slices.Contains(a.verdicts, monitor.Unknown) || slices.Contains(a.verdicts, none)) {
		a = a.or(true, absent.verdicts...)
	}
	return a.or(slot.Before(j.state.FirstSeen), none)
}

// ofJob are the verdicts that a Job leads to. Where its end is not told of, what was said before stands: that no container started.
func (j *judge) ofJob(job *Job) allowed {
	a := j.ofEnd(job)
	waited := job.Started.Sub(job.Created) > j.c.StartGrace-Slack || job.Started.IsZero()
	return a.or(slices.Contains(a.verdicts, none) && j.c.StartGrace > 0 && waited, monitor.Stuck)
}

// ofEnd are the verdicts that the end of a Job leads to, or that it has none.
func (j *judge) ofEnd(job *Job) allowed {
	gone := !j.c.Deleted.IsZero()
	if !job.Finished.IsZero() {
		outcome := monitor.Failed
		if job.Succeeded {
			outcome = monitor.Succeeded
		}
		// A Job that ended before Rollcall came is history.
		old := job.Finished.Before(j.state.FirstSeen.Add(-time.Hour + Slack))
		afterwards := gone && j.c.Deleted.Before(job.Finished.Add(Slack))
		switch j.shown(job.Finished, earlier(job.Deleted, j.c.Deleted)) {
		case yes:
			// The watches come back one by one: the end of the CronJob may come before what its Jobs did until then.
			behind := gone && j.witnessed(job.Finished, job.Finished) != yes
			return only("the Job ended so", outcome).or(old || afterwards || behind, none).
				or(j.directly(job.Finished, earlier(job.Deleted, j.c.Deleted)) != yes, monitor.Unknown, none)
		case maybe:
			return only("the Job ended so, perhaps unseen", outcome, monitor.Unknown, none)
		default:
			return only("the Job came and went unseen", monitor.Unknown).or(gone || j.unseen(job) || !j.asked(job), none)
		}
	}
	if job.Deleted.IsZero() {
		return j.ofUnfinished(job, j.End)
	}
	if gone && j.c.Deleted.Before(job.Deleted.Add(Slack)) {
		return only("the CronJob was deleted with its Job", none, monitor.Unknown, monitor.Stuck, monitor.Replaced)
	}
	verdict := monitor.Unknown
	if job.DeletedBy == "cronjob-controller" {
		verdict = monitor.Replaced
	}
	switch j.shown(job.Deleted, job.Deleted.Add(time.Second)) {
	case yes:
		// A watch that goes on later tells of the deletion, but not of when it was.
		return only("the Job was deleted by "+job.DeletedBy, verdict).
			or(j.followed(job), monitor.Replaced).
			or(j.witnessed(job.Deleted, job.Deleted) != yes, monitor.Unknown).or(gone && j.witnessed(job.Deleted, job.Deleted) != yes, none)
	case maybe:
		return only("the Job was deleted by "+job.DeletedBy+", perhaps unseen", verdict, monitor.Unknown, none)
	default:
		return only("the Job was deleted unseen", monitor.Unknown).or(gone || j.unseen(job) || !j.asked(job), none)
	}
}

// followed reports whether the next Job was created in the moment in which somebody deleted this one, as a controller that replaces it
// would do it.
func (j *judge) followed(job *Job) bool {
	return slices.ContainsFunc(j.c.Jobs, func(next *Job) bool {
		return next.Slot.After(job.Slot) && next.Created.Sub(job.Deleted).Abs() <= 3*time.Second
	})
}

// asked reports whether Rollcall surely has asked for a Job that was deleted unseen: it does so after an hour, and then the more rarely
// the longer the Job goes on.
func (j *judge) asked(job *Job) bool {
	return j.End.After(job.Deleted.Add(max(time.Hour, job.Deleted.Sub(job.Created)/2)).Add(Slack))
}

// unseen reports whether a Job of no slot may never have been seen at all.
func (j *judge) unseen(job *Job) bool {
	return job.Slot.IsZero() && j.shown(job.Created, job.Deleted) != yes
}

// ofUnfinished is of a Job that goes on at the end.
func (j *judge) ofUnfinished(job *Job, end time.Time) allowed {
	if !j.c.Deleted.IsZero() {
		return only("the CronJob was deleted with its Job", none, monitor.Unknown, monitor.Stuck)
	}
	due := job.Created.Truncate(time.Second).Add(j.c.StartGrace)
	started := job.Started
	if started.IsZero() {
		started = end
	}
	switch {
	case j.c.StartGrace <= 0 || due.After(started.Add(Slack)):
		return only("the Job goes on", none)
	case due.After(started.Add(-Slack)):
		return only("the Job goes on, and waited about as long as it may", none, monitor.Stuck)
	case j.shown(due, started) == yes:
		return only("no container started in time", monitor.Stuck)
	default:
		return only("no container started in time, perhaps unseen", monitor.Stuck, none)
	}
}
