package kube

import (
	"context"
	"fmt"
	"slices"
	"time"

	batchv1 "k8s.io/api/batch/v1"
	"k8s.io/apimachinery/pkg/types"

	"rollcall.dev/rollcall/internal/diagnose"
	"rollcall.dev/rollcall/internal/monitor"
)

// maxActiveRuns bounds the runs that evidence names: a cause names the oldest.
const maxActiveRuns = 5

// explain looks for the causes of what the clock is about to judge, and adds them to what was seen.
func (s *Source) explain(ctx context.Context, until time.Time, found survey, all []*inspection) {
	var open []*inspection
	absent := 0
	for _, i := range all {
		if i.needsCause() {
			open = append(open, i)
		}
		if slices.ContainsFunc(i.due, isAbsence) {
			absent++
		}
	}
	open = append(open, unseen(all)...)
	if len(open) == 0 {
		return
	}
	around := surroundings{taken: found.taken, gaps: found.pulse.gaps}
	if absent > 0 {
		s.lookAround(ctx, until, found, all, open, absent, &around)
	}
	ctx, cancel := context.WithTimeout(ctx, explainTimeout)
	defer cancel()
	s.parallel(open, func(i *inspection) {
		for _, run := range i.goingOn() {
			s.explainRun(ctx, until, i, run)
		}
		if slices.ContainsFunc(i.due, isAbsence) || slices.ContainsFunc(i.due, isUnseen) {
			s.explainAbsence(ctx, until, i, around)
		}
	})
}

// unseen are the inspections of slots whose run may have come and gone while nobody watched: the controller may say that it misses
// the Job (MissingJob). Where they are many we were away for long, and nobody is told of each.
func unseen(all []*inspection) []*inspection {
	var found []*inspection
	for _, i := range all {
		if !i.needsCause() && slices.ContainsFunc(i.due, isUnseen) {
			found = append(found, i)
		}
	}
	if len(found) > fewAbsences {
		return nil
	}
	return found
}

// needsCause reports whether there is something to explain, beside what nobody may have seen.
func (i *inspection) needsCause() bool {
	return slices.ContainsFunc(i.due, needsCause) || len(i.linger) > 0
}

// goingOn are the runs of which is to be said what holds them up.
func (i *inspection) goingOn() []monitor.RunID {
	runs := slices.Clone(i.linger)
	for _, v := range i.due {
		if goesOn(v) && !slices.Contains(runs, v.Run) {
			runs = append(runs, v.Run)
		}
	}
	return runs
}

func isUnseen(v monitor.Verdict) bool { return v.Run == "" && v.Cause.Code == diagnose.NotSeen }

func isAbsence(v monitor.Verdict) bool  { return v.Judgement.Absence() }
func needsCause(v monitor.Verdict) bool { return v.Judgement.Bad() || goesOn(v) }

// goesOn reports whether a verdict is on a run that is there and has not ended: it is stuck, or takes longer than it should.
func goesOn(v monitor.Verdict) bool {
	return v.Run != "" && v.FinishedAt.IsZero() && v.Judgement != monitor.Unknown && v.Judgement != monitor.Replaced
}

// explainRun says what holds up a run.
func (s *Source) explainRun(ctx context.Context, until time.Time, i *inspection, run monitor.RunID) {
	at := slices.IndexFunc(i.jobs, func(j *batchv1.Job) bool { return monitor.RunID(j.UID) == run })
	if at < 0 {
		return
	}
	if outcome, _ := outcomeOf(i.jobs[at]); outcome != monitor.Unfinished {
		return
	}
	e := s.see(ctx, s.capture, i, i.jobs[at])
	i.seen = append(i.seen, i.inspected(until, e.Job, e))
}

// see is what a capturer can see of a Job now.
func (s *Source) see(ctx context.Context, c capturer, i *inspection, job *batchv1.Job) *diagnose.Evidence {
	uid, _ := cronJobUID(i.state.ID)
	r := s.known(uid, job, s.options.clock.now())
	return c.failure(ctx, r.job, &r.pods, captured{}).Evidence
}

// explainAbsence says what was found where a run was due.
func (s *Source) explainAbsence(ctx context.Context, until time.Time, i *inspection, around surroundings) {
	var slot time.Time
	others := false
	for _, v := range i.due {
		if isAbsence(v) || isUnseen(v) {
			slot = v.Slot
		}
		others = others || goesOn(v)
	}
	active := activeRuns(i, slot)
	oldest := active[:min(len(active), maxActiveRuns)]
	e := diagnose.Evidence{
		CapturedAt:      s.options.clock.now().UTC(),
		ActiveRuns:      s.blocking(ctx, i, oldest),
		NameTaken:       around.taken[types.NamespacedName{Namespace: i.cronJob.Namespace, Name: jobName(i.cronJob, slot)}],
		NamespaceEnding: around.ending[i.cronJob.Namespace],
	}
	around.scheduler.into(&e)
	var unread gaps
	if around.events != nil {
		e.Events = newestEvents(around.events[i.cronJob.UID])
	} else {
		var events eventLog
		s.capture.events(ctx, i.cronJob.Namespace, "CronJob", i.cronJob.Name, string(i.cronJob.UID), &events, &unread)
		e.Events = events.newest()
	}
	e.Gaps = slices.Concat(around.gaps, unread.list())
	if len(e.ActiveRuns) > 0 && e.ActiveRuns[0].Evidence != nil {
		e.Gaps = append(e.Gaps, e.ActiveRuns[0].Evidence.Gaps...)
	}
	if others { // this is about the Job that is not there, and nothing about those that are
		e.Job = jobName(i.cronJob, slot)
	}
	i.seen = append(i.seen, i.inspected(until, e.Job, &e))
}

func (i *inspection) inspected(until time.Time, job string, e *diagnose.Evidence) monitor.Observation {
	uid, _ := cronJobUID(i.state.ID)
	return monitor.Observation{
		ID: fmt.Sprintf("inspected/%s/%d/%s", uid, until.UnixNano(), job), Monitor: i.state.ID, Kind: monitor.Inspected,
		At: until, SeenAt: e.CapturedAt, Evidence: e,
	}
}

// blocking looks at the run that Forbid waits for, so that it can be said why it has not ended. That takes no logs, and is done for
// every slot that is left out.
func (s *Source) blocking(ctx context.Context, i *inspection, active []diagnose.ActiveRun) []diagnose.ActiveRun {
	if i.cronJob.Spec.ConcurrencyPolicy != batchv1.ForbidConcurrent || len(active) == 0 {
		return active
	}
	at := slices.IndexFunc(i.jobs, func(j *batchv1.Job) bool { return j.Name == active[0].Name })
	if outcome, _ := outcomeOf(i.jobs[at]); outcome == monitor.Unfinished {
		deaf := s.capture
		deaf.deaf = true
		active[0].Evidence = s.see(ctx, deaf, i, i.jobs[at])
	}
	return active
}

// activeRuns names the Jobs that had not ended at the slot, or have not ended now, oldest first.
func activeRuns(i *inspection, slot time.Time) []diagnose.ActiveRun {
	var active []diagnose.ActiveRun
	for _, job := range i.jobs {
		outcome, finished := outcomeOf(job)
		atSlot := job.CreationTimestamp.Time.Before(slot) && finished.After(slot)
		if outcome == monitor.Unfinished || atSlot {
			active = append(active, diagnose.ActiveRun{Name: job.Name, CreatedAt: storable(job.CreationTimestamp.Time)})
		}
	}
	return active
}

// lookAround finds out what the absences may have in common.
func (s *Source) lookAround(ctx context.Context, until time.Time, found survey, all, open []*inspection, absent int, around *surroundings) {
	ctx, cancel := context.WithTimeout(ctx, explainTimeout)
	defer cancel()
	around.events = s.eventsOfCronJobs(ctx, absent, open)
	around.ending = s.endingNamespaces(ctx, namespacesOf(open))
	around.scheduler = s.scheduler(ctx, until, found, all, around.events)
}

// surroundings are what many absences have in common.
type surroundings struct {
	scheduler scheduler
	events    map[types.UID][]diagnose.Event // nil: to be asked one by one
	ending    map[string]*time.Time          // namespaces that are being deleted, and since when
	taken     map[types.NamespacedName]*diagnose.OtherJob
	gaps      []string // what of it could not be read
}
