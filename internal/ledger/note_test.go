package ledger_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"testing"
	"time"

	"rollcall.dev/rollcall/internal/ledger"
	"rollcall.dev/rollcall/internal/monitor"
	"rollcall.dev/rollcall/internal/schedule"
	"rollcall.dev/rollcall/internal/store"
)

const pinged = monitor.ID("checkin/1")

// hourly is a check-in that is due every hour from now on.
func hourly(id monitor.ID, now time.Time) monitor.Observation {
	return monitor.Observation{ID: string(id) + "/defined/1", Monitor: id, Kind: monitor.Defined, At: now, SeenAt: now, Definition: &monitor.Definition{
		Source: monitor.SourceCheckIn, Name: string(id), CreatedAt: now, Generation: 1, Schedule: schedule.Every(time.Hour), Grace: time.Minute,
		CheckIn: &monitor.CheckIn{ID: string(id)},
	}}
}

// ping is a report that all is well.
func ping(id monitor.ID, at time.Time) monitor.Observation {
	name := fmt.Sprint(id, "/", at.UnixNano())
	return monitor.Observation{ID: name, Monitor: id, Kind: monitor.CheckedIn, At: at, SeenAt: at, Run: &monitor.RunFacts{
		ID: monitor.RunID(name), Unnamed: true, CreatedAt: at, StartedAt: at, FinishedAt: at, Outcome: monitor.OutcomeSucceeded,
	}}
}

// failure is a report that the job failed.
func failure(id monitor.ID, at time.Time) monitor.Observation {
	o := ping(id, at)
	o.ID += "/failed"
	o.Run.Outcome = monitor.OutcomeFailed
	return o
}

func (h *house) note(observations ...monitor.Observation) {
	h.t.Helper()
	for _, o := range observations {
		if err := h.ledger.Note(h.t.Context(), o); err != nil {
			h.t.Fatal(err)
		}
	}
}

// segments is how many pieces the journal has.
func (h *house) segments() int {
	h.t.Helper()
	live, _, err := h.store.Journal(h.t.Context(), func(string) bool { return true })
	if err != nil {
		h.t.Fatal(err)
	}
	return len(live)
}

func (h *house) reports(id monitor.ID) int64 {
	h.t.Helper()
	m, err := h.store.Monitor(h.t.Context(), id)
	if err != nil {
		h.t.Fatal(err)
	}
	return m.Reports
}

// TestANoteIsDurableAtOnceAndTakenInSoon: and the journal is empty then.
func TestANoteIsDurableAtOnceAndTakenInSoon(t *testing.T) {
	t.Parallel()
	bubble(t, func(t *testing.T, h *house, start time.Time) {
		defer h.stop()
		h.record(hourly(pinged, start))
		h.note(ping(pinged, time.Now()))
		if h.segments() != 1 || h.reports(pinged) != 0 {
			t.Errorf("at once: %d segments, %d reports taken in", h.segments(), h.reports(pinged))
		}
		time.Sleep(time.Second)
		if h.segments() != 0 || h.reports(pinged) != 1 {
			t.Errorf("then: %d segments, %d reports taken in", h.segments(), h.reports(pinged))
		}
	})
}

// TestWhatWasNotedIsTakenInAfterACrash: the ledger ends between the note and its taking in.
func TestWhatWasNotedIsTakenInAfterACrash(t *testing.T) {
	t.Parallel()
	bubble(t, func(t *testing.T, h *house, start time.Time) {
		h.record(hourly(pinged, start))
		for range 5 {
			time.Sleep(50 * time.Minute)
			h.note(ping(pinged, time.Now()))
			if h.segments() != 1 {
				t.Fatalf("%d segments", h.segments())
			}
			h = h.reopen(time.Minute)
		}
		time.Sleep(time.Minute)
		if h.segments() != 0 || h.reports(pinged) != 5 {
			t.Errorf("%d segments, %d reports taken in", h.segments(), h.reports(pinged))
		}
		h.mustHaveTold(t, h.told(start), nil)
	})
}

// TestWhatIsNotedComesBeforeWhatIsRecorded: a failure that is recorded after a success that is only noted is the newer word.
func TestWhatIsNotedComesBeforeWhatIsRecorded(t *testing.T) {
	t.Parallel()
	bubble(t, func(t *testing.T, h *house, start time.Time) {
		h.record(hourly(pinged, start))
		time.Sleep(time.Minute)
		h.note(ping(pinged, time.Now()))
		h.record(failure(pinged, time.Now()))
		if h.segments() != 0 || h.reports(pinged) != 2 {
			t.Errorf("%d segments, %d reports taken in", h.segments(), h.reports(pinged))
		}
		time.Sleep(time.Minute)
		h.note(ping(pinged, time.Now()))
		time.Sleep(time.Second)
		h.mustHaveTold(t, h.told(start), []string{"1m0s post opened failed ×1", "2m0s reply resolved succeeded ×1"})
	})
}

// TestSettle takes in what was noted when somebody wants to see it.
func TestSettle(t *testing.T) {
	t.Parallel()
	bubble(t, func(t *testing.T, h *house, start time.Time) {
		defer h.stop()
		h.record(hourly(pinged, start), hourly("checkin/2", start))
		h.note(ping(pinged, time.Now()), ping("checkin/2", time.Now()))
		if err := h.ledger.Settle(t.Context(), pinged); err != nil {
			t.Fatal(err)
		}
		if h.reports(pinged) != 1 || h.reports("checkin/2") != 0 {
			t.Errorf("taken in: %d and %d", h.reports(pinged), h.reports("checkin/2"))
		}
	})
}

// TestAskedForTwice: a Monitor that several ask for at once is taken in once, and the journal forgets what it held.
func TestAskedForTwice(t *testing.T) {
	t.Parallel()
	bubble(t, func(t *testing.T, h *house, start time.Time) {
		defer h.stop()
		h.record(hourly(pinged, start))
		h.note(ping(pinged, time.Now()))
		if err := h.ledger.Settle(t.Context(), pinged, pinged); err != nil {
			t.Fatal(err)
		}
		if h.reports(pinged) != 1 || h.segments() != 0 {
			t.Errorf("%d reports taken in, %d segments", h.reports(pinged), h.segments())
		}
	})
}

// TestANoteOfNobody hurts nobody else: it is dropped when it cannot be taken in.
func TestANoteOfNobody(t *testing.T) {
	t.Parallel()
	bubble(t, func(t *testing.T, h *house, start time.Time) {
		defer h.stop()
		h.record(hourly(pinged, start))
		h.note(ping("checkin/nobody", time.Now()), ping(pinged, time.Now()))
		time.Sleep(5 * time.Second)
		if h.segments() != 0 || h.reports(pinged) != 1 {
			t.Errorf("%d segments, %d reports taken in", h.segments(), h.reports(pinged))
		}
	})
}

// TestManyNotesOfOne are taken in in pieces, before anything else is made of their Monitor.
func TestManyNotesOfOne(t *testing.T) {
	t.Parallel()
	bubble(t, func(t *testing.T, h *house, start time.Time) {
		defer h.stop()
		h.record(hourly(pinged, start))
		const n = 2500
		done := make(chan error, n)
		for i := range n {
			go func() { done <- h.ledger.Note(t.Context(), ping(pinged, start.Add(time.Duration(i)))) }()
		}
		for range n {
			if err := <-done; err != nil {
				t.Fatal(err)
			}
		}
		h.record(failure(pinged, start.Add(n)))
		if h.reports(pinged) != n+1 || h.segments() != 0 {
			t.Errorf("%d reports taken in, %d segments", h.reports(pinged), h.segments())
		}
	})
}

// TestNotesThatCannotBeStored are refused; those that cannot be taken in now are taken in later.
func TestNotesThatCannotBeStored(t *testing.T) {
	t.Parallel()
	bubble(t, func(t *testing.T, h *house, start time.Time) {
		defer h.stop()
		h.record(hourly(pinged, start))
		h.calls.conflicts.Store(100)
		if err := h.ledger.Note(t.Context(), ping(pinged, time.Now())); !errors.Is(err, ledger.ErrConflict) {
			t.Errorf("a note that lost every race: %v", err)
		}
		h.calls.conflicts.Store(0)
		h.note(ping(pinged, time.Now()))
		h.calls.conflicts.Store(25)
		time.Sleep(10 * time.Second)
		if h.reports(pinged) != 1 || h.segments() != 0 {
			t.Errorf("%d reports taken in, %d segments", h.reports(pinged), h.segments())
		}
	})
}

// TestAnotherProcessKnowsWhatWasNoted: of two on one store, the one that judges takes in what the other one was told and did not live
// to take in.
func TestAnotherProcessKnowsWhatWasNoted(t *testing.T) {
	t.Parallel()
	bubble(t, func(t *testing.T, h *house, start time.Time) {
		h.record(hourly(pinged, start))
		h.stop()
		s, err := store.Open(t.Context(), "sqlite:"+h.path, store.Options{})
		if err != nil {
			t.Fatal(err)
		}
		h.store, h.calls = s, &counted{Store: s}
		other := ledger.New(ledger.Options{Store: h.calls, Router: everybody{}, Quiet: 10 * time.Second})
		ctx, cancel := context.WithCancel(t.Context())
		ended := make(chan error)
		go func() { ended <- other.Run(ctx) }()
		h.stop = func() { cancel(); <-ended; _ = s.Close() }

		time.Sleep(time.Until(start.Add(time.Hour + 59*time.Second)))
		doc, err := json.Marshal([]monitor.Observation{ping(pinged, time.Now())})
		if err != nil {
			t.Fatal(err)
		}
		if err := s.AppendJournal(t.Context(), ledger.Segment{ID: "0", Doc: string(doc)}); err != nil {
			t.Fatal(err)
		}
		time.Sleep(5 * time.Minute)
		if h.reports(pinged) != 1 || h.segments() != 0 {
			t.Errorf("%d reports taken in, %d segments", h.reports(pinged), h.segments())
		}
		h.mustHaveTold(t, h.told(start), nil)
	})
}
