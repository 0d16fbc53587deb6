package slackdesk

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"sync"
	"time"

	"github.com/slack-go/slack"
)

const (
	maxWaiting = 64 // acts that are acknowledged and not begun
	workers    = 4
	actTimeout = 10 * time.Second
	drainBound = 10 * time.Second // how long the last acts may take when the Clerk stops
	sayTimeout = 4 * time.Second
)

// Clerk takes what people do in Slack to the Desk. Make one with New; it is safe for concurrent use.
type Clerk struct {
	config   Config
	desk     Desk
	remedies Remedies
	teams    Teams
	api      *slack.Client
	log      *slog.Logger
	dial     func(ctx context.Context, network, address string) (net.Conn, error)

	signatures *memory // of requests over HTTP
	envelopes  *memory // of Socket Mode
	forged     hush
	mouth      mouth
	house      house

	jobs   chan request
	mu     sync.Mutex // guards closed, and jobs against being closed while somebody sends
	closed bool
}

// errBusy says that there is no room, or no time left: the act is not taken.
var errBusy = errors.New("busy")

var errStopped = errors.New("it was still waiting when the time to stop was over")

// Run works until ctx ends, and then does what was acknowledged until then. Stop what serves Handler before. Run it once.
func (c *Clerk) Run(ctx context.Context) error {
	work, stop := context.WithCancel(context.WithoutCancel(ctx))
	defer stop()
	var working, listening sync.WaitGroup
	for range workers {
		working.Go(func() {
			for r := range c.jobs {
				c.handle(work, r)
			}
		})
	}
	listening.Go(func() { c.greet(ctx) })
	if c.config.AppToken != "" {
		listening.Go(func() { c.listen(ctx) })
	}
	<-ctx.Done()
	listening.Wait()
	c.close()
	bound := time.AfterFunc(drainBound, stop)
	defer bound.Stop()
	working.Wait()
	return ctx.Err()
}

// greet says at the start whether people can be told apart, which else only the first of them would find out.
func (c *Clerk) greet(ctx context.Context) {
	w, err := c.house.workspace(ctx)
	switch {
	case ctx.Err() != nil:
	case err != nil:
		c.log.ErrorContext(ctx, "slack does not say which workspace is ours: answers are refused until it does", "error", err)
	default:
		c.log.InfoContext(ctx, "slack answers are heard", "workspace", w.team, "socket_mode", c.config.AppToken != "",
			"http", c.config.SigningSecret != "", "answers", c.config.Answers)
	}
}

// take puts an act into the queue.
func (c *Clerk) take(r request) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed {
		return errBusy
	}
	select {
	case c.jobs <- r:
		return nil
	default:
		return errBusy
	}
}

func (c *Clerk) close() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.closed {
		c.closed = true
		close(c.jobs)
	}
}

// handle does one act, and tells the person what came of it where that is not to be seen by itself.
func (c *Clerk) handle(ctx context.Context, r request) {
	if ctx.Err() != nil {
		c.log.ErrorContext(ctx, "slack answer not taken", "user", r.who.user, "what", r.what(), "error", errStopped)
		return
	}
	ctx, cancel := context.WithTimeout(ctx, actTimeout)
	defer cancel()
	r.say = c.spoken(ctx, r)
	said, err := c.act(ctx, r)
	if no, ok := errors.AsType[refusal](err); ok {
		c.log.InfoContext(ctx, "slack answer refused", "user", r.who.user, "what", r.what(), "reason", no.Error())
		said = lines(no(r.say))
	} else if err != nil {
		c.log.ErrorContext(ctx, "slack answer not taken", "user", r.who.user, "what", r.what(), "error", err)
		said = lines(r.say.Refusal.TryAgain)
	}
	if len(said) == 0 {
		return
	}
	// What took too long is still to be told.
	tell, done := context.WithTimeout(context.WithoutCancel(ctx), sayTimeout)
	defer done()
	if err := c.mouth.say(tell, r, said); err != nil {
		c.log.WarnContext(ctx, "somebody in slack could not be told what came of it", "user", r.who.user, "what", r.what(), "error", err)
	}
}
