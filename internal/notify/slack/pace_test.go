package slack_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"rollcall.dev/rollcall/internal/notify"
	standin "rollcall.dev/rollcall/test/slack"
)

// A storm for one channel: Slack's limit is never reached, nobody is held up for more than a second, each message gives way at
// most once, and all arrive as fast as the limit lets them.
func TestAStormStaysBelowSlacksLimit(t *testing.T) {
	t.Parallel()
	inBubble(t, standin.Options{Rate: standin.RateLimits{ChannelBurst: 3}}, func(b *bench) {
		b.storm(slices.Repeat([]string{channel}, 60), 70*time.Second)
	})
}

// A storm for many channels: the limit of the workspace makes them wait, and as little as that of a channel does.
func TestAStormForAllChannelsStaysBelowSlacksLimit(t *testing.T) {
	t.Parallel()
	var o standin.Options
	var to []string
	for i := range 160 {
		to = append(to, fmt.Sprintf("C%09d", i))
		o.Channels = append(o.Channels, standin.Channel{ID: to[i], Name: to[i], Member: true})
	}
	inBubble(t, o, func(b *bench) { b.storm(to, 35*time.Second) })
}

// storm sends a message to each of the channels at once, and again when it may.
func (b *bench) storm(to []string, within time.Duration) {
	b.Helper()
	type turn struct {
		a  notify.Attempt
		at time.Time
	}
	began := time.Now()
	var waiting []turn
	for i, channel := range to {
		waiting = append(waiting, turn{attempt(fmt.Sprintf("d%d", i), notify.Post, channel, nil), began})
	}
	calls := 0
	for len(waiting) > 0 {
		next := slices.MinFunc(waiting, func(x, y turn) int { return x.at.Compare(y.at) })
		waiting = slices.DeleteFunc(waiting, func(t turn) bool { return t.a.ID == next.a.ID })
		time.Sleep(time.Until(next.at))
		before := time.Now()
		_, err := b.notify(next.a)
		calls++
		if held := time.Since(before); held > time.Second {
			b.Errorf("held for %s", held)
		}
		if err == nil {
			continue
		}
		retry, ok := errors.AsType[*notify.RetryError](err)
		if !ok || retry.Receiver || retry.After <= 0 {
			b.Fatalf("%v", err)
		}
		next.at = time.Now().Add(retry.After)
		waiting = append(waiting, next)
	}
	if took := time.Since(began); took > within {
		b.Errorf("%d messages took %s", len(to), took)
	}
	if calls > 2*len(to) {
		b.Errorf("%d calls for %d messages", calls, len(to))
	}
	for _, r := range b.srv.Requests() {
		if r.Status != 200 {
			b.Errorf("Slack answered %d to %s", r.Status, r.Method)
		}
	}
	if n := len(b.srv.All()); n != len(to) || b.srv.Early() != 0 {
		b.Errorf("%d messages, %d too early", n, b.srv.Early())
	}
}

func TestUpdatesStayBelowTheirTier(t *testing.T) {
	t.Parallel()
	inBubble(t, standin.Options{}, func(b *bench) {
		root := b.must(attempt("d0", notify.Post, channel, nil))
		for i := 0; i < 120; {
			_, err := b.notify(attempt(fmt.Sprintf("u%d", i), notify.Update, channel, root))
			if retry, ok := errors.AsType[*notify.RetryError](err); ok && !retry.Receiver {
				time.Sleep(retry.After)
				continue
			}
			if err != nil {
				b.Fatal(err)
			}
			i++
		}
		if b.srv.Early() != 0 {
			b.Errorf("%d requests too early", b.srv.Early())
		}
	})
}
