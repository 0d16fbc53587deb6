package truth

import (
	"slices"
	"time"

	batchv1 "k8s.io/api/batch/v1"
	"k8s.io/utils/ptr"

	"rollcall.dev/rollcall/internal/monitor"
)

// ofAbsence are the verdicts on a slot for which there is no Job.
func (j *judge) ofAbsence(slot time.Time) allowed {
	deadline := slot.Add(j.c.Grace)
	look, ok := j.nextLook(deadline)
	sure := earlier(j.sureLook(deadline), j.End)
	switch {
	case !ok || look.After(j.End.Add(-Slack)):
		return only("not due yet", append(j.absence(slot, j.End).verdicts, none, monitor.Unknown)...)
	case !j.c.Deleted.IsZero() && j.c.Deleted.Before(look):
		return only("the CronJob was deleted before", none).or(j.c.Deleted.After(look.Add(-Slack)), j.absence(slot, look).verdicts...)
	}
	a := j.absence(slot, look)
	v, _ := j.c.at(look)
	soon, _ := j.c.at(sure) // or while Rollcall is still getting its bearings
	edited := j.editUnseen(slot)
	covered := j.throughout(slot, look)
	switch {
	case slot.Before(j.state.FirstSeen):
		return a.or(true, none, monitor.Unknown)
	case edited:
		a = a.or(true, monitor.Unknown, none)
	case covered == yes:
	case covered == maybe:
		a = a.or(true, monitor.Unknown)
	case v.LastScheduled.After(slot):
		if !slices.Contains(a.verdicts, monitor.Suspended) {
			a.why = "it passed unseen, and a later one was started; " + a.why
		}
		a = a.or(true, monitor.Unknown)
	}
	// A watch may have to begin anew although it could have gone on: one that had been renewed in the second before it broke off does.
	a = a.or(j.witnessed(slot, sure) != yes && soon.LastScheduled.After(slot), monitor.Unknown)
	a = a.or(!j.c.Deleted.IsZero() && j.c.Deleted.Before(sure), none)
	if slices.Contains(a.verdicts, monitor.Suspended) {
		// A suspension is told of when it ends.
		a = a.or(j.suspendedFrom(slot), none).or(j.resumeUnseen(slot), monitor.Unknown).
			or(!j.c.Deleted.IsZero() && j.resumeUnseen(slot), none)
	}
	// An "@every" counts from what was started last, which nobody saw in a gap.
	return a.or(j.rebased(slot) || covered != yes && relative(planOf(v.Spec)), none)
}

// rebased reports whether the controller, which counted the slot from the run that it had started last, later started one for an earlier
// slot than this: it then counts from there, and the slot is none.
func (j *judge) rebased(slot time.Time) bool {
	v, _ := j.c.at(slot)
	return relative(planOf(v.Spec)) && slices.ContainsFunc(j.c.Versions, func(w Version) bool {
		return w.At.After(slot) && w.LastScheduled.Before(slot) && w.LastScheduled.After(v.LastScheduled)
	})
}

// absence says why there is no Job for a slot, judged at an instant.
func (j *judge) absence(slot, at time.Time) allowed {
	v, ok := j.c.at(slot)
	if !ok {
		return only("before its time", none)
	}
	suspended := v.Spec.Suspend != nil && *v.Spec.Suspend
	near := j.nearEdit(slot)
	if suspended {
		return only("suspended", monitor.Suspended).or(near, monitor.Missed, monitor.Skipped)
	}
	a := only("the controller never came to it", monitor.Missed)
	acting := slices.ContainsFunc(j.Controller, func(s Span) bool { return !slot.Before(s.From) && at.Before(s.To) })
	// After an outage nobody is started for a while, which looks the same as a controller that is away.
	waiting := !j.acts(slot, at)
	forbids := v.Spec.ConcurrencyPolicy == batchv1.ForbidConcurrent
	blocked := forbids && slices.ContainsFunc(j.c.Jobs, func(job *Job) bool {
		return !job.Slot.IsZero() && job.active(slot.Add(100*time.Millisecond))
	})
	// A Job whose beginning or end nobody saw may or may not have been in the way.
	unseen := forbids && slices.ContainsFunc(j.c.Jobs, func(job *Job) bool {
		ended := earlier(job.Finished, job.Deleted)
		return !job.Slot.IsZero() && job.Created.Before(slot) &&
			((j.shown(job.Created, earlier(job.Deleted, at)) != yes && job.active(slot.Add(100*time.Millisecond))) ||
				(!ended.IsZero() && ended.Before(at) && j.witnessed(ended, ended) != yes))
	})
	late := v.Spec.StartingDeadlineSeconds != nil
	switch {
	case blocked && acting:
		a = only("Forbid: a Job was active", monitor.Skipped)
	case late && acting:
		a = only("its starting deadline passed", monitor.Skipped)
	case blocked || late:
		a = only("the controller was away, and policy might have left it out", monitor.Skipped, monitor.Missed)
	}
	a = a.or(unseen, monitor.Skipped, monitor.Missed).or((late || blocked) && waiting, monitor.Missed)
	if w, _ := j.c.at(at); w.Spec.ConcurrencyPolicy != v.Spec.ConcurrencyPolicy ||
		!ptr.Equal(w.Spec.StartingDeadlineSeconds, v.Spec.StartingDeadlineSeconds) {
		a = a.or(true, monitor.Skipped, monitor.Missed)
	}
	return a.or(near, monitor.Suspended, none)
}

// backoff is how long the controller may wait before it tries again what failed in an outage (the rate limiter of its queue).
const backoff = 1000 * time.Second

// acts reports whether the controller surely acted on what was due from one instant until another.
func (j *judge) acts(from, to time.Time) bool {
	return slices.ContainsFunc(j.Controller, func(s Span) bool { return !from.Before(s.From.Add(backoff)) && to.Before(s.To) })
}

// suspendedFrom reports whether the CronJob was suspended from an instant on until its end.
func (j *judge) suspendedFrom(t time.Time) bool {
	at, _ := j.c.at(t)
	return timingOf(at.Spec).suspended && !slices.ContainsFunc(j.c.Versions, func(v Version) bool {
		return v.At.After(t) && !timingOf(v.Spec).suspended
	})
}

// resumeUnseen reports whether the edit that followed on a slot may have come while Rollcall was blind, or was about to come back:
// then it may have been suspended only later.
func (j *judge) resumeUnseen(slot time.Time) bool {
	for _, v := range j.c.Versions {
		if v.Edit && v.At.After(slot) {
			return j.witnessed(slot, v.At) != yes && j.witnessed(v.At, v.At) != yes
		}
	}
	return false
}

// editUnseen reports whether the CronJob was edited between the last look before a slot and the first one when it is judged: then
// nobody knows what was due between.
func (j *judge) editUnseen(slot time.Time) bool {
	look := earlier(j.sureLook(slot.Add(j.c.Grace)), j.End)
	// A watch that comes back tells of an edit some time after, so that the sight before counts from a little earlier than the slot.
	return j.witnessed(slot.Add(-Slack), look) != yes && j.c.edited(j.lastLook(slot.Add(-Slack)).Add(-Slack), look.Add(Slack))
}

// lastLook is the last instant before t at which Rollcall could look, for long enough to see anything, or t.
func (j *judge) lastLook(t time.Time) time.Time {
	last := time.Time{}
	for _, s := range j.sights {
		if s.To.Sub(s.From) < Slack {
			continue
		}
		if s.has(t) {
			return t
		}
		if s.To.Before(t) && s.To.After(last) {
			last = s.To
		}
	}
	return last
}

// nearEdit reports whether an edit was so near to an instant that it is open which came first.
func (j *judge) nearEdit(t time.Time) bool {
	return j.c.edited(t.Add(-3*time.Second), t.Add(3*time.Second))
}

// earlier is the earlier of two instants, the zero one being never.
func earlier(a, b time.Time) time.Time {
	if a.IsZero() || (!b.IsZero() && b.Before(a)) {
		return b
	}
	return a
}
