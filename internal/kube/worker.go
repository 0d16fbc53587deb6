package kube

import (
	"context"
	"errors"
	"sync"

	"k8s.io/apimachinery/pkg/types"

	"rollcall.dev/rollcall/internal/monitor"
	"rollcall.dev/rollcall/internal/schedule"
)

// work runs the workers until ctx ends. The queue gives a CronJob to one of them at a time.
func (s *Source) work(ctx context.Context) {
	stop := context.AfterFunc(ctx, func() { s.queue.ShutDown(); s.failures.ShutDown() })
	defer stop()
	var running sync.WaitGroup
	for range listeners {
		running.Go(func() { s.listen(ctx) })
	}
	for range workers {
		running.Go(func() {
			for {
				cronJob, closed := s.queue.Get()
				if closed {
					return
				}
				s.record(ctx, cronJob)
				s.queue.Done(cronJob)
			}
		})
	}
	running.Wait()
}

// record brings the ledger up to date with one CronJob. What it refuses stays in the book and is tried again.
func (s *Source) record(ctx context.Context, cronJob types.UID) {
	if !s.book.ready(cronJob) {
		return
	}
	w := s.book.take(cronJob)
	if w.empty() {
		return
	}
	observations := s.translate(ctx, cronJob, &w)
	if ctx.Err() != nil {
		return
	}
	if len(observations) > 0 {
		if err := s.options.Recorder.Record(ctx, observations...); err != nil {
			s.book.refused(cronJob, w)
			if ctx.Err() == nil {
				s.options.Logger.Warn("observations_not_recorded", "monitor", MonitorID(cronJob), "observations", len(observations),
					"attempt", s.queue.NumRequeues(cronJob)+1, "error", err)
			}
			s.queue.AddRateLimited(cronJob)
			return
		}
	}
	s.queue.Forget(cronJob)
	s.book.recorded(cronJob, w)
}

// translate turns the work into observations: what the Monitor is, then its runs, and last that it is gone.
func (s *Source) translate(ctx context.Context, cronJob types.UID, w *work) []monitor.Observation {
	var before, after []monitor.Observation
	for i, c := range w.changes {
		s.report(c)
		if o := c.observation(cronJob); c.definition == nil && i == len(w.changes)-1 {
			after = append(after, o)
		} else {
			before = append(before, o)
		}
	}
	for i := range w.runs {
		if o, ok := s.capture.tell(ctx, &w.runs[i]); ok {
			before = append(before, o)
		}
	}
	return append(before, after...)
}

// report says what of a CronJob cannot be used: annotations, and a schedule of which nobody can say when it is due. A date that does
// not exist is a way to say that a job is started by hand, and nothing to warn of.
func (s *Source) report(c change) {
	for _, p := range c.problems {
		s.options.Logger.Warn("annotation_ignored", "namespace", c.definition.Namespace, "cronjob", c.definition.Name,
			"annotation", p.Annotation, "value", p.Value, "allowed", p.Allowed)
	}
	if c.definition == nil {
		return
	}
	if c.labels > 0 {
		s.options.Logger.Debug("labels_left_out", "namespace", c.definition.Namespace, "cronjob", c.definition.Name, "labels", c.labels,
			"effect", "no rule matches on them")
	}
	if _, err := schedule.Parse(c.definition.Schedule); err != nil && !errors.Is(err, schedule.ErrNever) {
		s.options.Logger.Warn("schedule_unreadable", "namespace", c.definition.Namespace, "cronjob", c.definition.Name, "error", err,
			"effect", "its runs are judged, but none is missed")
	}
}
