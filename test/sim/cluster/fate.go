package cluster

import (
	"time"
)

// fate is what becomes of a slot.
type fate struct {
	denied  bool
	stuck   bool
	fails   bool
	latency time.Duration // of the scheduler
	pending time.Duration // until the container starts
	length  time.Duration // until it ends
	retries int           // of pods, before the end
}

func (s *scheduler) fate(slot time.Time) fate {
	r := s.history.Chance("fate", s.job.Name, slot.Unix())
	f := fate{
		latency: time.Duration(100+r.IntN(1500)) * time.Millisecond,
		pending: time.Duration(200+r.IntN(2000)) * time.Millisecond,
		length:  time.Duration(5+r.IntN(10)) * time.Second,
	}
	if !slot.Before(s.cluster.Peace) {
		return f
	}
	fates := s.job.Fates
	f.denied = r.IntN(100) < fates.Denied
	f.stuck = r.IntN(100) < fates.Stuck
	f.fails = r.IntN(100) < fates.Fails
	f.length = fates.RunMin
	if fates.RunMax > fates.RunMin {
		f.length += time.Duration(r.Int64N(int64(fates.RunMax - fates.RunMin)))
	}
	if r.IntN(100) < fates.Slow && s.job.StartGrace > 0 {
		f.pending = time.Duration(r.Int64N(int64(2 * s.job.StartGrace)))
	}
	if f.fails || r.IntN(4) == 0 {
		f.retries = 1 + r.IntN(2)
	}
	return f
}

// run is the run that a fate makes of a creation. What is stuck is so until some time after there is peace.
func (f fate) run(created, peace time.Time) *Run {
	r := &Run{Created: created}
	if f.stuck {
		r.Started = peace.Add(time.Minute)
		r.Finished, r.Succeeded = r.Started.Add(time.Minute), true
		return r
	}
	r.Started = created.Add(f.pending)
	r.Finished = r.Started.Add(f.length)
	r.Succeeded = !f.fails
	for i := range f.retries {
		r.Failures = append(r.Failures, r.Started.Add(f.length*time.Duration(i+1)/time.Duration(f.retries+1)))
	}
	return r
}
