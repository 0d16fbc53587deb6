package world

import (
	"hash/fnv"
	"math/rand/v2"
	"time"
)

// Fates says what becomes of the Jobs of a CronJob.
type Fates struct {
	// RunMin and RunMax bound how long a container runs.
	RunMin time.Duration `json:"run_min,omitempty"`
	RunMax time.Duration `json:"run_max,omitempty"`
	// In percent: Jobs that fail, Jobs that wait for PendingMax before a container starts, Jobs whose container never starts.
	FailPercent    int           `json:"fail_percent,omitempty"`
	PendingPercent int           `json:"pending_percent,omitempty"`
	PendingMax     time.Duration `json:"pending_max,omitempty"`
	NeverPercent   int           `json:"never_percent,omitempty"`
}

// fate is what becomes of one Job.
type fate struct {
	never   bool          // no container ever starts
	pending time.Duration // until the container starts
	run     time.Duration // until it ends
	fails   bool
	retries int32 // pods that failed before the end
}

// of draws the fate of a Job from the seed and its name.
func (f Fates) of(seed uint64, job string) fate {
	h := fnv.New64a()
	_, _ = h.Write([]byte(job))
	r := rand.New(rand.NewPCG(seed, h.Sum64()))
	drawn := fate{
		never:   r.IntN(100) < f.NeverPercent,
		pending: time.Duration(200+r.IntN(2000)) * time.Millisecond,
		run:     f.RunMin,
		fails:   r.IntN(100) < f.FailPercent,
	}
	if f.RunMax > f.RunMin {
		drawn.run += time.Duration(r.Int64N(int64(f.RunMax - f.RunMin)))
	}
	if r.IntN(100) < f.PendingPercent && f.PendingMax > 0 {
		drawn.pending += time.Duration(r.Int64N(int64(f.PendingMax)))
	}
	if r.IntN(4) == 0 {
		drawn.retries = int32(1 + r.IntN(3))
	}
	return drawn
}
