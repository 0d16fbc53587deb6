package ledger_test

import (
	"context"
	"encoding/json"
	"sync/atomic"
	"testing"
	"time"

	"rollcall.dev/rollcall/internal/ledger"
	"rollcall.dev/rollcall/internal/monitor"
	"rollcall.dev/rollcall/internal/store"
)

// inspecting is an Inspector.
type inspecting func() monitor.View

func (f inspecting) Inspect(context.Context, []monitor.State) (monitor.View, error) { return f(), nil }

// TestWhatAnotherProcessNotesDuringARoundIsKnown: it comes in time, while this one already looks at what is due.
func TestWhatAnotherProcessNotesDuringARoundIsKnown(t *testing.T) {
	t.Parallel()
	bubble(t, func(t *testing.T, h *house, start time.Time) {
		h.record(hourly(pinged, start))
		h.stop()
		s, err := store.Open(t.Context(), "sqlite:"+h.path, store.Options{})
		if err != nil {
			t.Fatal(err)
		}
		h.store = s
		noted := false
		look := func() monitor.View {
			if !noted {
				noted = true
				doc, err := json.Marshal([]monitor.Observation{ping(pinged, time.Now().Add(-time.Second))})
				if err == nil {
					err = s.AppendJournal(t.Context(), ledger.Segment{ID: "0", Doc: string(doc)})
				}
				if err != nil {
					t.Error(err)
				}
			}
			return monitor.View{Until: time.Now()}
		}
		l := ledger.New(ledger.Options{
			Store: s, Router: everybody{}, Quiet: 10 * time.Minute,
			Inspectors: map[monitor.Source]ledger.Inspector{monitor.SourceCheckIn: inspecting(look)},
		})
		ctx, cancel := context.WithCancel(t.Context())
		ended := make(chan error)
		go func() { ended <- l.Run(ctx) }()
		h.stop = func() { cancel(); <-ended; _ = s.Close() }
		time.Sleep(62 * time.Minute)
		h.mustHaveTold(t, h.told(start), nil)
	})
}

// late is a store that reads the journal, and then takes its time.
type late struct {
	ledger.Store
	first atomic.Pointer[func()]
}

func (l *late) Journal(ctx context.Context, known func(string) bool) (live []string, fresh []ledger.Segment, err error) {
	live, fresh, err = l.Store.Journal(ctx, known)
	if first := l.first.Swap(nil); first != nil {
		(*first)()
	}
	return live, fresh, err
}

// TestAnOlderReadingOfTheJournalTakesNothingBack: of two that read it at once, the one that sees less ends last.
func TestAnOlderReadingOfTheJournalTakesNothingBack(t *testing.T) {
	t.Parallel()
	bubble(t, func(t *testing.T, h *house, start time.Time) {
		h.record(hourly(pinged, start), hourly("checkin/2", start))
		h.stop()
		s, err := store.Open(t.Context(), "sqlite:"+h.path, store.Options{})
		if err != nil {
			t.Fatal(err)
		}
		slow := &late{Store: s}
		l := ledger.New(ledger.Options{Store: slow, Router: everybody{}, Quiet: 24 * time.Hour})
		h.store = s
		ctx, cancel := context.WithCancel(t.Context())
		ended := make(chan error)
		go func() { ended <- l.Run(ctx) }()
		h.stop = func() { cancel(); <-ended; _ = s.Close() }
		time.Sleep(time.Second)
		settled := make(chan error, 1)
		first := func() {
			doc, err := json.Marshal([]monitor.Observation{ping(pinged, time.Now())})
			if err == nil {
				err = s.AppendJournal(ctx, ledger.Segment{ID: "0", Doc: string(doc)})
			}
			if err != nil {
				t.Error(err)
			}
			go func() { settled <- l.Settle(ctx, "checkin/2") }()
			time.Sleep(time.Second)
		}
		slow.first.Store(&first)
		if err := l.Settle(ctx, "checkin/2"); err != nil {
			t.Error(err)
		}
		<-settled
		time.Sleep(2 * time.Minute) // it is an orphan by then, and the next note wakes who takes it in
		if err := l.Note(ctx, ping("checkin/2", time.Now())); err != nil {
			t.Error(err)
		}
		time.Sleep(time.Second)
		if h.reports(pinged) != 1 {
			t.Errorf("%d reports taken in", h.reports(pinged))
		}
		h.stop()
	})
}

// TestWhatAnotherProcessNotedComesBeforeAFailure: a success that another process noted ended the trouble before the next failure.
func TestWhatAnotherProcessNotedComesBeforeAFailure(t *testing.T) {
	t.Parallel()
	bubble(t, func(t *testing.T, h *house, start time.Time) {
		h.record(hourly(pinged, start), failure(pinged, start.Add(time.Second)))
		doc, err := json.Marshal([]monitor.Observation{ping(pinged, start.Add(2*time.Second))})
		if err == nil {
			err = h.store.AppendJournal(t.Context(), ledger.Segment{ID: "0", Doc: string(doc)})
		}
		if err != nil {
			t.Error(err)
		}
		h.record(failure(pinged, start.Add(3*time.Second)))
		h.mustHaveTold(t, h.heard(start), []string{"0s C1 opened 0", "0s C1 resolved 0", "0s C1 opened 0"})
	}, func(o *ledger.Options) { o.Quiet = 24 * time.Hour })
}
