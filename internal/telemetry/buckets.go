package telemetry

import "time"

// delayBuckets goes from a millisecond to a week, in seconds: a fact is usually told within a second, but what happened while
// Rollcall was down is found when it comes back, which may be days later, and that must be visible too.
func delayBuckets() []float64 {
	bounds := []time.Duration{
		time.Millisecond, 5 * time.Millisecond, 10 * time.Millisecond, 25 * time.Millisecond, 50 * time.Millisecond,
		100 * time.Millisecond, 250 * time.Millisecond, 500 * time.Millisecond,
		time.Second, 2500 * time.Millisecond, 5 * time.Second, 10 * time.Second, 30 * time.Second,
		time.Minute, 5 * time.Minute, 15 * time.Minute,
		time.Hour, 6 * time.Hour, 24 * time.Hour, 3 * 24 * time.Hour, 7 * 24 * time.Hour,
	}
	seconds := make([]float64, len(bounds))
	for i, b := range bounds {
		seconds[i] = b.Seconds()
	}
	return seconds
}

// batchBuckets counts the calls that a commit answered.
func batchBuckets() []float64 {
	return []float64{1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048}
}

// delay returns the seconds from one instant to a later one; never negative.
func delay(from, to time.Time) float64 {
	return max(0, to.Sub(from).Seconds())
}
