package deliver_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"rollcall.dev/rollcall/internal/deliver"
	"rollcall.dev/rollcall/internal/notify"
)

// start runs a Deliverer and returns it with a function that stops it and waits for its end. A bubble ends only when all its
// goroutines have, so every test here also shows that nothing is left behind.
func start(t *testing.T, o deliver.Outbox, receivers map[string]notify.Notifier, options deliver.Options) (*deliver.Deliverer, func()) {
	t.Helper()
	d := deliver.New(o, receivers, options)
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- d.Run(ctx) }()
	return d, func() {
		t.Helper()
		cancel()
		if err := <-done; err != nil {
			t.Errorf("Run: %v", err)
		}
	}
}

func one(name string, n notify.Notifier) map[string]notify.Notifier {
	return map[string]notify.Notifier{name: n}
}

func TestDeliversInOrderOfTheThread(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		o, slack := newOutbox(), &receiver{}
		failed := false
		slack.do = func(_ context.Context, a notify.Attempt) (notify.Receipt, error) {
			if a.ID == "d001" && !failed {
				failed = true
				return nil, &notify.RetryError{Err: errors.New("no connection")}
			}
			return notify.Receipt(`"` + a.ID + `"`), nil
		}
		o.add(message("i1", notify.Post, to("slack", "C1")))   // d001, fails once
		o.add(message("i1", notify.Reply, to("slack", "C1")))  // d002
		o.add(message("i2", notify.Post, to("slack", "C1")))   // d003, another thread
		o.add(message("i1", notify.Update, to("slack", "C1"))) // d004
		_, stop := start(t, o, one("slack", slack), deliver.Options{})
		time.Sleep(time.Minute)
		synctest.Wait()
		stop()
		if diff := cmp.Diff([]string{"d003", "d001", "d002", "d004"}, slack.ids()); diff != "" {
			t.Error(diff)
		}
		for _, a := range slack.attempts() {
			if want := a.Action != notify.Post; (string(a.Root) == `"d001"`) != want {
				t.Errorf("%s %s was told of the root %q", a.Action, a.ID, a.Root)
			}
		}
	})
}

func TestAPokeDeliversAtOnceAndIdlenessCostsNothing(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		o, slack, m := newOutbox(), &receiver{}, newMeter()
		d, stop := start(t, o, one("slack", slack), deliver.Options{Metrics: m})
		time.Sleep(time.Hour)
		synctest.Wait()
		if n := o.claimed(); n > 121 {
			t.Errorf("%d claims in an idle hour, want one in 30 s", n)
		}
		time.Sleep(11 * time.Second)
		o.add(message("i1", notify.Post, to("slack", "C1")))
		queued := time.Now()
		d.Poke()
		synctest.Wait()
		if got := slack.attempts(); len(got) != 1 || !got[0].at.Equal(queued) {
			t.Errorf("after the poke: %v", got)
		}
		stop()
		if diff := cmp.Diff([]time.Duration{0}, m.delays); diff != "" {
			t.Error(diff)
		}
	})
}

// Whoever is alone with its Outbox need not ask it, and still keeps the appointments of what waits.
func TestQuietIsForAnEmptyOutbox(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		o, slack := newOutbox(), &receiver{}
		slack.do = func(_ context.Context, a notify.Attempt) (notify.Receipt, error) {
			if len(slack.attempts()) == 1 {
				return nil, &notify.RetryError{After: 5 * time.Minute, Err: errors.New("later")}
			}
			return notify.Receipt(`"` + a.ID + `"`), nil
		}
		d, stop := start(t, o, one("slack", slack), deliver.Options{Quiet: time.Hour})
		time.Sleep(59 * time.Minute)
		synctest.Wait()
		if n := o.claimed(); n != 1 {
			t.Errorf("%d claims in an idle hour, want that of the start", n)
		}
		o.add(message("i1", notify.Post, to("slack", "C1")))
		queued := time.Now()
		d.Poke()
		time.Sleep(10 * time.Minute)
		synctest.Wait()
		got := slack.attempts()
		if len(got) != 2 || !got[0].at.Equal(queued) || got[1].at.Sub(queued) > 7*time.Minute {
			t.Errorf("after the poke at %v: %v", queued, got)
		}
		stop()
	})
}

func TestRetryAfterIsObeyed(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		o, hook := newOutbox(), &receiver{}
		var allowed time.Time
		hook.do = func(_ context.Context, _ notify.Attempt) (notify.Receipt, error) {
			if now := time.Now(); now.Before(allowed) {
				t.Errorf("tried %s too early", allowed.Sub(now))
			}
			if len(hook.attempts()) < 4 {
				allowed = time.Now().Add(90 * time.Second)
				return nil, &notify.RetryError{After: 90 * time.Second, Receiver: true, Err: errors.New("429")}
			}
			return nil, nil
		}
		r := o.add(message("i1", notify.Post, to("hook", "")))
		_, stop := start(t, o, one("hook", hook), deliver.Options{})
		time.Sleep(15 * time.Minute)
		synctest.Wait()
		stop()
		if got := o.look(r); got.status != "sent" || got.attempts != 1 {
			t.Errorf("status %q after %d counted attempts, want sent at the first", got.status, got.attempts)
		}
	})
}

// A message that was asked to wait waits; others of the same receiver do not.
func TestOneMessageWaitsAlone(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		o, slack := newOutbox(), &receiver{}
		began := time.Now()
		slack.do = func(_ context.Context, a notify.Attempt) (notify.Receipt, error) {
			if wait := 20*time.Minute - time.Since(began); a.Destination.Address == "C1" && wait > 0 {
				return nil, &notify.RetryError{After: wait, Err: errors.New("not your turn")}
			}
			return nil, nil
		}
		for range 10 {
			o.add(message("i1", notify.Post, to("slack", "C1")))
		}
		o.add(message("i2", notify.Post, to("slack", "C2")))
		_, stop := start(t, o, one("slack", slack), deliver.Options{})
		synctest.Wait()
		if diff := cmp.Diff([]string{"d011"}, slack.ids()); diff != "" {
			t.Error(diff)
		}
		time.Sleep(25 * time.Minute)
		synctest.Wait()
		stop()
		if got := len(slack.attempts()); got != 12 || len(slack.ids()) != 11 {
			t.Errorf("%d attempts, %d messages", got, len(slack.ids()))
		}
	})
}

// A receiver that is away for six hours gets everything afterwards, once and in order, and is not hammered meanwhile.
func TestSixHoursAway(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		o, slack := newOutbox(), &receiver{}
		back := time.Now().Add(6 * time.Hour)
		slack.do = func(_ context.Context, _ notify.Attempt) (notify.Receipt, error) {
			if time.Now().Before(back) {
				return nil, &notify.RetryError{Err: errors.New("connection refused")}
			}
			return notify.Receipt("1"), nil
		}
		d, stop := start(t, o, one("slack", slack), deliver.Options{})
		for i := range 60 {
			id := "i" + string(rune('A'+i%30))
			o.add(message(id, []notify.Action{notify.Post, notify.Reply}[i/30], to("slack", "C1")))
		}
		d.Poke()
		time.Sleep(6 * time.Hour)
		synctest.Wait()
		if n := len(slack.attempts()); n < 100 || n > 600 {
			t.Errorf("%d attempts in six hours, want about one a minute", n)
		}
		time.Sleep(5 * time.Minute)
		synctest.Wait()
		stop()
		for i, s := range o.statuses() {
			if s != "sent" {
				t.Errorf("message %d is %q five minutes after the outage", i+1, s)
			}
		}
		if len(slack.ids()) != 60 {
			t.Errorf("%d messages arrived, want 60", len(slack.ids()))
		}
	})
}

func TestADeadTokenKeepsTheQueueAndOthersGoOn(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		o, slack, console, m := newOutbox(), &receiver{}, &receiver{}, newMeter()
		restored := time.Now().Add(50 * time.Hour)
		slack.do = func(_ context.Context, _ notify.Attempt) (notify.Receipt, error) {
			if time.Now().Before(restored) {
				return nil, &notify.RetryError{Receiver: true, Err: errors.New("token_revoked")}
			}
			return notify.Receipt("1"), nil
		}
		d, stop := start(t, o, map[string]notify.Notifier{"slack": slack, "console": console},
			deliver.Options{Metrics: m, Paused: m.pause, Fallback: []notify.Destination{to("console", "")}})
		r := o.add(message("i1", notify.Post, to("slack", "C1")))
		o.add(message("i2", notify.Post, to("slack", "C2")))
		d.Poke()
		time.Sleep(time.Hour)
		o.add(message("i1", notify.Post, to("console", "")))
		d.Poke()
		synctest.Wait()
		if got := console.ids(); !slices.Equal(got, []string{"d003"}) {
			t.Errorf("console got %v, want its own message at once and nothing else", got)
		}
		if !m.isPaused("slack") {
			t.Error("the metric does not say that slack is paused")
		}
		time.Sleep(49*time.Hour + 5*time.Minute)
		synctest.Wait()
		stop()
		if got := o.look(r); got.status != "sent" || got.attempts != 1 {
			t.Errorf("status %q after %d counted attempts", got.status, got.attempts)
		}
		if n := len(slack.attempts()); n > 4000 {
			t.Errorf("%d attempts with a dead token", n)
		}
		if m.isPaused("slack") {
			t.Error("the metric says that slack is still paused")
		}
	})
}

func TestGivenUpAfterADay(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		o, hook, console := newOutbox(), &receiver{}, &receiver{}
		hook.do = func(_ context.Context, _ notify.Attempt) (notify.Receipt, error) {
			return nil, &notify.UncertainError{Err: errors.New("503")}
		}
		r := o.add(message("i1", notify.Post, to("hook", "")))
		_, stop := start(t, o, map[string]notify.Notifier{"hook": hook, "console": console},
			deliver.Options{Fallback: []notify.Destination{to("console", "")}})
		time.Sleep(24*time.Hour - time.Minute)
		synctest.Wait()
		if got := o.look(r); got.status != "" {
			t.Errorf("%q before its time", got.status)
		}
		time.Sleep(20 * time.Minute)
		synctest.Wait()
		stop()
		if got := o.look(r); got.status != "dead" || !strings.Contains(got.result.Error, "told console instead") {
			t.Errorf("status %q: %s", got.status, got.result.Error)
		}
		if got := console.attempts(); len(got) != 1 || got[0].Note != "This was meant for hook, which could not be reached for 1 day." {
			t.Errorf("the fallback got %+v", got)
		}
	})
}

func TestSupersededUpdatesAreSkipped(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		o, slack := newOutbox(), &receiver{}
		for _, a := range []notify.Action{notify.Post, notify.Reply, notify.Update, notify.Reply, notify.Update, notify.Reply, notify.Update} {
			o.add(message("i1", a, to("slack", "C1")))
		}
		_, stop := start(t, o, one("slack", slack), deliver.Options{})
		time.Sleep(time.Second)
		synctest.Wait()
		stop()
		if diff := cmp.Diff([]string{"d001", "d002", "d004", "d006", "d007"}, slack.ids()); diff != "" {
			t.Error(diff)
		}
		if diff := cmp.Diff([]string{"sent", "sent", "skipped", "sent", "skipped", "sent", "sent"}, o.statuses()); diff != "" {
			t.Error(diff)
		}
	})
}

func TestWhatAReceiverHasNoUseForIsSkipped(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		o, console := newOutbox(), &receiver{}
		console.do = func(context.Context, notify.Attempt) (notify.Receipt, error) { return nil, notify.ErrNotApplicable }
		o.add(message("i1", notify.Update, to("console", "")))
		_, stop := start(t, o, one("console", console), deliver.Options{})
		synctest.Wait()
		stop()
		if got := o.statuses(); got[0] != "skipped" {
			t.Errorf("status %q", got[0])
		}
	})
}

func TestAPanicIsContained(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		o, slack := newOutbox(), &receiver{}
		slack.do = func(_ context.Context, a notify.Attempt) (notify.Receipt, error) {
			if !a.Uncertain {
				panic("nil map")
			}
			return nil, nil
		}
		o.add(message("i1", notify.Post, to("slack", "C1")))
		_, stop := start(t, o, one("slack", slack), deliver.Options{})
		time.Sleep(time.Minute)
		synctest.Wait()
		stop()
		if got := o.statuses(); got[0] != "sent" {
			t.Errorf("status %q", got[0])
		}
	})
}

func TestABrokenOutboxIsAskedAgain(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		o, slack := newOutbox(), &receiver{}
		o.setBroken(errors.New("disk full"))
		o.add(message("i1", notify.Post, to("slack", "C1")))
		_, stop := start(t, o, one("slack", slack), deliver.Options{})
		time.Sleep(time.Minute)
		if n := o.claimed(); n > 61 {
			t.Errorf("%d claims in a minute", n)
		}
		o.setBroken(nil)
		time.Sleep(2 * time.Second)
		synctest.Wait()
		stop()
		if len(slack.ids()) != 1 {
			t.Error("not delivered after the outbox came back")
		}
	})
}
