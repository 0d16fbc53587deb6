package ledger_test

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/ledger"
	"rollcall.dev/rollcall/internal/monitor"
	"rollcall.dev/rollcall/internal/notify"
	"rollcall.dev/rollcall/internal/schedule"
	"rollcall.dev/rollcall/internal/store"
)

// house is a ledger on a real SQLite file, in a bubble of fake time.
type house struct {
	t         *testing.T
	path      string
	store     *store.Store
	calls     *counted
	ledger    *ledger.Ledger
	inspector *watcher
	stop      func()
}

// counted counts what the ledger asks of its store.
type counted struct {
	ledger.Store
	n         atomic.Int64
	conflicts atomic.Int64 // how many of the next transactions lose to another writer
	away      atomic.Bool  // nothing can be written
}

var errAway = errors.New("the store is away")

func (c *counted) Update(ctx context.Context, fn func(ledger.Tx) error) error {
	c.n.Add(1)
	return c.Store.Update(ctx, func(tx ledger.Tx) error {
		if c.away.Load() {
			return errAway
		}
		err := fn(tx)
		if err == nil && c.conflicts.Add(-1) >= 0 {
			return ledger.ErrConflict
		}
		return err
	})
}

func (c *counted) AppendJournal(ctx context.Context, s ledger.Segment) error {
	c.n.Add(1)
	if c.conflicts.Add(-1) >= 0 {
		return ledger.ErrConflict
	}
	return c.Store.AppendJournal(ctx, s)
}

func (c *counted) NextCheck(ctx context.Context, source monitor.Source, after time.Time) (time.Time, bool, error) {
	c.n.Add(1)
	return c.Store.NextCheck(ctx, source, after)
}

func (c *counted) Due(ctx context.Context, source monitor.Source, now time.Time) ([]monitor.ID, error) {
	c.n.Add(1)
	return c.Store.Due(ctx, source, now)
}

// watcher is a source that shows nothing new, or what a test has it show, or cannot be seen at all.
type watcher struct {
	blind atomic.Bool
	asked atomic.Int64
	shows atomic.Pointer[func(monitor.State) []monitor.Observation]
}

func (w *watcher) Inspect(_ context.Context, states []monitor.State) (monitor.View, error) {
	w.asked.Add(1)
	if w.blind.Load() {
		return monitor.View{}, errors.New("the API server does not answer")
	}
	view := monitor.View{Until: time.Now()}
	if shows := w.shows.Load(); shows != nil {
		for _, s := range states {
			view.Seen = append(view.Seen, (*shows)(s)...)
		}
	}
	return view, nil
}

// show has inspections show what f makes of a State; nil: nothing.
func (w *watcher) show(f func(monitor.State) []monitor.Observation) {
	if f == nil {
		w.shows.Store(nil)
		return
	}
	w.shows.Store(&f)
}

// everybody sends every notice to one channel.
type everybody struct{ policy incident.Policy }

func (everybody) Route(n incident.Notice, _ monitor.Definition) (incident.Notice, []notify.Destination) {
	return n, []notify.Destination{{Receiver: "slack", Address: "C1"}}
}

func open(t *testing.T, path string, w *watcher, change ...func(*ledger.Options)) *house {
	t.Helper()
	s, err := store.Open(t.Context(), "sqlite:"+path, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	h := &house{t: t, path: path, store: s, calls: &counted{Store: s}, inspector: w}
	options := ledger.Options{
		Store: h.calls, Router: everybody{},
		Inspectors: map[monitor.Source]ledger.Inspector{monitor.SourceKubernetes: h.inspector},
	}
	for _, c := range change {
		c(&options)
	}
	h.ledger = ledger.New(options)
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error)
	go func() { done <- h.ledger.Run(ctx) }()
	h.stop = func() {
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}
	return h
}

// reopen is a restart of the process after a pause.
func (h *house) reopen(pause time.Duration) *house {
	h.stop()
	time.Sleep(pause)
	return open(h.t, h.path, h.inspector)
}

// reopenWith is a restart with other options.
func (h *house) reopenWith(change ...func(*ledger.Options)) *house {
	h.stop()
	return open(h.t, h.path, h.inspector, change...)
}

func (h *house) record(observations ...monitor.Observation) {
	h.t.Helper()
	if err := h.ledger.Record(h.t.Context(), observations...); err != nil {
		h.t.Fatal(err)
	}
}

// told lists what the outbox holds: time since the beginning, action, change, judgement.
func (h *house) told(since time.Time) []string {
	h.t.Helper()
	deliveries, err := h.store.Deliveries(h.t.Context(), store.DeliveryFilter{}, 0)
	if err != nil {
		h.t.Fatal(err)
	}
	var lines []string
	for _, d := range slices.Backward(deliveries) {
		if d.Message.Action == notify.Update {
			continue
		}
		n := d.Message.Notice
		lines = append(lines, fmt.Sprintf("%s %s %s %s ×%d", n.DecidedAt.Sub(since).Round(time.Second), d.Message.Action, n.Change, n.Judgement, n.Count))
	}
	return lines
}

const id = monitor.ID("kube/1")

func defined(now time.Time) monitor.Observation {
	return monitor.Observation{ID: fmt.Sprint("cronjob/1/", now.UnixNano()), Monitor: id, Kind: monitor.Defined, At: now, SeenAt: now, Definition: &monitor.Definition{
		Source: monitor.SourceKubernetes, Namespace: "billing", Name: "close", CreatedAt: now, Generation: now.UnixNano(),
		Schedule: schedule.Cron("*/10 * * * *", "UTC"), Grace: 2 * time.Minute, StartGrace: time.Minute,
	}}
}

// ran is a run for a slot that ended two seconds after it.
func ran(slot time.Time, o monitor.Outcome) monitor.Observation {
	end := slot.Add(2 * time.Second)
	return monitor.Observation{ID: "job/" + slot.Format(time.RFC3339), Monitor: id, Kind: monitor.RunSeen, At: end, SeenAt: end, Run: &monitor.RunFacts{
		ID: monitor.RunID(slot.Format(time.RFC3339)), Slot: slot, CreatedAt: slot, StartedAt: slot, FinishedAt: end, Outcome: o,
	}}
}

func bubble(t *testing.T, f func(t *testing.T, h *house, start time.Time), change ...func(*ledger.Options)) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "rollcall.db")
	synctest.Test(t, func(t *testing.T) { f(t, open(t, path, &watcher{}, change...), time.Now()) })
}

func TestSilenceIsToldAtTheEndOfTheGrace(t *testing.T) {
	t.Parallel()
	bubble(t, func(t *testing.T, h *house, start time.Time) {
		h.record(defined(start))
		time.Sleep(25 * time.Minute) // the bubble starts at midnight
		h.mustHaveTold(t, h.told(start), []string{"12m0s post opened missed ×1", "22m0s reply repeated missed ×2"})
	})
}

// mustHaveTold compares what was told, and stops the house.
func (h *house) mustHaveTold(t *testing.T, got, want []string) {
	t.Helper()
	defer h.stop()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("told (-want +got):\n%s", diff)
	}
}

func TestAHealthyJobIsSilentAndNotInspected(t *testing.T) {
	t.Parallel()
	bubble(t, func(t *testing.T, h *house, start time.Time) {
		h.record(defined(start))
		for i := 1; i <= 6; i++ {
			slot := start.Add(time.Duration(i) * 10 * time.Minute)
			time.Sleep(time.Until(slot.Add(2 * time.Second)))
			h.record(ran(slot, monitor.OutcomeSucceeded))
		}
		if n := h.inspector.asked.Load(); n != 0 {
			t.Errorf("the source was inspected %d times", n)
		}
		h.mustHaveTold(t, h.told(start), nil)
	})
}

func TestARepeatedFactIsOneFact(t *testing.T) {
	t.Parallel()
	bubble(t, func(t *testing.T, h *house, start time.Time) {
		slot := start.Add(10 * time.Minute)
		h.record(defined(start))
		time.Sleep(11 * time.Minute)
		h.record(ran(slot, monitor.OutcomeFailed))
		h.record(ran(slot, monitor.OutcomeFailed), ran(slot, monitor.OutcomeFailed))
		h = h.reopen(time.Second)
		h.record(ran(slot, monitor.OutcomeFailed))
		h.mustHaveTold(t, h.told(start), []string{"11m0s post opened failed ×1"})
	})
}

func TestABlindSourceDoesNotAccuse(t *testing.T) {
	t.Parallel()
	bubble(t, func(t *testing.T, h *house, start time.Time) {
		h.record(defined(start))
		h.inspector.blind.Store(true)
		time.Sleep(15*time.Minute + 2*time.Second)
		if told := h.told(start); told != nil {
			t.Errorf("told while blind: %v", told)
		}
		h.inspector.blind.Store(false)
		time.Sleep(time.Minute)
		h.mustHaveTold(t, h.told(start), []string{"15m5s post opened missed ×1"})
	})
}

func TestDowntimeIsCaughtUpOnce(t *testing.T) {
	t.Parallel()
	bubble(t, func(t *testing.T, h *house, start time.Time) {
		h.record(defined(start))
		h = h.reopen(33 * time.Minute)
		time.Sleep(time.Second)
		h = h.reopen(time.Second)
		time.Sleep(time.Second)
		h.mustHaveTold(t, h.told(start), []string{
			"33m0s post opened missed ×1", "33m0s reply repeated missed ×3",
		})
	})
}

func TestOneBadRequestTakesNoOtherDown(t *testing.T) {
	t.Parallel()
	bubble(t, func(t *testing.T, h *house, start time.Time) {
		defer h.stop()
		stranger := ran(start, monitor.OutcomeFailed)
		stranger.Monitor, stranger.ID = "kube/stranger", "job/stranger"
		results := make(chan error, 2)
		go func() { results <- h.ledger.Record(t.Context(), stranger) }()
		go func() { results <- h.ledger.Record(t.Context(), defined(start)) }()
		first, second := <-results, <-results
		if (first == nil) == (second == nil) {
			t.Fatalf("got %v and %v, want one error", first, second)
		}
		if err := errors.Join(first, second); !errors.Is(err, monitor.ErrUndefined) {
			t.Errorf("error %v, want ErrUndefined", err)
		}
		if _, err := h.store.Monitor(t.Context(), id); err != nil {
			t.Errorf("the good request was lost: %v", err)
		}
	})
}

func TestAnIdleLedgerAsksNothing(t *testing.T) {
	t.Parallel()
	bubble(t, func(t *testing.T, h *house, start time.Time) {
		defer h.stop()
		d := defined(start)
		d.Definition.Schedule = schedule.Cron("0 0 1 1 *", "UTC")
		h.record(d)
		synctest.Wait()
		before := h.calls.n.Load()
		time.Sleep(24 * time.Hour)
		if n := h.calls.n.Load() - before; n != 0 {
			t.Errorf("%d questions to the store in an idle day", n)
		}
	})
}

func TestRecordReturnsWhenItsContextEnds(t *testing.T) {
	t.Parallel()
	l := ledger.New(ledger.Options{})
	ctx, cancel := context.WithCancelCause(t.Context())
	reason := errors.New("enough")
	cancel(reason)
	if err := l.Record(ctx, monitor.Observation{}); !errors.Is(err, reason) {
		t.Errorf("error %v, want %v", err, reason)
	}
}

func (e everybody) Policy(incident.Notice, monitor.Definition) incident.Policy { return e.policy }

// Escalation: level 3 and 4 are told in channels of their own.
func (everybody) Escalation(level int, _ incident.Notice) []notify.Destination {
	return []notify.Destination{{Receiver: "slack", Address: fmt.Sprint("C-LEVEL-", level)}}
}

func (everybody) Person(p incident.Person) []notify.Destination {
	return []notify.Destination{{Receiver: "slack", Address: p.ID}}
}
