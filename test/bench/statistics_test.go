package main

import (
	"testing"
	"time"
)

func TestPercentile(t *testing.T) {
	t.Parallel()
	upTo := func(n int) []time.Duration {
		all := make([]time.Duration, n)
		for i := range all {
			all[i] = time.Duration(n - i)
		}
		return all
	}
	for _, c := range []struct {
		of   int
		p    float64
		want time.Duration
	}{
		{0, 50, 0}, {1, 50, 1}, {1, 99, 1}, {2, 50, 1}, {3, 50, 2}, {50, 50, 25}, {50, 95, 48}, {50, 99, 50}, {50, 100, 50},
		{100, 99, 99}, {1000, 99, 990}, {10, 0, 1},
	} {
		times := upTo(c.of)
		if got := percentile(times, c.p); got != c.want {
			t.Errorf("percentile %v of 1…%d = %d, want %d", c.p, c.of, got, c.want)
		}
		if c.of > 1 && times[0] != time.Duration(c.of) {
			t.Errorf("percentile %v of 1…%d sorted what it was given", c.p, c.of)
		}
	}
}

func TestMedian(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		of   []float64
		want float64
	}{{nil, 0}, {[]float64{3}, 3}, {[]float64{9, 1}, 5}, {[]float64{7, 1, 100}, 7}} {
		if got := median(c.of); got != c.want {
			t.Errorf("median of %v = %v, want %v", c.of, got, c.want)
		}
	}
}
