package ledger_test

import (
	"encoding/json"
	"fmt"
	"sync"
	"testing"
	"time"

	"rollcall.dev/rollcall/internal/ledger"
	"rollcall.dev/rollcall/internal/monitor"
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

// TestAStragglerIsNotTheEndOfACrowd: a commit of one note between those of a crowd does not have the writer take in what the whole crowd
// reported: everybody in it would wait for that.
func TestAStragglerIsNotTheEndOfACrowd(t *testing.T) {
	t.Parallel()
	bubble(t, func(t *testing.T, h *house, start time.Time) {
		defer h.stop()
		const jobs = 400
		id := func(n int) monitor.ID { return monitor.ID(fmt.Sprint("checkin/", n)) }
		for n := range jobs {
			h.record(hourly(id(n), start))
		}
		reported := 0
		report := func(n int) {
			var crowd sync.WaitGroup
			for range n {
				o := ping(id(reported%jobs), time.Now())
				reported++
				crowd.Go(func() {
					if err := h.ledger.Note(t.Context(), o); err != nil {
						t.Error(err)
					}
				})
			}
			crowd.Wait()
		}
		for range 200 { // 2 s
			report(20)
			time.Sleep(5 * time.Millisecond)
			report(1)
			time.Sleep(5 * time.Millisecond)
		}
		var taken int64
		for n := range jobs {
			taken += h.reports(id(n))
		}
		if taken == 0 || taken > int64(reported)/10 {
			t.Errorf("%d of %d reports were taken in meanwhile, want some and few", taken, reported)
		}
	})
}
