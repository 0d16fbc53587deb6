package slack

import (
	"context"
	"errors"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"rollcall.dev/rollcall/internal/notify"
)

// The limits that we keep, below those of https://docs.slack.dev/apis/web-api/rate-limits: about one message a second a
// channel, some hundred a minute a workspace, 50 calls a minute of chat.update.
const (
	channelEvery   = 1100 * time.Millisecond
	channelBurst   = 3
	workspaceEvery = 250 * time.Millisecond
	workspaceBurst = 40
	updateEvery    = 1500 * time.Millisecond
	updateBurst    = 10
	updates        = "update" // key of the bucket of chat.update

	maxWait    = time.Second      // a worker is not held for longer
	ticketLife = 10 * time.Minute // a place in the line that nobody took by then is forgotten
)

// pacer gives every message its turn. Whoever comes too early keeps a ticket for a later instant, so that a long line costs
// two visits a message and not one a second.
type pacer struct {
	mu        sync.Mutex
	workspace *rate.Limiter
	buckets   map[string]*rate.Limiter // by channel: as many as there are channels in the configuration
	tickets   map[string]time.Time     // by delivery
	swept     time.Time
}

func newPacer() *pacer {
	return &pacer{
		workspace: rate.NewLimiter(rate.Every(workspaceEvery), workspaceBurst),
		buckets:   map[string]*rate.Limiter{}, tickets: map[string]time.Time{},
	}
}

var errPaced = errors.New("waiting for its turn: our own limit for this channel")

// wait returns nil when it is the delivery's turn; else a RetryError that says when it will be.
func (p *pacer) wait(ctx context.Context, key, delivery string) error {
	d := p.turn(key, delivery, time.Now())
	if d > maxWait {
		return &notify.RetryError{After: d, Err: errPaced}
	}
	if d > 0 {
		timer := time.NewTimer(d)
		defer timer.Stop()
		select {
		case <-timer.C:
		case <-ctx.Done():
			return &notify.RetryError{Err: context.Cause(ctx)}
		}
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.tickets, delivery)
	return nil
}

// turn is how long the delivery has to wait.
func (p *pacer) turn(key, delivery string, now time.Time) time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.sweep(now)
	if at, ok := p.tickets[delivery]; ok {
		return at.Sub(now)
	}
	bucket := p.buckets[key]
	if bucket == nil {
		bucket = rate.NewLimiter(rate.Every(channelEvery), channelBurst)
		if key == updates {
			bucket = rate.NewLimiter(rate.Every(updateEvery), updateBurst)
		}
		p.buckets[key] = bucket
	}
	d := max(bucket.ReserveN(now, 1).DelayFrom(now), p.workspace.ReserveN(now, 1).DelayFrom(now))
	if d > 0 {
		p.tickets[delivery] = now.Add(d)
	}
	return d
}

// sweep forgets the tickets that nobody came for.
func (p *pacer) sweep(now time.Time) {
	if now.Sub(p.swept) < ticketLife {
		return
	}
	p.swept = now
	for id, at := range p.tickets {
		if now.Sub(at) > ticketLife {
			delete(p.tickets, id)
		}
	}
}
