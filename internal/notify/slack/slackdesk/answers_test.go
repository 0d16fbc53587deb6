package slackdesk_test

import (
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"rollcall.dev/rollcall/internal/incident"
	standin "rollcall.dev/rollcall/test/slack"
)

func TestWhatTheButtonsDo(t *testing.T) {
	t.Parallel()
	bothWays(t, setup{}, func(b *bench) {
		r := b.do(b.click(astrid, "Acknowledge", ""))
		if len(r.Body) > 0 || r.Attempts != 1 {
			b.Errorf("answered %q after %d attempts", r.Body, r.Attempts)
		}
		a := b.desk.last()
		if a.By != (incident.Person{ID: "slack/" + astrid, Name: "@astrid"}) || a.Version != 1 || a.Incident != inc || !a.At.Equal(time.Now()) {
			b.Errorf("handed in: %+v", a)
		}
		b.post() // as it is brought up to date
		b.do(b.click(astrid, "Resolve", ""))
		b.post()
		b.do(b.click(kenji, "Reopen", ""))
		b.taken("acknowledge by @astrid", "resolve by @astrid", "reopen by @kenji")
		b.told(astrid)
		b.told(kenji)
	})
}

// TestAcknowledgedBeforeTheWork: Slack has its answer while the work has not ended.
func TestAcknowledgedBeforeTheWork(t *testing.T) {
	t.Parallel()
	bothWays(t, setup{}, func(b *bench) {
		b.desk.hold, b.desk.entered = make(chan struct{}), make(chan struct{})
		i, err := b.click(astrid, "Acknowledge", "")
		if err != nil {
			b.Fatal(err)
		}
		r, err := b.deliver(i)
		if err != nil || r.Attempts != 1 {
			b.Fatalf("%v after %d attempts", err, r.Attempts)
		}
		<-b.desk.entered
		b.taken()
		close(b.desk.hold)
		synctest.Wait()
		b.taken("acknowledge by @astrid")
	})
}

// TestWhatIsAcknowledgedIsDone: also while Rollcall stops.
func TestWhatIsAcknowledgedIsDone(t *testing.T) {
	t.Parallel()
	bothWays(t, setup{}, func(b *bench) {
		b.desk.hold, b.desk.entered = make(chan struct{}), make(chan struct{})
		i, err := b.click(astrid, "Acknowledge", "")
		if err != nil {
			b.Fatal(err)
		}
		if _, err := b.deliver(i); err != nil {
			b.Fatal(err)
		}
		<-b.desk.entered
		go b.stop()
		synctest.Wait()
		close(b.desk.hold)
		b.stop()
		b.taken("acknowledge by @astrid")
		time.Sleep(time.Second)
		if b.way == byHTTP {
			if r, err := b.deliver(i); err == nil || r.Status != 503 {
				b.Errorf("taken after the end: %d %v", r.Status, err)
			}
		}
	})
}

// TestWhatThereIsNoRoomForIsNotAcknowledged.
func TestWhatThereIsNoRoomForIsNotAcknowledged(t *testing.T) {
	t.Parallel()
	bothWays(t, setup{}, func(b *bench) {
		if err := b.srv.Inject(standin.Fault{Kind: standin.FaultHang, Method: "users.info"}); err != nil {
			b.Fatal(err)
		}
		refused := 0
		for range 80 {
			i, err := b.typed(astrid, "help")
			if err != nil {
				b.Fatal(err)
			}
			if b.way == bySocket && refused > 0 {
				break // each of them is sent for nine seconds, in which room is made
			}
			if b.way == bySocket {
				ctx, cancel := contextFor(b, time.Second)
				_, err = b.srv.Push(ctx, i)
				cancel()
			} else {
				_, err = b.deliver(i)
			}
			if err != nil {
				refused++
			}
			synctest.Wait()
		}
		if refused == 0 {
			b.Error("everything was acknowledged, and nothing can be done")
		}
	})
}

func TestTheDeskIsAway(t *testing.T) {
	t.Parallel()
	bothWays(t, setup{}, func(b *bench) {
		b.desk.fail = errors.New("disk full")
		b.do(b.click(astrid, "Acknowledge", ""))
		b.told(astrid, "could not be done just now", "try again")
		if !strings.Contains(b.log.String(), "disk full") {
			b.Errorf("the log has no reason: %s", b.log)
		}
	})
}

func TestWhoComesTooLate(t *testing.T) {
	t.Parallel()
	bothWays(t, setup{}, func(b *bench) {
		b.do(b.click(astrid, "Acknowledge", ""))
		time.Sleep(3 * time.Minute)
		b.do(b.click(kenji, "Acknowledge", "")) // the message is not up to date yet
		b.told(kenji, "already acknowledged by @astrid", "3 min ago", "JST")
		b.taken("acknowledge by @astrid")
	})
	bothWays(t, setup{}, func(b *bench) {
		i := b.desk.get(inc)
		i.Cause.Summary = "The image cannot be pulled <!channel>"
		i.Notice.Change = incident.Changed
		b.desk.put(i.Stamp())
		b.do(b.click(astrid, "Resolve", ""))
		b.told(astrid, "has changed since that message", "The image cannot be pulled <!channel>")
		b.taken()
	})
	bothWays(t, setup{}, func(b *bench) {
		late, err := b.click(kenji, "Acknowledge", "")
		b.do(b.click(astrid, "Resolve", ""))
		b.do(late, err)
		b.told(kenji, "it was resolved by @astrid")
		b.taken("resolve by @astrid")
		b.audited()
	})
	bothWays(t, setup{}, func(b *bench) {
		b.desk.mu.Lock()
		delete(b.desk.incidents, inc)
		b.desk.mu.Unlock()
		b.do(b.click(astrid, "Resolve", ""))
		b.told(astrid, "no longer known")
	})
}

// TestTwiceIsOnce: a double click is two clicks to Slack, and what it sends twice is one.
func TestTwiceIsOnce(t *testing.T) {
	t.Parallel()
	for _, on := range []string{"Acknowledge", "Resolve"} {
		bothWays(t, setup{}, func(b *bench) {
			first, err := b.click(astrid, on, "")
			if err != nil {
				b.Fatal(err)
			}
			time.Sleep(80 * time.Millisecond)
			second, err := b.click(astrid, on, "")
			b.do(first, nil)
			b.do(second, err)
			b.taken(strings.ToLower(on) + " by @astrid")
			b.told(astrid)
			b.again(first)
			b.taken(strings.ToLower(on) + " by @astrid")
			b.told(astrid)
			if want := map[string]int{byHTTP: 3, bySocket: 2}[b.way]; b.desk.calls != want {
				b.Errorf("the desk was asked %d times, want %d: an envelope that was there before is not opened", b.desk.calls, want)
			}
		})
	}
}

// TestNobodyIsLateForOneself: the next button is pressed before the message shows what the first one did.
func TestNobodyIsLateForOneself(t *testing.T) {
	t.Parallel()
	bothWays(t, setup{}, func(b *bench) {
		b.do(b.click(astrid, "Acknowledge", ""))
		b.do(b.click(astrid, "Resolve", ""))
		b.taken("acknowledge by @astrid", "resolve by @astrid")
		b.told(astrid)
	})
}

// TestALinkIsNoAnswer: Slack tells of a button that opens a page too.
func TestALinkIsNoAnswer(t *testing.T) {
	t.Parallel()
	bothWays(t, setup{}, func(b *bench) {
		b.do(b.click(astrid, "Open incident", ""))
		b.taken()
		b.told(astrid)
	})
}
