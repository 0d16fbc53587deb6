package deliver

import (
	"context"
	"errors"
	"sync"
	"time"

	"rollcall.dev/rollcall/internal/notify"
)

// Deliverer takes messages from an Outbox to their receivers. Make one with New.
type Deliverer struct {
	outbox    Outbox
	receivers map[string]notify.Notifier // by Destination.Receiver
	options   Options
	circuits  *circuits
	poked     chan struct{}
}

// New makes a Deliverer; Run starts it. receivers is not to be changed afterwards.
func New(outbox Outbox, receivers map[string]notify.Notifier, o Options) *Deliverer {
	o = o.withDefaults()
	return &Deliverer{
		outbox: outbox, receivers: receivers, options: o, circuits: newCircuits(o.Paused), poked: make(chan struct{}, 1),
	}
}

// Poke says that there may be something to deliver. It never blocks, and may be called at any time from anywhere.
func (d *Deliverer) Poke() {
	select {
	case d.poked <- struct{}{}:
	default:
	}
}

const (
	outboxTimeout = 5 * time.Second       // of one call of the Outbox
	outboxRetry   = time.Second           // pause after one that failed
	shortest      = 5 * time.Millisecond  // sleep, so that an Outbox that contradicts itself does not make us spin
	firstConclude = 50 * time.Millisecond // pause before a Conclude that failed is tried again
)

var errShutdown = errors.New("shutting down")

// Run delivers until ctx ends. Attempts in flight are then given Options.Drain to end; those that do not are broken off and
// come back as uncertain at the next start.
func (d *Deliverer) Run(ctx context.Context) error {
	attempts, breakOff := context.WithCancelCause(context.WithoutCancel(ctx))
	defer breakOff(nil)
	var workers sync.WaitGroup
	busy := make(chan struct{}, d.options.Workers)
	for ctx.Err() == nil {
		room := cap(busy) - len(busy)
		if room == 0 {
			d.sleep(ctx, d.options.Idle) // a worker that ends pokes us
			continue
		}
		claimed, until, err := d.claim(attempts, room)
		if err != nil {
			d.options.Log.ErrorContext(ctx, "outbox cannot be read", "error", err)
			d.sleep(ctx, stretched(outboxRetry))
			continue
		}
		for _, c := range claimed {
			busy <- struct{}{}
			workers.Go(func() {
				defer func() {
					<-busy
					d.Poke()
				}()
				d.handle(attempts, c, until)
			})
		}
		if len(claimed) < room {
			d.sleep(ctx, d.untilDue(ctx))
		}
	}
	d.drain(&workers, breakOff)
	return nil
}

// claim is not cut short by the end of Run: what was leased is to be known. Until is when the leases end; they begin before the
// Outbox answers, which may take long.
func (d *Deliverer) claim(ctx context.Context, limit int) (claimed []Claimed, until time.Time, err error) {
	ctx, cancel := context.WithTimeout(ctx, outboxTimeout)
	defer cancel()
	now := time.Now()
	claimed, err = d.outbox.Claim(ctx, now, d.options.Lease, limit)
	return claimed, now.Add(d.options.Lease), err
}

// untilDue is how long there is nothing to do.
func (d *Deliverer) untilDue(ctx context.Context) time.Duration {
	next, waits, err := d.outbox.NextDue(ctx)
	switch {
	case err != nil && ctx.Err() != nil:
		return 0
	case err != nil:
		d.options.Log.ErrorContext(ctx, "outbox cannot be read", "error", err)
		return stretched(outboxRetry)
	case !waits:
		return d.options.Quiet
	default:
		return min(max(time.Until(next), shortest), d.options.Idle)
	}
}

// sleep ends after t, with a poke, or with ctx.
func (d *Deliverer) sleep(ctx context.Context, t time.Duration) {
	timer := time.NewTimer(t)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-d.poked:
	case <-ctx.Done():
	}
}

// drain waits for the attempts in flight, within bounds.
func (d *Deliverer) drain(workers *sync.WaitGroup, breakOff context.CancelCauseFunc) {
	done := make(chan struct{})
	go func() {
		workers.Wait()
		close(done)
	}()
	timer := time.NewTimer(d.options.Drain)
	defer timer.Stop()
	select {
	case <-done:
		return
	case <-timer.C:
	}
	breakOff(errShutdown)
	timer.Reset(outboxTimeout)
	select {
	case <-done:
	case <-timer.C:
		d.options.Log.Error("attempts do not end, they are left behind")
	}
}

// handle makes one attempt and concludes it.
func (d *Deliverer) handle(ctx context.Context, c Claimed, until time.Time) {
	leased, cancel := context.WithDeadline(ctx, until)
	r := d.attempt(leased, c)
	cancel()
	r.At = time.Now()
	d.conclude(ctx, c, r)
}

// conclude stores how the attempt ended. A message that cannot be concluded comes back as uncertain when its lease ends.
func (d *Deliverer) conclude(ctx context.Context, c Claimed, r Result) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), outboxTimeout)
	defer cancel()
	for pause := firstConclude; ; pause *= 2 {
		err := d.outbox.Conclude(ctx, c, r)
		switch {
		case err == nil:
			d.count(ctx, c, r)
			return
		case errors.Is(err, ErrFenced):
			d.observed(c, r, ResultFenced)
			d.options.Log.WarnContext(ctx, "lease of a delivery was lost, somebody else has it now", "delivery", c.Attempt.ID)
			return
		}
		timer := time.NewTimer(pause)
		select {
		case <-timer.C:
		case <-ctx.Done():
			timer.Stop()
			d.options.Log.ErrorContext(ctx, "delivery cannot be concluded, it will be looked at again", "delivery", c.Attempt.ID, "error", err)
			return
		}
	}
}

// count tells metrics and log how the attempt ended.
func (d *Deliverer) count(ctx context.Context, c Claimed, r Result) {
	log := d.options.Log.With("delivery", c.Attempt.ID, "incident", c.Attempt.Notice.Incident,
		"receiver", c.Attempt.Destination.Receiver, "address", c.Attempt.Destination.Address,
		"action", c.Attempt.Action, "attempt", c.Attempts)
	switch {
	case r.Sent:
		d.observed(c, r, ResultSent)
		log.InfoContext(ctx, "message delivered", "delay", r.At.Sub(c.QueuedAt))
	case r.Skipped:
		d.observed(c, r, ResultSkipped)
	case r.Dead:
		d.observed(c, r, ResultDead)
		if r.orphan {
			d.options.Metrics.ObserveFallback(c.Attempt.Message, r.told)
		}
		log.ErrorContext(ctx, "message given up", "error", r.Error)
	case r.held:
		log.DebugContext(ctx, "message waits for its receiver", "retry_at", r.RetryAt)
	default:
		d.observed(c, r, ResultRetry)
		log.WarnContext(ctx, "message not delivered yet", "retry_at", r.RetryAt, "uncertain", r.Uncertain, "error", r.Error)
	}
}

func (d *Deliverer) observed(c Claimed, r Result, result string) {
	d.options.Metrics.ObserveDelivery(c.Attempt.Message, result, c.QueuedAt, r.At)
}
