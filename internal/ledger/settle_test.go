package ledger_test

import (
	"testing"
	"time"
)

// TestSteadyReportsKeepNoneWaiting: where somebody always reports, and nobody much, what was noted is still taken in soon.
func TestSteadyReportsKeepNoneWaiting(t *testing.T) {
	t.Parallel()
	bubble(t, func(t *testing.T, h *house, start time.Time) {
		defer h.stop()
		h.record(hourly(pinged, start), hourly("checkin/2", start))
		h.note(ping(pinged, time.Now()))
		for range 300 {
			time.Sleep(10 * time.Millisecond)
			h.note(ping("checkin/2", time.Now()))
		}
		if h.reports(pinged) != 1 {
			t.Errorf("after 3 s: %d reports taken in", h.reports(pinged))
		}
	})
}
