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

// explain looks for the causes of what the clock is about to judge, and adds them to what was seen.
func (s *Source) explain(ctx context.Context, until time.Time, found survey, all []*inspection) {
	var open []*inspection
	absent := 0
	for _, i := range all {
		if slices.ContainsFunc(i.due, needsCause) {
			open = append(open, i)
		}
		if slices.ContainsFunc(i.due, isAbsence) {
			absent++
		}
	}
	if len(open) == 0 {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, explainTimeout)
	defer cancel()
	around := surroundings{}
	if absent > 0 {
		around.silentSince = s.schedulerSilentSince(ctx, until, found)
		around.events = s.eventsOfCronJobs(ctx, absent, open)
	}
	s.parallel(open, func(i *inspection) {
		for _, v := range i.due {
			if v.Judgement == monitor.Stuck {
				s.explainRun(ctx, until, i, v)
			}
		}
		if slices.ContainsFunc(i.due, isAbsence) {
			s.explainAbsence(ctx, until, i, around)
		}
	})
}

func isAbsence(v monitor.Verdict) bool  { return v.Judgement.Absence() }
func needsCause(v monitor.Verdict) bool { return v.Judgement.Bad() }

// explainRun says what holds up a run.
func (s *Source) explainRun(ctx context.Context, until time.Time, i *inspection, v monitor.Verdict) {
	at := slices.IndexFunc(i.jobs, func(j *batchv1.Job) bool { return monitor.RunID(j.UID) == v.Run })
	if at < 0 {
		return
	}
	uid, _ := cronJobUID(i.state.ID)
	r := s.known(uid, i.jobs[at], time.Now())
	e := s.capture.failure(ctx, r.job, &r.pods, captured{})
	e.ActiveRuns = activeRuns(i, time.Time{})
	i.seen = append(i.seen, i.inspected(until, r.job.Name, e.Evidence))
}

// explainAbsence says what was found where a run was due.
func (s *Source) explainAbsence(ctx context.Context, until time.Time, i *inspection, around surroundings) {
	var slot time.Time
	stuck := false
	for _, v := range i.due {
		if isAbsence(v) {
			slot = v.Slot
		}
		stuck = stuck || v.Judgement == monitor.Stuck
	}
	e := diagnose.Evidence{CapturedAt: time.Now().UTC(), ActiveRuns: activeRuns(i, slot), SchedulerSilentSince: around.silentSince}
	var unread gaps
	if around.events != nil {
		e.Events = newestEvents(around.events[i.cronJob.UID])
	} else {
		var events eventLog
		s.capture.events(ctx, i.cronJob.Namespace, "CronJob", i.cronJob.Name, string(i.cronJob.UID), &events, &unread)
		e.Events = events.newest()
	}
	e.Gaps = unread.list()
	if stuck { // this is about the Job that is not there, and nothing about those that are
		e.Job = fmt.Sprintf("%s-%d", i.cronJob.Name, slot.Unix()/60)
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

// activeRuns names the Jobs that had not ended at the slot, or have not ended now, oldest first.
func activeRuns(i *inspection, slot time.Time) []diagnose.ActiveRun {
	var active []diagnose.ActiveRun
	for _, job := range i.jobs {
		outcome, finished := outcomeOf(job)
		atSlot := !slot.IsZero() && job.CreationTimestamp.Time.Before(slot) && finished.After(slot)
		if outcome == monitor.Unfinished || atSlot {
			active = append(active, diagnose.ActiveRun{Name: job.Name, CreatedAt: job.CreationTimestamp.UTC()})
		}
	}
	return active
}

// surroundings are what many absences have in common.
type surroundings struct {
	silentSince *time.Time
	events      map[types.UID][]diagnose.Event // nil: to be asked one by one
}
