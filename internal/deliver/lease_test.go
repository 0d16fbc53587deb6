package deliver_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"rollcall.dev/rollcall/internal/deliver"
	"rollcall.dev/rollcall/internal/notify"
)

// The process dies after the receiver took a message and before that was stored.
func TestACrashAfterSendingIsLookedUp(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		o, slack := newOutbox(), &receiver{}
		dying := &crashing{outbox: o}
		slack.do = func(_ context.Context, a notify.Attempt) (notify.Receipt, error) {
			dying.kill()
			if a.Uncertain && slack.has(a.ID) {
				return notify.Receipt(`"found"`), nil
			}
			return notify.Receipt(`"sent"`), nil
		}
		r := o.add(message("i1", notify.Post, to("slack", "C1")))
		_, stop := start(t, dying, one("slack", slack), deliver.Options{})
		time.Sleep(time.Minute)
		stop()
		if got := o.look(r); got.status != "" || !got.inFlight {
			t.Fatalf("the crash left %+v", got)
		}
		_, stop = start(t, o, one("slack", slack), deliver.Options{})
		time.Sleep(2 * time.Minute)
		synctest.Wait()
		stop()
		if got := o.look(r); got.status != "sent" || string(got.result.Receipt) != `"found"` {
			t.Errorf("status %q, receipt %s", got.status, got.result.Receipt)
		}
	})
}

// Two Deliverers share an outbox; one is slower than its lease. Whoever has the lease has the last word.
func TestALostLeaseCannotConclude(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		o, slack, m := newOutbox(), &receiver{}, newMeter()
		slack.do = func(ctx context.Context, a notify.Attempt) (notify.Receipt, error) {
			if a.Uncertain {
				return notify.Receipt(`"second"`), nil
			}
			timer := time.NewTimer(90 * time.Second)
			defer timer.Stop()
			<-timer.C
			return notify.Receipt(`"first"`), nil
		}
		r := o.add(message("i1", notify.Post, to("slack", "C1")))
		options := deliver.Options{Timeout: 5 * time.Minute, Lease: time.Minute, Metrics: m}
		_, stop1 := start(t, o, one("slack", slack), options)
		synctest.Wait()
		_, stop2 := start(t, o, one("slack", slack), options)
		time.Sleep(5 * time.Minute)
		synctest.Wait()
		stop1()
		stop2()
		if got := o.look(r); got.status != "sent" || string(got.result.Receipt) != `"second"` {
			t.Errorf("status %q, receipt %s", got.status, got.result.Receipt)
		}
		if m.count("slack/sent") != 1 {
			t.Errorf("%d attempts count as sent", m.count("slack/sent"))
		}
	})
}

// frozen is an outbox whose process stands still after its first claim, as that of a paused machine does.
type frozen struct {
	*outbox

	once sync.Once
	long time.Duration
}

func (f *frozen) Claim(ctx context.Context, now time.Time, lease time.Duration, limit int) ([]deliver.Claimed, error) {
	claimed, err := f.outbox.Claim(ctx, now, lease, limit)
	f.once.Do(func() { time.Sleep(f.long) })
	return claimed, err
}

// A process that wakes up with a lease that is over sends nothing: somebody else may have done that.
func TestNothingIsSentWithoutALease(t *testing.T) {
	t.Parallel()
	for _, other := range []bool{true, false} {
		t.Run(fmt.Sprintf("with another process %t", other), func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				o, slack := newOutbox(), &receiver{}
				r := o.add(message("i1", notify.Post, to("slack", "C1")))
				_, stop := start(t, &frozen{outbox: o, long: 3 * time.Minute}, one("slack", slack), deliver.Options{})
				synctest.Wait()
				if other {
					_, stop2 := start(t, o, one("slack", slack), deliver.Options{})
					defer stop2()
				}
				time.Sleep(10 * time.Minute)
				synctest.Wait()
				stop()
				if got := slack.attempts(); len(got) != 1 {
					t.Errorf("%d attempts: %v", len(got), got)
				}
				if got := o.look(r); got.status != "sent" {
					t.Errorf("left as %+v", got)
				}
			})
		})
	}
}

func TestShutdownLetsAttemptsEnd(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		o, slack := newOutbox(), &receiver{}
		slack.do = func(ctx context.Context, _ notify.Attempt) (notify.Receipt, error) {
			timer := time.NewTimer(5 * time.Second)
			defer timer.Stop()
			select {
			case <-timer.C:
				return nil, nil
			case <-ctx.Done():
				return nil, context.Cause(ctx)
			}
		}
		o.add(message("i1", notify.Post, to("slack", "C1")))
		o.add(message("i1", notify.Reply, to("slack", "C1")))
		_, stop := start(t, o, one("slack", slack), deliver.Options{})
		synctest.Wait()
		began := time.Now()
		stop()
		if took := time.Since(began); took != 5*time.Second {
			t.Errorf("stopped after %s", took)
		}
		if got := o.statuses(); got[0] != "sent" || got[1] != "" {
			t.Errorf("statuses %q: want the first sent and the second not begun", got)
		}
	})
}

func TestShutdownBreaksOffWhatHangs(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		o, slack := newOutbox(), &receiver{}
		slack.do = func(ctx context.Context, _ notify.Attempt) (notify.Receipt, error) {
			<-ctx.Done()
			return nil, &notify.UncertainError{Err: context.Cause(ctx)}
		}
		r := o.add(message("i1", notify.Post, to("slack", "C1")))
		_, stop := start(t, o, one("slack", slack), deliver.Options{})
		synctest.Wait()
		began := time.Now()
		stop()
		if took := time.Since(began); took != 8*time.Second {
			t.Errorf("stopped after %s, want the drain of 8 s", took)
		}
		got := o.look(r)
		if !got.result.Uncertain || got.attempts != 0 || got.result.RetryAt.After(time.Now()) || got.token != "" {
			t.Errorf("released as %+v", got)
		}
	})
}

// An attempt that is cut off by its own timeout may have arrived, whatever its receiver says.
func TestATimeoutIsUncertain(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		o, hook := newOutbox(), &receiver{}
		hook.do = func(ctx context.Context, a notify.Attempt) (notify.Receipt, error) {
			if a.Uncertain {
				return nil, nil
			}
			<-ctx.Done()
			return nil, fmt.Errorf("posting: %w", ctx.Err())
		}
		o.add(message("i1", notify.Post, to("hook", "")))
		_, stop := start(t, o, one("hook", hook), deliver.Options{})
		time.Sleep(time.Minute)
		synctest.Wait()
		stop()
		if got := hook.attempts(); len(got) != 2 || got[1].at.Sub(got[0].at) < 30*time.Second {
			t.Errorf("attempts %v", got)
		}
	})
}

// Everything at once: random faults of the receiver, crashes at random moments, two processes. Each message arrives once, and
// those of a thread in order.
func TestAnyHistory(t *testing.T) {
	t.Parallel()
	for seed := range uint64(40) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) { history(t, rand.New(rand.NewPCG(seed, 1))) })
		})
	}
}

func history(t *testing.T, random *rand.Rand) {
	o, slack := newOutbox(), &receiver{}
	calm := time.Now().Add(3 * time.Hour)
	dice := make(chan int)
	stopDice := make(chan struct{})
	go func() {
		for {
			select {
			case dice <- random.IntN(100):
			case <-stopDice:
				return
			}
		}
	}()
	slack.do = func(ctx context.Context, a notify.Attempt) (notify.Receipt, error) {
		found := errors.New("found")
		if slack.has(a.ID) {
			if !a.Uncertain {
				t.Errorf("%s is sent again without a warning", a.ID)
			}
			return nil, fmt.Errorf("%w: %w", notify.ErrNotApplicable, found)
		}
		if time.Now().After(calm) {
			return nil, nil
		}
		switch n := <-dice; {
		case n < 20:
			return nil, &notify.RetryError{Err: errors.New("refused")}
		case n < 30:
			return nil, &notify.RetryError{After: time.Duration(n) * time.Second, Receiver: n%2 == 0, Err: errors.New("429")}
		case n < 40:
			slack.take(a)
			return nil, &notify.UncertainError{Err: errors.New("reset after it was taken")}
		case n < 50:
			return nil, &notify.UncertainError{Err: errors.New("reset before it was taken")}
		case n < 60:
			<-ctx.Done()
			return nil, &notify.UncertainError{Err: ctx.Err()}
		default:
			return nil, nil
		}
	}
	receivers := one("slack", slack)
	add := func() {
		o.add(message(fmt.Sprintf("i%d", <-dice%7), notify.Reply, to("slack", "C1")))
	}
	for time.Now().Before(calm) {
		add()
		process := &crashing{outbox: o}
		d, stop := start(t, process, receivers, deliver.Options{Workers: 3, Timeout: 20 * time.Second})
		for range 5 {
			add()
			d.Poke()
			time.Sleep(time.Duration(<-dice) * 2 * time.Second)
		}
		if <-dice < 70 {
			process.kill()
		}
		stop()
	}
	_, stop := start(t, o, receivers, deliver.Options{})
	time.Sleep(time.Hour)
	synctest.Wait()
	stop()
	close(stopDice)
	for i, s := range o.statuses() {
		if s != "sent" && s != "skipped" {
			t.Errorf("message %d is %q in the end", i+1, s)
		}
	}
	ids := slack.ids()
	if len(slices.Compact(slices.Sorted(slices.Values(ids)))) != len(o.rows) || len(ids) != len(o.rows) {
		t.Errorf("%d messages arrived, %d were queued", len(ids), len(o.rows))
	}
	last := map[string]string{}
	for _, a := range slack.got {
		if before := last[a.Notice.Incident]; before > a.ID {
			t.Errorf("%s of %s came after %s", a.ID, a.Notice.Incident, before)
		}
		last[a.Notice.Incident] = a.ID
	}
}
