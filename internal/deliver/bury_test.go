package deliver_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"rollcall.dev/rollcall/internal/deliver"
	"rollcall.dev/rollcall/internal/notify"
)

// archived refuses what is for C1, as Slack does with an archived channel.
func archived(_ context.Context, a notify.Attempt) (notify.Receipt, error) {
	if a.Destination.Address == "C1" {
		return nil, &notify.RejectedError{Reason: "is_archived", Err: errors.New("slack: is_archived")}
	}
	return notify.Receipt("1"), nil
}

func TestWhatIsRefusedGoesToTheFallbackOnce(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		to       notify.Destination
		fallback []notify.Destination
		slack    func(context.Context, notify.Attempt) (notify.Receipt, error)
		told     map[string]string // delivery and where → note
		reason   string
		counted  string
	}{
		"an archived channel": {
			to: to("slack", "C1"), fallback: []notify.Destination{to("slack", "TRIAGE"), to("console", "")}, slack: archived,
			told:   map[string]string{"d001 slack TRIAGE": "This was meant for slack C1, which refused it (is_archived)."},
			reason: "told slack TRIAGE instead", counted: "slack/told/slack",
		},
		"a fallback that is archived too": {
			to: to("slack", "C2"), fallback: []notify.Destination{to("slack", "C1"), to("console", "")},
			slack: func(context.Context, notify.Attempt) (notify.Receipt, error) {
				return nil, &notify.RejectedError{Reason: "is_archived", Err: errors.New("slack: is_archived")}
			},
			told:   map[string]string{"d001 console ": "This was meant for slack C2, which refused it (is_archived)."},
			reason: "told console instead", counted: "slack/told/console",
		},
		"a receiver that nobody configured": {
			to: to("pager", "X"), fallback: []notify.Destination{to("console", "")},
			told:   map[string]string{"d001 console ": "This was meant for pager X, which refused it (unknown receiver)."},
			reason: `no receiver "pager" is configured; told console instead`, counted: "pager/told/console",
		},
		"its own destination is no fallback": {
			to: to("slack", "C1"), fallback: []notify.Destination{to("slack", "C1")}, slack: archived,
			told: map[string]string{}, reason: "no fallback took it", counted: "slack/told/",
		},
		"no fallback at all": {
			to: to("slack", "C1"), slack: archived, told: map[string]string{}, reason: "is_archived", counted: "slack/told/",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				o, slack, console, m := newOutbox(), &receiver{do: tc.slack}, &receiver{}, newMeter()
				r := o.add(message("i1", notify.Post, tc.to))
				_, stop := start(t, o, map[string]notify.Notifier{"slack": slack, "console": console}, deliver.Options{Fallback: tc.fallback, Metrics: m})
				time.Sleep(time.Hour)
				synctest.Wait()
				stop()
				if got := o.look(r); got.status != "dead" || !strings.Contains(got.result.Error, tc.reason) {
					t.Errorf("status %q, reason %q, want dead because %q", got.status, got.result.Error, tc.reason)
				}
				if tried := len(slack.attempts()); tc.reason == "no fallback took it" && tried != 1 {
					t.Errorf("tried %d times where it was refused", tried)
				}
				if m.count(tc.counted) != 1 {
					t.Errorf("counted %v, want %s", m.outcomes, tc.counted)
				}
				told := map[string]string{}
				for _, n := range append(slack.got, console.got...) {
					key := n.ID + " " + n.Destination.Receiver + " " + n.Destination.Address
					if _, twice := told[key]; twice || n.Action != notify.Post {
						t.Errorf("%s told twice, or as %s", key, n.Action)
					}
					told[key] = n.Note
				}
				if diff := cmp.Diff(tc.told, told); diff != "" {
					t.Error(diff)
				}
			})
		})
	}
}

// A Reply that cannot be delivered is news like any other; the Update beside it says nothing more.
func TestAnUpdateHasNoFallback(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		o, slack, console, m := newOutbox(), &receiver{do: archived}, &receiver{}, newMeter()
		for _, a := range []notify.Action{notify.Post, notify.Reply, notify.Update} {
			o.add(message("i1", a, to("slack", "C1")))
		}
		_, stop := start(t, o, map[string]notify.Notifier{"slack": slack, "console": console},
			deliver.Options{Fallback: []notify.Destination{to("console", "")}, Metrics: m})
		time.Sleep(time.Minute)
		synctest.Wait()
		stop()
		if m.count("slack/told/console") != 2 || m.count("slack/told/") != 0 {
			t.Errorf("counted %v", m.outcomes)
		}
		if diff := cmp.Diff([]string{"d001", "d002"}, console.ids()); diff != "" {
			t.Error(diff)
		}
		if diff := cmp.Diff([]string{"dead", "dead", "dead"}, o.statuses()); diff != "" {
			t.Error(diff)
		}
	})
}

// While the fallback is rate limited the message waits; nothing is lost, and the console is not bothered.
func TestAFallbackIsWaitedFor(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		o, slack, triage, console := newOutbox(), &receiver{do: archived}, &receiver{}, &receiver{}
		open := time.Now().Add(10 * time.Minute)
		triage.do = func(context.Context, notify.Attempt) (notify.Receipt, error) {
			if time.Now().Before(open) {
				return nil, &notify.RetryError{After: time.Minute, Receiver: true, Err: errors.New("429")}
			}
			return nil, nil
		}
		o.add(message("i1", notify.Post, to("slack", "C1")))
		_, stop := start(t, o, map[string]notify.Notifier{"slack": slack, "triage": triage, "console": console},
			deliver.Options{Fallback: []notify.Destination{to("triage", ""), to("console", "")}})
		time.Sleep(20 * time.Minute)
		synctest.Wait()
		stop()
		if len(triage.ids()) != 1 || len(console.ids()) != 0 || o.statuses()[0] != "dead" {
			t.Errorf("triage %v, console %v, status %v", triage.ids(), console.ids(), o.statuses())
		}
	})
}

// A fallback whose token is dead is passed over: people are to hear of it today.
func TestAFallbackThatIsAwayIsPassedOver(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		o, slack, triage, console := newOutbox(), &receiver{do: archived}, &receiver{}, &receiver{}
		triage.do = func(context.Context, notify.Attempt) (notify.Receipt, error) {
			return nil, &notify.RetryError{Receiver: true, Err: errors.New("token_revoked")}
		}
		o.add(message("i1", notify.Post, to("slack", "C1")))
		o.add(message("i2", notify.Post, to("slack", "C1")))
		_, stop := start(t, o, map[string]notify.Notifier{"slack": slack, "triage": triage, "console": console},
			deliver.Options{Workers: 1, Fallback: []notify.Destination{to("triage", ""), to("console", "")}})
		synctest.Wait()
		stop()
		if len(console.ids()) != 2 {
			t.Errorf("console got %v", console.ids())
		}
	})
}

// The process dies after the fallback was told and before that was stored: the fallback is looked at before it is told again.
func TestAFallbackIsToldOnceThroughACrash(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		o, slack, triage := newOutbox(), &receiver{do: archived}, &receiver{}
		dying := &crashing{outbox: o}
		triage.do = func(_ context.Context, a notify.Attempt) (notify.Receipt, error) {
			dying.kill()
			if triage.has(a.ID) {
				if !a.Uncertain {
					t.Error("not told that it may have arrived")
				}
				return nil, notify.ErrNotApplicable // found: nothing more to do
			}
			return nil, nil
		}
		o.add(message("i1", notify.Post, to("slack", "C1")))
		receivers := map[string]notify.Notifier{"slack": slack, "triage": triage, "console": &receiver{}}
		options := deliver.Options{Fallback: []notify.Destination{to("triage", "")}}
		_, stop := start(t, dying, receivers, options)
		time.Sleep(time.Minute)
		stop()
		_, stop = start(t, o, receivers, options)
		time.Sleep(time.Hour)
		synctest.Wait()
		stop()
		if len(triage.ids()) != 1 || o.statuses()[0] != "dead" {
			t.Errorf("triage %v, status %v", triage.ids(), o.statuses())
		}
	})
}

// What a message has of its own comes before what all have, each place once, and says why.
func TestTheFallbacksOfAMessageComeFirst(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		own  []notify.Fallback
		want string // where, and why
	}{
		"the first that takes it": {
			[]notify.Fallback{{To: to("slack", "C1")}, {To: to("slack", "C2"), Because: "B has taken over from A"}, {To: to("slack", "C3")}},
			"slack C2: This was meant for slack C1, which refused it (is_archived). You are told since B has taken over from A.",
		},
		"a language": {
			[]notify.Fallback{{To: to("slack", "C2"), Because: "B は A の引き継ぎ先です", Language: "ja"}},
			"slack C2 ja: 本来の宛先は slack C1 ですが、受け付けられませんでした（is_archived）。こちらへの通知理由: B は A の引き継ぎ先です。",
		},
		"no reason": {[]notify.Fallback{{To: to("slack", "C2")}}, "slack C2: This was meant for slack C1, which refused it (is_archived)."},
		"none":      {nil, "console: This was meant for slack C1, which refused it (is_archived)."},
		"too many": {
			[]notify.Fallback{{To: to("x", "1")}, {To: to("x", "2")}, {To: to("x", "3")}, {To: to("x", "4")}, {To: to("slack", "C2")}},
			"console: This was meant for slack C1, which refused it (is_archived).",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				o, slack, console := newOutbox(), &receiver{do: archived}, &receiver{}
				o.add(message("i1", notify.Post, to("slack", "C1")))
				refused := make(chan string, 5)
				_, stop := start(t, o, map[string]notify.Notifier{"slack": slack, "console": console}, deliver.Options{
					Fallback:  []notify.Destination{to("console", "")},
					Fallbacks: func(notify.Message) []notify.Fallback { return tc.own },
					Refused:   func(m notify.Message, reason string) { refused <- m.Destination.Address + " " + reason },
				})
				time.Sleep(time.Hour)
				synctest.Wait()
				stop()
				var got []string
				for _, a := range append(slack.got, console.got...) {
					where := []string{a.Destination.Receiver, a.Destination.Address, strings.TrimPrefix(a.Language, "en")}
					got = append(got, strings.TrimSpace(strings.Join(where, " "))+": "+a.Note)
				}
				if diff := cmp.Diff([]string{tc.want}, got); diff != "" {
					t.Error(diff)
				}
				if len(refused) != 1 || <-refused != "C1 is_archived" {
					t.Error("it was not said once that it was refused")
				}
			})
		})
	}
}
