package process

import (
	"context"
	"errors"
	"time"

	"rollcall.dev/rollcall/internal/deliver"
	"rollcall.dev/rollcall/test/sim/history"
	"rollcall.dev/rollcall/test/sim/journal"
)

// Claim implements deliver.Outbox.
func (d database) Claim(ctx context.Context, now time.Time, lease time.Duration, limit int) ([]deliver.Claimed, error) {
	d.house.Book.Count(d.name, journal.Claims)
	if err := d.pass(ctx, history.BeforeClaim); err != nil {
		return nil, err
	}
	claimed, err := d.claim(ctx, now.Add(d.skew()), lease, limit)
	if err != nil {
		return nil, err
	}
	for _, c := range claimed {
		d.house.Book.Claimed(journal.Claim{
			At: time.Now(), Until: time.Now().Add(lease), Process: d.name, Delivery: c.Attempt.ID, Token: c.Token,
		})
		d.house.Book.Tell(d.name, "  claims %s: attempt %d, uncertain %t", short(c.Attempt.ID), c.Attempts, c.Attempt.Uncertain)
	}
	if err := d.pass(ctx, history.AfterClaim); err != nil {
		return nil, err
	}
	return claimed, nil
}

func (d database) claim(ctx context.Context, now time.Time, lease time.Duration, limit int) ([]deliver.Claimed, error) {
	leave, err := d.enter(ctx)
	if err != nil {
		return nil, err
	}
	defer leave()
	if d.house.Sabotage == NoLease {
		lease = time.Millisecond
	}
	return d.store.Claim(ctx, now, lease, limit)
}

// Conclude implements deliver.Outbox.
func (d database) Conclude(ctx context.Context, c deliver.Claimed, r deliver.Result) error {
	if err := d.pass(ctx, history.BeforeConclude); err != nil {
		return err
	}
	stored := r
	stored.At = r.At.Add(d.skew())
	if !r.RetryAt.IsZero() {
		stored.RetryAt = r.RetryAt.Add(d.skew())
	}
	if err := d.conclude(ctx, c, stored); err != nil {
		if errors.Is(err, deliver.ErrFenced) {
			d.house.Book.Tell(d.name, "  %s is fenced off", short(c.Attempt.ID))
		}
		return err
	}
	d.house.Book.Concluded(journal.Conclusion{At: time.Now(), Process: d.name, Delivery: c.Attempt.ID, Result: r})
	d.house.Book.Tell(d.name, "  concludes %s: %s", short(c.Attempt.ID), outcome(r))
	return d.pass(ctx, history.AfterConclude)
}

func (d database) conclude(ctx context.Context, c deliver.Claimed, r deliver.Result) error {
	leave, err := d.enter(ctx)
	if err != nil {
		return err
	}
	defer leave()
	return d.store.Conclude(ctx, c, r)
}

func outcome(r deliver.Result) string {
	switch {
	case r.Sent:
		return "sent"
	case r.Skipped:
		return "skipped: " + r.Error
	case r.Dead:
		return "dead: " + r.Error
	case r.Uncertain:
		return "again at " + r.RetryAt.UTC().Format("15:04:05") + ", it may have arrived: " + r.Error
	default:
		return "again at " + r.RetryAt.UTC().Format("15:04:05") + ": " + r.Error
	}
}

// NextDue implements deliver.Outbox.
func (d database) NextDue(ctx context.Context) (time.Time, bool, error) {
	d.house.Book.Count(d.name, journal.Naps)
	if err := d.pass(ctx, history.Read); err != nil {
		return time.Time{}, false, err
	}
	next, ok, err := d.store.NextDue(ctx)
	if ok {
		next = next.Add(-d.skew())
	}
	return next, ok, err
}
