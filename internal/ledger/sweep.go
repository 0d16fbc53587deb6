package ledger

import (
	"context"
	"fmt"
	"time"

	"rollcall.dev/rollcall/internal/monitor"
)

const (
	sweepLimit = 500             // Monitors looked at together
	blindRetry = 5 * time.Second // how soon a source that could not be seen is asked again
	catchingUp = time.Second     // how soon one is asked again whose view ended before the deadline
)

// sweep is the clock: it sleeps until a deadline, has the source look, and lets time pass for what is due.
func (l *Ledger) sweep(ctx context.Context) error {
	next, ok, err := l.Store.NextCheck(ctx)
	switch {
	case ctx.Err() != nil:
		return nil //nolint:nilerr // the end of the context is the ordinary end
	case err != nil:
		return fmt.Errorf("reading the first deadline: %w", err)
	case ok:
		l.deadline.sooner(next)
	}
	for {
		if err := l.sleep(ctx); err != nil {
			return nil //nolint:nilerr // the end of the context is the ordinary end
		}
		l.deadline.take()
		again, err := l.round(ctx)
		if ctx.Err() != nil {
			return nil //nolint:nilerr // the end of the context is the ordinary end
		}
		if err != nil {
			l.Logger.Error("sweep_failed", "error", err, "retry_in", blindRetry)
			again = time.Now().Add(blindRetry)
		}
		l.deadline.sooner(again)
	}
}

// sleep returns when the deadline has come, or with an error when ctx ends.
func (l *Ledger) sleep(ctx context.Context) error {
	timer := time.NewTimer(0)
	defer timer.Stop()
	for {
		next := l.deadline.peek()
		if !next.IsZero() && !next.After(time.Now()) {
			return nil
		}
		timer.Stop()
		if !next.IsZero() {
			timer.Reset(time.Until(next))
		}
		select {
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-timer.C:
		case <-l.deadline.moved:
		}
	}
}

// round looks at all that is due now, each Monitor once, and returns when the next round is to be.
func (l *Ledger) round(ctx context.Context) (time.Time, error) {
	for {
		now := time.Now()
		due, err := l.Store.Due(ctx, now, sweepLimit)
		if err != nil {
			return time.Time{}, fmt.Errorf("reading what is due: %w", err)
		}
		states, err := l.states(ctx, due)
		if err != nil {
			return time.Time{}, err
		}
		if retry := l.look(ctx, states); retry > 0 {
			return now.Add(retry), nil
		}
		if len(due) == sweepLimit {
			continue
		}
		next, ok, err := l.Store.NextCheck(ctx)
		if err != nil {
			return time.Time{}, fmt.Errorf("reading the next deadline: %w", err)
		}
		if ok && !next.After(now) {
			next = now.Add(catchingUp)
		}
		return next, nil
	}
}

func (l *Ledger) states(ctx context.Context, ids []monitor.ID) (map[monitor.Source][]monitor.State, error) {
	bySource := map[monitor.Source][]monitor.State{}
	if len(ids) == 0 {
		return bySource, nil
	}
	err := l.Store.Update(ctx, func(tx Tx) error {
		clear(bySource)
		snapshot, err := tx.Load(ctx, ids)
		if err != nil {
			return err
		}
		for _, id := range ids {
			if s, ok := snapshot.States[id]; ok {
				bySource[s.Definition.Source] = append(bySource[s.Definition.Source], s)
			}
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("loading what is due: %w", err)
	}
	return bySource, nil
}

// look has each source look at its Monitors and lets time pass for them. A positive result says that some could not be
// judged and how soon to try again.
func (l *Ledger) look(ctx context.Context, bySource map[monitor.Source][]monitor.State) time.Duration {
	var retry time.Duration
	for source, states := range bySource {
		now := time.Now()
		until := now
		var seen []monitor.Observation //nolint:prealloc // what the source shows comes first
		if inspector := l.Inspectors[source]; inspector != nil {
			var err error
			if seen, until, err = inspector.Inspect(ctx, states); err != nil {
				l.Logger.Warn("source_not_visible", "source", source, "monitors", len(states), "error", err, "retry_in", blindRetry)
				retry = max(retry, blindRetry)
				continue
			}
		}
		for _, s := range states {
			seen = append(seen, monitor.Observation{
				Monitor: s.ID, Kind: monitor.Clock, At: until, SeenAt: now, Since: l.started,
			})
		}
		if err := l.recordDirectly(ctx, seen); err != nil {
			l.Logger.Error("sweep_not_stored", "source", source, "monitors", len(states), "error", err, "retry_in", blindRetry)
			retry = max(retry, blindRetry)
			continue
		}
		if until.Before(now.Add(-catchingUp)) {
			retry = max(retry, catchingUp)
		}
	}
	return retry
}

// recordDirectly is Record for the sweeper, in pieces that leave room for others.
func (l *Ledger) recordDirectly(ctx context.Context, observations []monitor.Observation) error {
	for len(observations) > 0 {
		n := min(len(observations), maxBatch)
		if err := l.Record(ctx, observations[:n]...); err != nil {
			return err
		}
		observations = observations[n:]
	}
	return nil
}
