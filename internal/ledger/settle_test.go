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

// TestARecoveryThatTakesSeveralIsToldAtOnce: the last of several good reports that end an incident waits no longer than the first.
func TestARecoveryThatTakesSeveralIsToldAtOnce(t *testing.T) {
	t.Parallel()
	bubble(t, func(t *testing.T, h *house, start time.Time) {
		d := hourly(pinged, start)
		d.Definition.RecoverAfter = 2
		h.record(d, hourly("checkin/2", start))
		time.Sleep(time.Minute)
		h.record(failure(pinged, time.Now()))
		for range 2 {
			time.Sleep(time.Second)
			h.note(ping(pinged, time.Now()))
			for range 20 {
				time.Sleep(10 * time.Millisecond)
				h.note(ping("checkin/2", time.Now()))
			}
		}
		if told := h.told(start); len(told) != 2 {
			t.Errorf("told %q", told)
		}
		h.stop()
	})
}
