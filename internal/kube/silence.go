package kube

import (
	"context"
	"slices"
	"time"

	batchv1 "k8s.io/api/batch/v1"
	"k8s.io/apimachinery/pkg/types"

	"rollcall.dev/rollcall/internal/diagnose"
	"rollcall.dev/rollcall/internal/monitor"
	"rollcall.dev/rollcall/internal/schedule"
)

// fewSilent is from how many CronJobs it is inferred that the controller is silent: one or two may each have a reason of their own
// that nothing shows.
const fewSilent = 3

// watchedCronJob is a CronJob as the watch has it.
type watchedCronJob struct {
	*batchv1.CronJob

	steady time.Time // since when it has been so, as far as was seen
}

// watchedCronJobs lists the CronJobs that are watched.
func (b *book) watchedCronJobs() []watchedCronJob {
	b.mu.Lock()
	defer b.mu.Unlock()
	all := make([]watchedCronJob, 0, len(b.pages))
	for _, p := range b.pages {
		if p.cronJob != nil && p.monitored {
			all = append(all, watchedCronJob{p.cronJob, p.steady})
		}
	}
	return all
}

// lastStart is when something was last seen to be started by its schedule.
func (b *book) lastStart() time.Time {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.started
}

// expected says of a CronJob when it was due.
type expected struct {
	steady time.Time   // since when it has been so, as far as the watch has seen
	missed []time.Time // the slots that the clock is about to judge missed
}

// schedulerInferred infers that the CronJob controller is silent: at least fewSilent CronJobs were due, with their grace over and no
// reason of their own, and nothing that is watched was started by its schedule since the first of them was due. The watch tells
// whether it is worth asking; only what the API server then says counts.
func (s *Source) schedulerInferred(ctx context.Context, now time.Time, all []*inspection, events map[types.UID][]diagnose.Event) scheduler {
	last := s.book.lastStart()
	due, hint := map[types.UID]expected{}, map[types.UID]bool{}
	var states []monitor.State
	expect := func(cj *batchv1.CronJob, e expected) {
		if _, asked := due[cj.UID]; !asked {
			states = append(states, monitor.State{ID: MonitorID(cj.UID), Definition: monitor.Definition{Namespace: cj.Namespace, Name: cj.Name}})
		}
		due[cj.UID] = e
		if slot, silent := s.unanswered(cj, nil, e, last, now); silent && unexplained(diagnose.Evidence{Events: newestEvents(events[cj.UID])}, slot) {
			hint[cj.UID] = true
		}
	}
	for _, cj := range s.book.watchedCronJobs() {
		expect(cj.CronJob, expected{steady: cj.steady})
	}
	for _, i := range all {
		if missed := i.missed(); i.cronJob != nil && len(missed) > 0 {
			expect(i.cronJob, expected{steady: due[i.cronJob.UID].steady, missed: missed})
		}
	}
	if len(hint) < fewSilent {
		return scheduler{}
	}
	return s.infer(ctx, now, s.survey(ctx, states), due)
}

// infer decides by what the API server shows of the CronJobs.
func (s *Source) infer(ctx context.Context, now time.Time, found survey, due map[types.UID]expected) scheduler {
	last := s.lastStart(found)
	silent, namespaces := map[types.UID]time.Time{}, map[string]bool{}
	for uid, cj := range found.cronJobs {
		if found.unseen[cj.Namespace] != nil { // its Jobs may be there all the same
			continue
		}
		if slot, ok := s.unanswered(cj, found.jobs[uid], due[uid], last, now); ok {
			silent[uid] = slot
			namespaces[cj.Namespace] = true
		}
	}
	if len(silent) < fewSilent {
		return scheduler{}
	}
	events := s.eventsIn(ctx, namespaces)
	if events == nil { // whoever refuses them may stand there
		return scheduler{}
	}
	ending := s.endingNamespaces(ctx, namespaces)
	k := scheduler{}
	for uid, slot := range silent {
		cj := found.cronJobs[uid]
		e := diagnose.Evidence{
			Events: newestEvents(events[uid]), NamespaceEnding: ending[cj.Namespace],
			NameTaken: found.taken[types.NamespacedName{Namespace: cj.Namespace, Name: jobName(cj, slot)}],
		}
		if !unexplained(e, slot) {
			continue
		}
		if k.inferred++; k.silentSince == nil || slot.Before(*k.silentSince) {
			k.silentSince = &slot
		}
	}
	if k.inferred < fewSilent {
		return scheduler{}
	}
	return k
}

// unexplained reports whether evidence leaves open why nothing was started for a slot.
func unexplained(e diagnose.Evidence, slot time.Time) bool {
	return diagnose.Missed(e, diagnose.Due{Slot: slot}).Code == diagnose.NoJob
}

// unanswered is the first slot after an instant that the controller ought to have answered by now, where nothing of the CronJob's
// own explains why it did not. What has been so for too short a time was perhaps not due.
func (s *Source) unanswered(cj *batchv1.CronJob, jobs []*batchv1.Job, e expected, after, now time.Time) (time.Time, bool) {
	d, _ := s.options.definition(cj)
	if d.Suspended || !s.options.monitored(cj) {
		return time.Time{}, false
	}
	for _, slot := range e.missed {
		if slot.After(after) {
			return slot, true
		}
	}
	plan, err := schedule.Parse(d.Schedule)
	if err != nil || e.steady.IsZero() ||
		d.StartingDeadline != nil && *d.StartingDeadline < d.Grace ||
		d.Concurrency == monitor.Forbid && (len(cj.Status.Active) > 0 || anyActive(jobs)) {
		return time.Time{}, false
	}
	if plan.Relative() {
		plan = plan.From(latest(d.LastScheduledAt, d.CreatedAt))
	}
	slot := plan.Next(latest(latest(after, e.steady), latest(d.LastScheduledAt, d.CreatedAt)))
	return slot, !slot.IsZero() && !slot.Add(d.Grace).After(now)
}

// anyActive reports whether something that the controller started goes on.
func anyActive(jobs []*batchv1.Job) bool {
	return slices.ContainsFunc(jobs, func(j *batchv1.Job) bool {
		outcome, _ := outcomeOf(j)
		return outcome == monitor.Unfinished && !startOf(j).IsZero()
	})
}

// missed lists the slots that the clock is about to judge missed, ascending.
func (i *inspection) missed() []time.Time {
	var slots []time.Time
	for _, v := range i.due {
		if v.Judgement == monitor.Missed {
			slots = append(slots, v.Slot)
		}
	}
	return slots
}
