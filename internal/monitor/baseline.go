package monitor

import (
	"math"
	"slices"
	"time"
)

const (
	// maxSample is how many of the newest successes a Baseline knows the durations of.
	maxSample = 20
	// enough is from how many of them something is said of what is usual.
	enough = 5
)

// Baseline is what the newest successes of a Monitor were like, for whoever compares a bad run with them. Nothing is judged by it.
type Baseline struct {
	Setup *Setup `json:"setup,omitempty"` // of the newest one; nil: not known
	// AsDefined says that the Definition spoke of the same spec then: nobody changed the run while it was admitted. Only then does it say
	// something of a Definition that Setup is another one.
	AsDefined bool `json:"as_defined,omitempty"`
	// Took are the durations and Waited the times from slot to start, the oldest first, in whole seconds: a State is stored with every change.
	Took   []int32 `json:"took,omitempty"`
	Waited []int32 `json:"waited,omitempty"`
}

// Usual is a range in which most of something was.
type Usual struct {
	Typical time.Duration `json:"typical"` // the median
	Most    time.Duration `json:"most"`    // 95 of a hundred were not above
}

// UsuallyTook is how long successes take; false where too few are known.
func (b Baseline) UsuallyTook() (Usual, bool) { return usual(b.Took) }

// UsuallyWaited is how long after its slot a run starts that succeeds; false where too few are known.
func (b Baseline) UsuallyWaited() (Usual, bool) { return usual(b.Waited) }

// Grew is by how much longer the newer half of the known successes took than the older one, as a share of that, by their medians. False
// where too few are known to speak of a trend.
func (b Baseline) Grew() (share float64, known bool) {
	if len(b.Took) < 2*enough {
		return 0, false
	}
	half := len(b.Took) / 2
	before, after := rank(b.Took[:half], 50), rank(b.Took[len(b.Took)-half:], 50)
	if before <= 0 {
		return 0, false
	}
	return float64(after-before) / float64(before), true
}

// usual are the nearest ranks of a sample.
func usual(sample []int32) (Usual, bool) {
	if len(sample) < enough {
		return Usual{}, false
	}
	return Usual{Typical: seconds(rank(sample, 50)), Most: seconds(rank(sample, 95))}, true
}

// rank is the smallest of a sample that percent of it are not above.
func rank(sample []int32, percent int) int32 {
	sorted := slices.Sorted(slices.Values(sample))
	return sorted[(len(sorted)*percent+99)/100-1]
}

func seconds(s int32) time.Duration { return time.Duration(s) * time.Second }

// with is the Baseline after another success, of what is defined like that.
func (b Baseline) with(v Verdict, defined *Setup) Baseline {
	b.Setup = v.Setup
	b.AsDefined = v.Setup != nil && defined != nil && v.Setup.Spec == defined.Spec
	if d := v.Duration(); d > 0 {
		b.Took = sampled(b.Took, d)
	}
	if d, known := v.Waited(); known {
		b.Waited = sampled(b.Waited, d)
	}
	return b
}

// sampled is the sample with one more; it shares nothing with the one before.
func sampled(sample []int32, d time.Duration) []int32 {
	next := make([]int32, 0, maxSample)
	next = append(next, sample[max(0, len(sample)-maxSample+1):]...)
	return append(next, int32(min(d.Round(time.Second)/time.Second, math.MaxInt32)))
}

// Waited is how long after its slot the run started; false where that is not known.
func (v Verdict) Waited() (time.Duration, bool) {
	if v.Slot.IsZero() || v.StartedAt.Before(v.Slot) {
		return 0, false
	}
	return v.StartedAt.Sub(v.Slot), true
}
