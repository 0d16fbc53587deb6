package deliver

import (
	"math/rand/v2"
	"time"
)

// fullJitter is a random time up to first × 2^(n-1), capped: what failed together does not come back together. n counts from 1.
func fullJitter(n int, first, most time.Duration) time.Duration {
	ceiling := most
	if n < 32 {
		ceiling = min(most, first<<max(0, n-1))
	}
	if ceiling <= 0 { // the shift ran over
		ceiling = most
	}
	return rand.N(ceiling) + time.Millisecond
}

// stretched is a time that was asked for, and up to a tenth more, but never less.
func stretched(d time.Duration) time.Duration {
	return d + rand.N(max(d/10, time.Millisecond))
}
