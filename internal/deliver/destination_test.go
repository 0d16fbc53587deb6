package deliver_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"rollcall.dev/rollcall/internal/deliver"
	"rollcall.dev/rollcall/internal/notify"
)

// One channel fails for a day: whatever is for another one arrives at once, and the failing one is left in peace.
func TestAFailingDestinationHoldsUpNoOther(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		o, slack, m := newOutbox(), &receiver{}, newMeter()
		back := time.Now().Add(6 * time.Hour)
		slack.do = func(_ context.Context, a notify.Attempt) (notify.Receipt, error) {
			if a.Destination.Address == "C1" && time.Now().Before(back) {
				return nil, &notify.UncertainError{Err: errors.New("500")}
			}
			return notify.Receipt("1"), nil
		}
		d, stop := start(t, o, one("slack", slack), deliver.Options{Metrics: m, Paused: m.pause})
		for i := range 10 {
			o.add(message(fmt.Sprintf("bad-%d", i), notify.Post, to("slack", "C1")))
		}
		d.Poke()
		for i := range 60 {
			time.Sleep(5 * time.Minute)
			good := o.add(message(fmt.Sprintf("good-%d", i), notify.Post, to("slack", "C2")))
			d.Poke()
			synctest.Wait()
			if got := o.look(good); got.status != "sent" || !got.result.At.Equal(got.queued) {
				t.Fatalf("after %d messages: status %q, sent %s after it was queued", i, got.status, got.result.At.Sub(got.queued))
			}
		}
		failed := 0
		for _, a := range slack.attempts() {
			if a.Destination.Address == "C1" {
				failed++
			}
		}
		if failed > 600 {
			t.Errorf("%d attempts in five hours, want about one a minute", failed)
		}
		if m.isPaused("slack") {
			t.Error("the receiver is said to be away")
		}
		time.Sleep(time.Hour + 10*time.Minute)
		synctest.Wait()
		stop()
		for i, s := range o.statuses() {
			if s != "sent" {
				t.Errorf("message %d is %q in the end", i+1, s)
			}
		}
	})
}

// All channels fail: that is the receiver's outage, which is told of, and costs an attempt a pause for all of them together.
func TestManyFailingDestinationsAreOneOutage(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		o, slack, m := newOutbox(), &receiver{}, newMeter()
		back := time.Now().Add(6 * time.Hour)
		slack.do = func(context.Context, notify.Attempt) (notify.Receipt, error) {
			if time.Now().Before(back) {
				return nil, &notify.RetryError{Err: errors.New("connection refused")}
			}
			return notify.Receipt("1"), nil
		}
		for i := range 15 {
			o.add(message(fmt.Sprintf("i%d", i), notify.Post, to("slack", fmt.Sprintf("C%d", i))))
		}
		_, stop := start(t, o, one("slack", slack), deliver.Options{Paused: m.pause})
		time.Sleep(6 * time.Hour)
		synctest.Wait()
		if n := len(slack.attempts()); n < 100 || n > 600 {
			t.Errorf("%d attempts in six hours, want about one a minute", n)
		}
		if !m.isPaused("slack") {
			t.Error("the receiver is not said to be away")
		}
		time.Sleep(5 * time.Minute)
		synctest.Wait()
		stop()
		for i, s := range o.statuses() {
			if s != "sent" {
				t.Errorf("message %d is %q five minutes after the outage", i+1, s)
			}
		}
		if m.isPaused("slack") {
			t.Error("the receiver is still said to be away")
		}
	})
}

// While the receiver is away with one channel out of order for good, the other channel is the one that brings it back.
func TestAFailingDestinationDoesNotHideThatTheReceiverIsBack(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		o, slack := newOutbox(), &receiver{}
		back := time.Now().Add(time.Hour)
		slack.do = func(_ context.Context, a notify.Attempt) (notify.Receipt, error) {
			if a.Destination.Address == "C1" || time.Now().Before(back) {
				return nil, &notify.RetryError{Err: errors.New("503")}
			}
			return notify.Receipt("1"), nil
		}
		for i := range 20 {
			o.add(message(fmt.Sprintf("bad-%d", i), notify.Post, to("slack", "C1")))
		}
		r := o.add(message("good", notify.Post, to("slack", "C2")))
		_, stop := start(t, o, one("slack", slack), deliver.Options{})
		time.Sleep(time.Hour + 15*time.Minute)
		synctest.Wait()
		stop()
		if got := o.look(r); got.status != "sent" {
			t.Errorf("the other channel's message has status %q a quarter of an hour after the outage", got.status)
		}
	})
}
