package ledger_test

import (
	"encoding/json"
	"testing"
	"time"

	"rollcall.dev/rollcall/internal/ledger"
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

// TestAPoisonedNoteTakesNoOtherWithIt: what cannot be read of a Monitor's notes is dropped, and nothing else.
func TestAPoisonedNoteTakesNoOtherWithIt(t *testing.T) {
	t.Parallel()
	bubble(t, func(t *testing.T, h *house, start time.Time) {
		h.record(hourly(pinged, start))
		good, err := json.Marshal(ping(pinged, start.Add(time.Minute)))
		if err != nil {
			t.Fatal(err)
		}
		doc := `[{"monitor":"checkin/1","at":"never"},` + string(good) + `]`
		if err := h.store.AppendJournal(t.Context(), ledger.Segment{ID: "0", Doc: doc}); err != nil {
			t.Fatal(err)
		}
		h = h.reopen(time.Minute)
		defer h.stop()
		time.Sleep(time.Minute)
		if h.segments() != 0 || h.reports(pinged) != 1 {
			t.Errorf("%d segments, %d reports taken in", h.segments(), h.reports(pinged))
		}
	})
}
