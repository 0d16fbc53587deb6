package ledger

import (
	"context"
	"fmt"
	"slices"
	"time"

	"rollcall.dev/rollcall/internal/monitor"
)

const (
	sweepLimit = 500             // Monitors looked at together
	blindRetry = 5 * time.Second // how soon a source that could not be seen is asked again
	blindMost  = time.Minute     // how late, where only some of its Monitors cannot be seen
	catchingUp = time.Second     // how soon at the earliest, where its view ended before a deadline
)

// sweeper is the clock of one source: it sleeps until a deadline, has the source look, and lets time pass for what is due. Each
// source has its own, so that one which does not answer holds up no other.
type sweeper struct {
	*Ledger
	source   monitor.Source
	deadline *deadline
	unseen   time.Duration // the pause before the Monitors that could not be seen are asked for again
	awake    time.Time     // since when we are, after we overslept or the store was away
	failed   bool          // the store was away in the last round
	darkness darkness
}

func (s *sweeper) now() time.Time { return s.Now(s.source) }

// run sweeps until ctx ends. Its error is that the first deadline could not be read.
func (s *sweeper) run(ctx context.Context) error {
	next, ok, err := s.Store.NextCheck(ctx, s.source, time.Time{})
	switch {
	case ctx.Err() != nil:
		return nil //nolint:nilerr // the end of the context is the ordinary end
	case err != nil:
		return fmt.Errorf("reading the first deadline: %w", err)
	case ok:
		s.deadline.sooner(next)
	}
	for {
		if err := s.sleep(ctx); err != nil {
			return nil //nolint:nilerr // the end of the context is the ordinary end
		}
		err := s.round(ctx)
		if ctx.Err() != nil {
			return nil //nolint:nilerr // the end of the context is the ordinary end
		}
		if err != nil {
			s.away(err)
			s.Logger.Error("sweep_failed", "source", s.source, "error", err, "retry_in", blindRetry)
			s.deadline.resume(s.now().Add(blindRetry), s.now())
		}
	}
}

// sleep returns when the deadline has come, or it is time to ask the store for another one; with an error when ctx ends.
func (s *sweeper) sleep(ctx context.Context) error {
	timer := time.NewTimer(0)
	defer timer.Stop()
	began := time.Now()
	for {
		next, now := s.deadline.peek(), s.now()
		if !next.IsZero() && !next.After(now) {
			return nil
		}
		timer.Stop()
		if left := s.Quiet - time.Since(began); s.Quiet > 0 && (next.IsZero() || left < next.Sub(now)) {
			if left <= 0 {
				return nil
			}
			next = now.Add(left)
		}
		if !next.IsZero() {
			timer.Reset(next.Sub(now))
		}
		select {
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-timer.C:
		case <-s.deadline.moved:
		}
		s.overslept(next)
	}
}

// round looks at all that is due now, each Monitor once, and sets the next deadline.
func (s *sweeper) round(ctx context.Context) error {
	now := s.now()
	if s.Quiet > 0 {
		if err := s.recall(ctx, false); err != nil {
			return err
		}
	}
	due, err := s.Store.Due(ctx, s.source, now)
	if err != nil {
		return fmt.Errorf("reading what is due: %w", err)
	}
	s.recovered()
	seen := sight{until: now}
	for ids := range slices.Chunk(due, sweepLimit) {
		states, err := s.states(ctx, ids)
		if err != nil {
			return err
		}
		seen = seen.and(s.look(ctx, states))
	}
	s.darkness.after(ctx, s, seen)
	s.deadline.take()
	return s.resume(ctx, now, seen)
}

// resume sets the deadline after a round at now. What is still due then has to wait for what kept it from being judged.
func (s *sweeper) resume(ctx context.Context, now time.Time, seen sight) error {
	first, ok, err := s.Store.NextCheck(ctx, s.source, time.Time{})
	if err != nil {
		return fmt.Errorf("reading the next deadline: %w", err)
	}
	after := s.now() // looking may have shown that it is earlier than we thought
	if !ok || first.After(now) || first.After(after) {
		s.unseen = 0
		s.deadline.resume(first, time.Time{})
		return nil
	}
	next, _, err := s.Store.NextCheck(ctx, s.source, now)
	if err != nil {
		return fmt.Errorf("reading the next deadline: %w", err)
	}
	s.deadline.resume(after.Add(s.patience(seen, first)), now)
	s.deadline.sooner(next)
	return nil
}

// patience is how long a Monitor that was due first, and still is, has to wait.
func (s *sweeper) patience(seen sight, first time.Time) time.Duration {
	switch {
	case seen.dark():
		return blindRetry
	case seen.hidden > 0:
		s.unseen = min(max(2*s.unseen, blindRetry), blindMost)
		return s.unseen
	default:
		return max(catchingUp, first.Sub(seen.until))
	}
}

// states loads Monitors.
func (s *sweeper) states(ctx context.Context, ids []monitor.ID) ([]monitor.State, error) {
	var states []monitor.State
	err := s.Store.Update(ctx, func(tx Tx) error {
		states = states[:0]
		snapshot, err := tx.Load(ctx, ids)
		if err != nil {
			return err
		}
		for _, id := range ids {
			if state, ok := snapshot.States[id]; ok {
				states = append(states, state)
			}
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("loading what is due: %w", err)
	}
	return states, nil
}
