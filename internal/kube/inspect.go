package kube

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	batchv1 "k8s.io/api/batch/v1"
	"k8s.io/apimachinery/pkg/types"

	"rollcall.dev/rollcall/internal/monitor"
)

const (
	// surveyTimeout bounds the question whether a run exists. What does not answer in time is not visible.
	surveyTimeout = 30 * time.Second
	// explainTimeout bounds the search for causes after it.
	explainTimeout = 10 * time.Second
	// explainers bounds how many Monitors are explained at a time.
	explainers = 16
)

// inspection is what was found of one Monitor.
type inspection struct {
	state   monitor.State
	cronJob *batchv1.CronJob // nil: gone, or not watched
	jobs    []*batchv1.Job   // oldest first
	seen    []monitor.Observation
	after   monitor.State     // the state once seen is applied
	due     []monitor.Verdict // what the clock would then say
	linger  []monitor.RunID   // what may be held up
}

// Inspect asks the API server itself what it shows of the Monitors, and returns that and the span for which it is complete, by the
// clocks of the API server and of the CronJob controller, whichever is behind: everything that was created in it was shown, here or
// by the watch. Where time would judge something absent, or a run stuck, it also looks for the causes. An error means that the API
// server shows nothing of any of them, or that a watch may yet tell more.
func (s *Source) Inspect(ctx context.Context, states []monitor.State) (monitor.View, error) {
	asking, cancel := context.WithTimeout(ctx, surveyTimeout)
	defer cancel()
	asked := time.Now()
	found := s.survey(asking, states)
	view, all, err := s.shown(asked, states, found)
	if err != nil {
		return monitor.View{}, fmt.Errorf("kube: asking the API server: %w", err)
	}
	s.look(ctx, view, all)
	if slices.ContainsFunc(all, (*inspection).absent) {
		found.pulse = s.feel(asking)
		view = found.pulse.hold(view, all)
	}
	s.explain(ctx, view.Until, found, all)
	for _, i := range all {
		view.Seen = append(view.Seen, i.seen...)
	}
	return view, nil
}

// look translates what was found. Most inspections need no more; those of failed runs that the watch has not shown capture
// evidence, so several are done at a time.
func (s *Source) look(ctx context.Context, view monitor.View, all []*inspection) {
	s.parallel(all, func(i *inspection) {
		s.lookAt(ctx, view.Since, i)
		i.foresee(view)
		if s.lookAtPods(ctx, i) {
			i.foresee(view)
		}
	})
}

func (s *Source) parallel(all []*inspection, f func(*inspection)) {
	var running sync.WaitGroup
	limit := make(chan struct{}, explainers)
	for _, i := range all {
		limit <- struct{}{}
		running.Go(func() {
			defer func() { <-limit }()
			f(i)
		})
	}
	running.Wait()
}

func (s *Source) lookAt(ctx context.Context, since time.Time, i *inspection) {
	now := s.options.clock.now()
	uid, _ := cronJobUID(i.state.ID)
	switch {
	case i.cronJob == nil:
		i.seen = append(i.seen, deleted(uid, now).again().observation(uid))
		return
	case !s.options.monitored(i.cronJob):
		i.seen = append(i.seen, unwatched(i.cronJob, now).again().observation(uid))
		return
	}
	i.seen = append(i.seen, s.options.defined(i.cronJob, now, s.book.sinceWhen(i.cronJob)).observation(uid))
	for _, job := range i.jobs {
		r := s.known(uid, job, now)
		if i.over(job.UID) {
			continue
		}
		if o, ok := s.capture.tell(ctx, &r); ok {
			i.seen = append(i.seen, o)
		}
	}
	i.seen = append(i.seen, s.vanished(ctx, uid, i, since, now)...)
	i.seen = append(i.seen, s.untold(ctx, uid, i, now)...)
}

// untold tells of the runs that are not there any more and that the ledger knows nothing of, because it has not taken yet what the
// watch had to tell: what would be judged absent may have been one of them.
func (s *Source) untold(ctx context.Context, cronJob types.UID, i *inspection, now time.Time) []monitor.Observation {
	var told []monitor.Observation
	for _, r := range s.book.unrecorded(cronJob) {
		there := slices.ContainsFunc(i.jobs, func(j *batchv1.Job) bool { return j.UID == r.job.UID })
		known := slices.ContainsFunc(i.state.Runs, func(was monitor.Run) bool { return was.ID == monitor.RunID(r.job.UID) })
		if there || known {
			continue
		}
		if !r.gone {
			r.gone, r.seenAt = true, now // the watch is behind
		}
		if o, ok := s.capture.tell(ctx, &r); ok {
			told = append(told, o)
		}
	}
	return told
}

// known is a Job that the API server shows, with what the watch has shown of it.
func (s *Source) known(cronJob types.UID, job *batchv1.Job, now time.Time) run {
	r, ok := s.book.job(cronJob, job.UID)
	if !ok {
		return run{job: job, seenAt: now}
	}
	if resourceVersion(job) > resourceVersion(r.job) {
		r.job, r.seenAt = job, now
	}
	return r
}

// over reports whether the run's outcome is known already.
func (i *inspection) over(job types.UID) bool {
	at := slices.IndexFunc(i.state.Runs, func(r monitor.Run) bool { return r.ID == monitor.RunID(job) })
	return at >= 0 && i.state.Runs[at].Outcome != monitor.Unfinished
}

// vanished tells of the runs that had not ended when they were seen last, and whose Jobs are not there any more. What the
// watch saw last of them counts. Those that it never saw had gone when it began to show everything, since: they were in nobody's way
// after that, however late it is noticed.
func (s *Source) vanished(ctx context.Context, cronJob types.UID, i *inspection, since, now time.Time) []monitor.Observation {
	var gone []monitor.Observation
	for _, was := range i.state.Runs {
		there := slices.ContainsFunc(i.jobs, func(j *batchv1.Job) bool { return monitor.RunID(j.UID) == was.ID })
		if there || was.Gone || was.Outcome != monitor.Unfinished {
			continue
		}
		if r, ok := s.book.job(cronJob, types.UID(was.ID)); ok {
			r.gone, r.seenAt = true, now // the watch is behind
			if o, ok := s.capture.tell(ctx, &r); ok {
				gone = append(gone, o)
			}
			continue
		}
		facts, at := was.RunFacts, now
		facts.Lost = true
		if since.After(was.CreatedAt) && since.Before(now) {
			at = since
		}
		gone = append(gone, monitor.Observation{
			ID: told{facts: facts, gone: true}.id(""), Monitor: i.state.ID, Kind: monitor.RunGone, At: at, SeenAt: now, Run: &facts,
		})
	}
	return gone
}

// foresee finds out what the clock would judge once what was seen is recorded: that, and only that, needs causes.
func (i *inspection) foresee(view monitor.View) {
	i.after = i.state
	for _, o := range i.seen {
		i.after, _ = monitor.Apply(i.after, o, view.Until)
	}
	i.linger = i.state.Lingering(view.Until)
	_, i.due = monitor.Apply(i.after, monitor.Observation{
		Monitor: i.state.ID, Kind: monitor.Clock, At: view.Until, SeenAt: view.Until, Since: view.Since,
	}, view.Until)
}

// lookAtPods asks for the pods of runs that would be judged stuck: the watch may be behind, or not allowed to show pods. Where they
// cannot be read, nobody can tell whether a container runs, unless the Job itself says that it has no pods. It reports whether that
// showed anything new.
func (s *Source) lookAtPods(ctx context.Context, i *inspection) bool {
	news := false
	for _, v := range i.due {
		at := slices.IndexFunc(i.jobs, func(j *batchv1.Job) bool { return monitor.RunID(j.UID) == v.Run })
		if v.Judgement != monitor.Stuck || at < 0 {
			continue
		}
		uid, _ := cronJobUID(i.state.ID)
		r := s.known(uid, i.jobs[at], s.options.clock.now())
		var unread gaps
		s.capture.pods(ctx, r.job, &r.pods, &unread)
		if r.pods.facts().startedAt.IsZero() {
			if len(unread.list()) == 0 || podless(r.job) {
				continue
			}
			r.unseen = s.options.clock.now().UTC()
		}
		if o, ok := s.capture.tell(ctx, &r); ok {
			i.seen = append(i.seen, o)
			news = true
		}
	}
	return news
}

// podless reports whether a Job says that it has, and has had, no pods.
func podless(job *batchv1.Job) bool {
	return job.Status.Active == 0 && job.Status.Failed == 0 && job.Status.Succeeded == 0
}
