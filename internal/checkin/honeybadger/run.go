package honeybadger

import (
	"context"
	"errors"
	"math/rand/v2"
	"time"
)

const (
	firstBackoff  = 2 * time.Second
	maxBackoff    = 10 * time.Minute
	deniedBackoff = 5 * time.Minute // somebody has to change something first
)

// Run brings the account in step until ctx ends. What fails is logged and tried again: after what the rate limit asks for,
// or with growing, jittered delays. It returns nil at the end of ctx.
func (p *Provider) Run(ctx context.Context) error {
	failures := 0
	for {
		err := p.sync(ctx)
		if ctx.Err() != nil {
			return nil //nolint:nilerr // the end of the context is the ordinary end
		}
		if err == nil {
			failures = 0
			if !p.idle(ctx) {
				return nil
			}
			continue
		}
		failures++
		delay := backoff(err, failures)
		p.Logger.Warn("honeybadger_sync_failed", "project", p.Project, "error", err, "failures", failures, "retry_in", delay)
		if !sleep(ctx, delay) {
			return nil
		}
	}
}

// idle waits until something changed or the account is to be listed again; false at the end of ctx.
func (p *Provider) idle(ctx context.Context) bool {
	timer := time.NewTimer(p.untilListing())
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-p.wake:
	case <-timer.C:
	}
	return true
}

func sleep(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-timer.C:
		return true
	}
}

// backoff is how long to wait after a failure. Half of it is jitter, so that many Rollcalls do not come back together; the
// end of a rate limit is an appointment, of which nobody comes early.
func backoff(err error, failures int) time.Duration {
	delay := min(firstBackoff<<min(failures-1, 20), maxBackoff)
	if e, ok := errors.AsType[*apiError](err); ok {
		switch e.class() {
		case limited:
			return e.Wait + time.Second + rand.N(5*time.Second)
		case denied, missing:
			delay = max(delay, deniedBackoff)
		case transient, refused:
			delay = max(delay, min(e.Wait, maxBackoff))
		}
	}
	return delay/2 + rand.N(delay/2)
}
