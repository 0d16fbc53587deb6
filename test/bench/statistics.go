package main

import (
	"math"
	"slices"
	"time"
)

// percentile is the smallest of the times that p percent of them do not exceed (nearest rank): always one that was measured,
// and of few times the worst rather than something between. It is 0 where there are none.
func percentile(times []time.Duration, p float64) time.Duration {
	if len(times) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(times))
	rank := int(math.Ceil(p / 100 * float64(len(sorted))))
	return sorted[min(max(rank, 1), len(sorted))-1]
}

// median is the middle one, or the mean of the two in the middle; 0 where there are none.
func median(values []float64) float64 {
	if len(values) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(values))
	mid := len(sorted) / 2
	if len(sorted)%2 == 1 {
		return sorted[mid]
	}
	return (sorted[mid-1] + sorted[mid]) / 2
}

// rate is how many a second.
func rate(n int, took time.Duration) float64 { return float64(n) / took.Seconds() }
