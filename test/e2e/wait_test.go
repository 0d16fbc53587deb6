package e2e

import (
	"testing"
	"time"
)

// lookEvery is how often eventually looks.
const lookEvery = 100 * time.Millisecond

// Deadlines, generous: a machine may be busy with other things. Nothing is ever waited for in full that goes well.
const (
	soon      = 60 * time.Second  // what happens at once
	nextSlot  = 120 * time.Second // what begins at the next full minute
	twoSlots  = 210 * time.Second // what takes two of them
	patiently = 300 * time.Second
)

// A grace that a story can wait for, and when after a slot it is over and judged, on a machine that is busy.
const (
	brief  = "20s"
	judged = 25 * time.Second
)

// passed waits until a slot is some time ago.
func passed(t *testing.T, slot time.Time, by time.Duration) {
	t.Helper()
	at := slot.Add(by)
	eventually(t, time.Until(at)+soon, "it is "+at.UTC().Format("15:04:05"), func() (bool, string) {
		return time.Now().After(at), time.Now().UTC().Format("15:04:05")
	})
}

// awayFromFullMinute waits until no full minute is near, so that what follows happens between two slots.
func awayFromFullMinute(t *testing.T) {
	t.Helper()
	eventually(t, soon, "the middle of a minute", func() (bool, string) {
		now := time.Now()
		return now.Second() >= 3 && now.Second() <= 50, now.Format("15:04:05")
	})
}

// eventually waits until look says that it is so, and fails with what look saw last.
func eventually(t *testing.T, within time.Duration, what string, look func() (ok bool, seen string)) {
	t.Helper()
	deadline := time.NewTimer(within)
	defer deadline.Stop()
	tick := time.NewTicker(lookEvery)
	defer tick.Stop()
	for {
		ok, seen := look()
		if ok {
			return
		}
		select {
		case <-deadline.C:
			t.Fatalf("not within %s: %s; last seen: %s", within, what, seen)
		case <-t.Context().Done():
			t.Fatalf("interrupted: %s; last seen: %s", what, seen)
		case <-tick.C:
		}
	}
}
