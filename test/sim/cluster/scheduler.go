package cluster

import (
	"fmt"
	"slices"
	"time"

	"rollcall.dev/rollcall/internal/monitor"
	"rollcall.dev/rollcall/test/sim/history"
)

// scheduler plays one job as the CronJob controller would.
type scheduler struct {
	history history.History
	cluster *Cluster
	job     *Job
	last    time.Time // the slot that was started last
}

// run starts all runs up to an instant.
func (s *scheduler) run(until time.Time) {
	for now := s.next(s.job.Created); !now.IsZero() && now.Before(until); now = s.next(now) {
		s.sync(now)
	}
}

// next is the first instant after another at which there may be something to do; zero: none.
func (s *scheduler) next(after time.Time) time.Time {
	var next time.Time
	consider := func(t time.Time) {
		if t.After(after) {
			next = earlier(next, t)
		}
	}
	if i, found := slices.BinarySearchFunc(s.job.Slots, after, time.Time.Compare); i < len(s.job.Slots) {
		if found {
			i++
		}
		if i < len(s.job.Slots) {
			consider(s.job.Slots[i])
		}
	}
	for _, r := range s.job.Runs {
		consider(r.Finished)
	}
	for _, e := range s.history.Events {
		if e.Fault == history.Scheduler {
			consider(s.history.Start.Add(e.At + e.For))
		}
	}
	return next
}

// sync starts the newest slot that is due, if the policy allows it.
func (s *scheduler) sync(now time.Time) {
	i, found := slices.BinarySearchFunc(s.job.Slots, now, time.Time.Compare)
	if !found {
		i--
	}
	if i < 0 || !s.job.Slots[i].After(s.last) || s.away(now) {
		return
	}
	slot := s.job.Slots[i]
	f := s.fate(slot)
	if f.denied {
		return
	}
	created := now.Add(f.latency)
	for _, r := range s.job.Runs {
		switch {
		case !r.Active(now):
		case s.job.Policy == "Forbid":
			return
		case s.job.Policy == "Replace":
			r.Deleted, r.Replaced = created, true
			r.Finished, r.Succeeded = time.Time{}, false
			if !r.Started.Before(created) {
				r.Started = time.Time{}
			}
		}
	}
	s.last = slot
	r := f.run(created, s.cluster.Peace)
	r.ID = monitor.RunID(fmt.Sprintf("%s-%d", s.job.Name, slot.Unix()/60))
	r.Name, r.Slot = string(r.ID), slot
	s.job.Runs = append(s.job.Runs, r)
}

// away reports whether the scheduler does nothing at an instant.
func (s *scheduler) away(now time.Time) bool {
	return now.Before(s.cluster.Peace) && slices.ContainsFunc(s.history.Events, func(e history.Event) bool {
		return e.Fault == history.Scheduler && e.Covers(now.Sub(s.history.Start))
	})
}

// finish ends what goes on when the job is deleted, and cleans finished runs up.
func (s *scheduler) finish(until time.Time) {
	for _, r := range s.job.Runs {
		if !r.Finished.IsZero() {
			r.Deleted = r.Finished.Add(s.job.Keep)
		}
		if s.job.Deleted.IsZero() {
			continue
		}
		r.Deleted = earlier(r.Deleted, until)
		for _, t := range []*time.Time{&r.Started, &r.Finished} {
			if !t.Before(until) {
				*t = time.Time{}
			}
		}
	}
}
