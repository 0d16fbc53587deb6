package defects_test

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"rollcall.dev/rollcall/internal/defects"
	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/notify"
	"rollcall.dev/rollcall/internal/ownership"
)

// world is all that a Checker sees, in memory.
type world struct {
	mu      sync.Mutex
	inv     ownership.Inventory
	stored  map[string]ownership.Finding
	checked time.Time
	queued  []notify.Message
	pokes   int
	facts   ownership.Facts
	blind   error
	broken  error
	unsure  error // when the last check was
	log     strings.Builder
}

func (w *world) UpdateDefects(_ context.Context, fn func([]ownership.Finding) ([]ownership.Finding, []notify.Message)) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.broken != nil {
		return w.broken
	}
	var known []ownership.Finding
	for _, f := range w.stored {
		if f.GoneAt.IsZero() {
			known = append(known, f)
		}
	}
	changed, messages := fn(known)
	for _, f := range changed {
		w.stored[f.ID()] = f
	}
	w.queued = append(w.queued, messages...)
	return nil
}

func (w *world) Checked(context.Context) (time.Time, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.checked, w.unsure
}

func (w *world) SetChecked(_ context.Context, at time.Time) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.checked = at
	return nil
}

func (w *world) Look(context.Context, ownership.Ask) (ownership.Facts, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.facts, w.blind
}

// there lists the ids of what is there.
func (w *world) there() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	var ids []string
	for _, kind := range ownership.DefectKinds() {
		for _, f := range w.stored {
			if f.Kind == kind && f.GoneAt.IsZero() {
				ids = append(ids, f.ID())
			}
		}
	}
	return strings.Join(ids, ", ")
}

// told takes what was queued: where, how many, how many of them new.
func (w *world) told(t *testing.T, want ...string) {
	t.Helper()
	w.mu.Lock()
	defer w.mu.Unlock()
	var got []string
	for _, m := range w.queued {
		if m.Notice.Kind != incident.Defects || m.Notice.Trouble() || m.Action != notify.Post {
			t.Errorf("queued %+v", m)
		}
		got = append(got, m.Destination.Address+" "+strings.Repeat("o", m.Notice.Jobs-m.Notice.Fresh)+strings.Repeat("n", m.Notice.Fresh))
	}
	w.queued = nil
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("told %s", diff)
	}
}

func (w *world) change(fn func()) {
	w.mu.Lock()
	defer w.mu.Unlock()
	fn()
}

func (w *world) start(t *testing.T) (*defects.Checker, func()) {
	t.Helper()
	c := defects.New(defects.Options{
		Store: w, Sources: []defects.Source{w}, Cluster: "prod", Log: slog.New(slog.NewTextHandler(&w.log, nil)),
		Inventory: func(context.Context) (ownership.Inventory, error) {
			w.mu.Lock()
			defer w.mu.Unlock()
			return w.inv, w.broken
		},
		Readers: func(team ownership.Team) []notify.Destination {
			if team.SlackChannel == "" {
				return nil
			}
			return []notify.Destination{{Receiver: "slack", Address: team.SlackChannel}}
		},
		Queued: func() { w.change(func() { w.pokes++ }) },
	})
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error)
	go func() { ended <- c.Run(ctx) }()
	synctest.Wait()
	return c, func() {
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	}
}

func newWorld() *world {
	return &world{
		stored: map[string]ownership.Finding{},
		inv: ownership.Inventory{
			Directory: ownership.Directory{
				OwnerAnnotations: []string{ownership.OwnerAnnotation}, Triage: ownership.Team{ID: "triage", SlackChannel: "C1"},
				Teams: []ownership.Team{{ID: "billing", SlackChannel: "C2"}},
			},
			Jobs: []ownership.Job{
				{Monitor: "m1", Title: "a/unowned", Runbook: "https://r", Severity: true},
				{
					Subject: ownership.Subject{Annotations: map[string]string{ownership.OwnerAnnotation: "billing"}},
					Monitor: "m2", Title: "a/owned", Severity: true,
				},
			},
		},
	}
}

// It is Saturday, the first of January 2000, in the bubble. Work begins on Monday at nine.
func TestDefectsAreToldWhenWorkBeginsAndOnceAWeek(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := newWorld()
		_, stop := w.start(t)
		if got, want := w.there(), "no_owner m1, no_runbook m2"; got != want {
			t.Errorf("at the start %s, want %s", got, want)
		}
		w.told(t)
		time.Sleep(57*time.Hour + time.Minute) // Monday, a minute past nine
		synctest.Wait()
		w.told(t, "C2 n", "C1 n")
		time.Sleep(4 * 24 * time.Hour) // nothing is new until Friday
		w.told(t)
		w.change(func() { w.inv.Jobs[1].Severity = false })
		time.Sleep(3 * 24 * time.Hour) // Monday: a week for triage, something new for billing
		synctest.Wait()
		w.told(t, "C2 on", "C1 o")
		w.change(func() { w.inv.Jobs[0].Annotations = map[string]string{ownership.OwnerAnnotation: "billing"} })
		time.Sleep(24 * time.Hour)
		synctest.Wait()
		if got, want := w.there(), "no_runbook m2, no_severity m2"; got != want {
			t.Errorf("once it is owned %s, want %s", got, want)
		}
		w.told(t)
		stop()
		if w.pokes != 2 {
			t.Errorf("said %d times that there is something to deliver", w.pokes)
		}
	})
}

func TestARefusedMessageIsADefectUntilTheChannelIsSeenToBeWell(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := newWorld()
		w.inv.Jobs = nil
		c, stop := w.start(t)
		to := func(address string) notify.Message {
			return notify.Message{Destination: notify.Destination{Receiver: "slack", Address: address}}
		}
		c.Refused(to("C2"), ownership.ChannelArchived)
		c.Refused(to("C2"), ownership.ChannelArchived)
		c.Refused(to("U1"), ownership.PersonLeft)
		synctest.Wait()
		if got, want := w.there(), "channel_archived channel C2, person_left person U1"; got != want {
			t.Errorf("at once %s, want %s", got, want)
		}
		w.told(t)
		stop()

		_, stop = w.start(t) // what was known stays, though nobody can look
		w.change(func() { w.blind = errors.New("missing_scope") })
		time.Sleep(58 * time.Hour)
		synctest.Wait()
		if got, want := w.there(), "channel_archived channel C2"; got != want {
			t.Errorf("after a start %s, want %s", got, want)
		}
		w.told(t, "C2 n")
		w.change(func() { w.facts = ownership.Facts{Channels: map[string]ownership.Fact{"C2": {}}} })
		time.Sleep(24 * time.Hour)
		synctest.Wait()
		if got := w.there(); got != "" {
			t.Errorf("once it is well: %s", got)
		}
		stop()
	})
}

func TestACheckThatWasMissedIsMadeUpForAndOneThatFailsIsRepeated(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := newWorld()
		w.checked = time.Now().Add(-48 * time.Hour)
		w.broken = errors.New("the store is away")
		_, stop := w.start(t)
		w.change(func() { w.broken = nil })
		time.Sleep(time.Hour)
		synctest.Wait()
		w.told(t, "C2 n", "C1 n") // Friday's
		stop()
	})
}

// TestABeginningThatFailsDoesNotMakeItMonday: the digest waits for the hour at which it comes.
func TestABeginningThatFailsDoesNotMakeItMonday(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := newWorld()
		w.checked = time.Now().Add(-time.Hour)
		w.broken = errors.New("the store is away")
		_, stop := w.start(t)
		w.change(func() { w.broken = nil })
		time.Sleep(time.Hour)
		synctest.Wait()
		w.told(t)
		if got, want := w.there(), "no_owner m1, no_runbook m2"; got != want {
			t.Errorf("at the second attempt %s, want %s", got, want)
		}
		time.Sleep(57 * time.Hour)
		synctest.Wait()
		w.told(t, "C2 n", "C1 n")
		stop()
	})
}

func TestWhenTheLastCheckWasIsSaidToBeUnknown(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := newWorld()
		w.unsure = errors.New("that is no time")
		_, stop := w.start(t)
		time.Sleep(58 * time.Hour)
		synctest.Wait()
		w.told(t, "C2 n", "C1 n")
		stop()
		if !strings.Contains(w.log.String(), "that is no time") {
			t.Errorf("logged:\n%s", w.log.String())
		}
	})
}

// TestWhatNoReceiverShowsIsLogged: without a receiver for teams, nobody but who reads the log would know.
func TestWhatNoReceiverShowsIsLogged(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := newWorld()
		w.inv.Directory.Teams[0].SlackChannel = ""
		w.inv.Directory.Teams[0].ReviewBy = ownership.Date{Year: 1999, Month: time.December, Day: 31}
		_, stop := w.start(t)
		time.Sleep(4 * 24 * time.Hour)
		synctest.Wait()
		w.told(t, "C1 n")
		stop()
		for _, words := range []string{"kind=review_overdue", "kind=no_runbook"} {
			if got := strings.Count(w.log.String(), words); got != 1 {
				t.Errorf("%s is said %d times in\n%s", words, got, w.log.String())
			}
		}
	})
}
