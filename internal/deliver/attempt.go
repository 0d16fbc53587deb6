package deliver

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"time"

	"rollcall.dev/rollcall/internal/notify"
	"rollcall.dev/rollcall/internal/notify/words"
)

// attempt makes one try at a message and says what is to become of it.
func (d *Deliverer) attempt(ctx context.Context, c Claimed) Result {
	if c.Superseded && c.Attempt.Action == notify.Update {
		return Result{Skipped: true, Error: "superseded by a newer update"}
	}
	c.Attempt.Language = d.options.Language(c.Attempt.Message)
	receipt, err := d.try(ctx, c.Attempt)
	if err == nil {
		return Result{Sent: true, Receipt: receipt}
	}
	if errors.Is(err, notify.ErrNotApplicable) {
		return Result{Skipped: true, Error: err.Error()}
	}
	if rejected, ok := errors.AsType[*notify.RejectedError](err); ok {
		d.options.Refused(c.Attempt.Message, rejected.Reason)
		return d.bury(ctx, c, err, func(say words.Words, where string) string { return say.Note.Refused(where, rejected.Reason) })
	}
	r := d.again(ctx, c, err)
	if age := time.Since(c.QueuedAt); age >= d.options.GiveUpAfter && d.hopeless(c, r, err) {
		return d.bury(ctx, c, err, func(say words.Words, where string) string {
			return say.Note.Unreachable(where, say.Form.Duration(age.Truncate(time.Hour)))
		})
	}
	return r
}

// again is the Result of an attempt that is to be repeated.
func (d *Deliverer) again(ctx context.Context, c Claimed, err error) Result {
	now := time.Now()
	r := Result{Error: err.Error(), Uncertain: c.Attempt.Uncertain || mayHaveArrived(err)}
	held, isHeld := errors.AsType[*heldError](err)
	retry, isRetry := errors.AsType[*notify.RetryError](err)
	paused := d.circuits.paused(c.Attempt.Destination, now)
	switch {
	case errors.Is(err, errLeaseOver):
		r.RetryAt, r.Uncounted, r.held = now, true, true
	case ctx.Err() != nil:
		r.RetryAt, r.Uncounted = now, true
		r.Uncertain = r.Uncertain || !isRetry && !isHeld
	case isHeld:
		r.RetryAt, r.Uncounted, r.held = now.Add(spread(held.wait)), true, true
	case isRetry && retry.After > 0:
		r.RetryAt, r.Uncounted = now.Add(stretched(retry.After)), retry.Receiver
	case isRetry && retry.Receiver:
		r.RetryAt, r.Uncounted = now.Add(spread(paused)), true
	case paused > 0:
		r.RetryAt = now.Add(spread(paused)) // it is not the message that fails: it comes back with the others
	default:
		r.RetryAt = now.Add(fullJitter(c.Attempts, d.options.FirstRetry, d.options.MaxRetry))
	}
	return r
}

// spread is a pause and up to as much again: what waits for the same receiver neither comes back at once nor is written
// every second.
func spread(pause time.Duration) time.Duration {
	return pause + fullJitter(1, max(pause, firstPause), maxPause)
}

// mayHaveArrived reports whether the error leaves open that the message is there.
func mayHaveArrived(err error) bool {
	if _, ok := errors.AsType[*notify.RetryError](err); ok {
		return false
	}
	_, uncertain := errors.AsType[*notify.UncertainError](err)
	return uncertain || errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled)
}

// hopeless reports whether an old message is to be given up: it has had its attempts, or its receiver has been failing for as
// long as a message is kept. A receiver that says itself that it is away keeps its queue.
func (d *Deliverer) hopeless(c Claimed, r Result, err error) bool {
	if held, ok := errors.AsType[*heldError](err); ok {
		return !held.since.IsZero() && time.Since(held.since) >= d.options.GiveUpAfter
	}
	return !r.Uncounted && c.Attempts >= d.options.MinAttempts
}

var errLeaseOver = errors.New("the lease is about to end, and somebody else may have the message then")

// leased reports whether what is left of the lease is enough for a try. It is not where the process stood still since it claimed.
func (d *Deliverer) leased(ctx context.Context) bool {
	until, ok := ctx.Deadline()
	return !ok || time.Until(until) >= min(d.options.Timeout, d.options.Lease/2)
}

// try sends a to its destination, if its receiver is there and neither is left alone.
func (d *Deliverer) try(ctx context.Context, a notify.Attempt) (notify.Receipt, error) {
	to := a.Destination
	if !d.leased(ctx) {
		return nil, errLeaseOver
	}
	n, ok := d.receivers[to.Receiver]
	if !ok {
		return nil, &notify.RejectedError{Reason: "unknown receiver", Err: fmt.Errorf("no receiver %q is configured", to.Receiver)}
	}
	if err := d.circuits.admit(to, time.Now()); err != nil {
		return nil, err
	}
	limited, cancel := context.WithTimeout(ctx, d.options.Timeout)
	defer cancel()
	receipt, err := call(limited, n, a)
	d.observe(ctx, to, err)
	return receipt, err
}

// call contains what goes wrong in a receiver.
func call(ctx context.Context, n notify.Notifier, a notify.Attempt) (receipt notify.Receipt, err error) {
	defer func() {
		if v := recover(); v != nil {
			receipt, err = nil, &notify.UncertainError{Err: fmt.Errorf("receiver panicked: %v\n%s", v, debug.Stack())}
		}
	}()
	return n.Notify(ctx, a)
}
