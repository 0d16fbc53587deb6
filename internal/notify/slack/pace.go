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
	updates        = "update" // key of the line of chat.update

	maxWait    = time.Second      // a worker is not held for longer
	ticketLife = 10 * time.Minute // a place in the line that nobody took by then is forgotten
)

// pacer gives every message its turn. Whoever comes too early keeps a ticket for a later instant, so that a long line costs
// about two visits a message and not one a second. A ticket is a place in the line and no right to send: whoever comes late, with
// others, passes one by one all the same.
type pacer struct {
	mu        sync.Mutex
	workspace line             // in which all stand that their own line lets pass
	lines     map[string]*line // by channel: as many as there are channels in the configuration
	tickets   map[string]ticket
	swept     time.Time
}

// line is who waits for one thing that Slack limits.
type line struct {
	every   time.Duration
	passage *rate.Limiter
	end     time.Time // the last place that was given away
	closed  time.Time // Slack asked for a pause until then
}

func newLine(every time.Duration, burst int) line {
	return line{every: every, passage: rate.NewLimiter(rate.Every(every), burst)}
}

// ticket is the place of a delivery in a line.
type ticket struct {
	key string
	at  time.Time
}

func newPacer() *pacer {
	return &pacer{
		workspace: newLine(workspaceEvery, workspaceBurst),
		lines:     map[string]*line{}, tickets: map[string]ticket{},
	}
}

var errPaced = errors.New("waiting for its turn: the limit for this channel")

// wait returns nil when it is the delivery's turn; else a RetryError that says when it may be.
func (p *pacer) wait(ctx context.Context, key, delivery string) error {
	began := time.Now()
	for {
		now := time.Now()
		d := p.turn(key, delivery, now)
		if d <= 0 {
			return nil
		}
		if now.Add(d).Sub(began) > maxWait {
			return &notify.RetryError{After: d, Err: errPaced}
		}
		timer := time.NewTimer(d)
		select {
		case <-timer.C:
		case <-ctx.Done():
			timer.Stop()
			return &notify.RetryError{Err: context.Cause(ctx)}
		}
	}
}

// turn is how long the delivery has to wait; zero lets it pass.
func (p *pacer) turn(key, delivery string, now time.Time) time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.sweep(now)
	l := p.line(key)
	if now.Before(l.closed) {
		delete(p.tickets, delivery)
		return l.closed.Sub(now)
	}
	t, waits := p.tickets[delivery]
	if waits && t.key == key && now.Before(t.at) {
		return t.at.Sub(now)
	}
	for _, queue := range []*line{l, &p.workspace} {
		if !queue.open(now, waits) {
			at := queue.place(now)
			p.tickets[delivery] = ticket{key: key, at: at}
			return at.Sub(now)
		}
	}
	l.passage.AllowN(now, 1)
	p.workspace.passage.AllowN(now, 1)
	delete(p.tickets, delivery)
	return 0
}

// open reports whether somebody may pass: whoever has not waited passes nobody by.
func (l *line) open(now time.Time, waited bool) bool {
	return (waited || !now.Before(l.end)) && l.passage.TokensAt(now) >= 1
}

// place gives the next place in the line away.
func (l *line) place(now time.Time) time.Time {
	if l.end.Before(now) {
		l.end = now
	}
	l.end = l.end.Add(l.every)
	return l.end
}

func (p *pacer) line(key string) *line {
	if p.lines[key] == nil {
		every, burst := channelEvery, channelBurst
		if key == updates {
			every, burst = updateEvery, updateBurst
		}
		l := newLine(every, burst)
		p.lines[key] = &l
	}
	return p.lines[key]
}

// close lets nobody of the line pass until Slack's pause is over.
func (p *pacer) close(key string, pause time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if until := time.Now().Add(pause); until.After(p.line(key).closed) {
		p.line(key).closed = until
	}
}

// sweep forgets the tickets that nobody came for.
func (p *pacer) sweep(now time.Time) {
	if now.Sub(p.swept) < ticketLife {
		return
	}
	p.swept = now
	for id, t := range p.tickets {
		if now.Sub(t.at) > ticketLife {
			delete(p.tickets, id)
		}
	}
}
