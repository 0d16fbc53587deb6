package embedded

import (
	"testing"
	"testing/synctest"
	"time"
)

// TestInFlight: whichever report ends first, what is known is since when the oldest of those that are left is on its way.
func TestInFlight(t *testing.T) {
	t.Parallel()
	for name, ends := range map[string][]int{
		"first come, first served": {0, 1, 2},
		"last come, first served":  {2, 1, 0},
		"from the middle":          {1, 2, 0},
		"around the middle":        {0, 2, 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				var f inFlight
				under := map[int]*arrival{}
				oldest := func() time.Time {
					at := time.Now()
					for _, a := range under {
						if a.at.Before(at) {
							at = a.at
						}
					}
					return at
				}
				for range 2 { // what is empty again is as good as new
					for n := range 3 {
						under[n] = f.begin()
						time.Sleep(time.Second)
					}
					for _, n := range ends {
						f.end(under[n])
						delete(under, n)
						time.Sleep(time.Second)
						if since := f.since(); !since.Equal(oldest()) {
							t.Errorf("after the end of %d: since %s, want %s", n, since, oldest())
						}
					}
				}
			})
		})
	}
}
