package embedded

import (
	"context"
	"time"

	"rollcall.dev/rollcall/internal/checkin"
)

// resume ends a suspension.
func resume(c *checkin.CheckIn) error {
	c.Suspended, c.ResumesAt, c.ResumesOnSuccess = false, time.Time{}, false
	return nil
}

// mind wakes who ends suspensions where this one ends by itself.
func (s *Service) mind(c checkin.CheckIn) {
	if !c.Suspended || c.ResumesAt.IsZero() {
		return
	}
	select {
	case s.suspended <- struct{}{}:
	default:
	}
}

const (
	// resumeLook is how often what another process suspended, and did not live to resume, is looked for: all check-ins are read for that.
	resumeLook  = 15 * time.Minute
	resumeRetry = 10 * time.Second // the pause after it could not be done
)

// Run takes stock of what the ledger knows, and ends suspensions when their time has come, until ctx ends.
func (s *Service) Run(ctx context.Context) error {
	if err := s.takeStock(ctx); err != nil && ctx.Err() == nil {
		s.Logger.Error("checkins_not_compared", "error", err)
	}
	for {
		next, err := s.resumeDue(ctx)
		pause := resumeLook
		if err != nil && ctx.Err() == nil {
			s.Logger.Error("checkins_not_resumed", "error", err, "retry_in", resumeRetry)
			pause = resumeRetry
		} else if !next.IsZero() {
			pause = min(pause, time.Until(next))
		}
		if s.Changes == nil && next.IsZero() && err == nil {
			pause = -1 // until something is suspended
		}
		if !s.pause(ctx, pause) {
			return nil
		}
	}
}

// pause waits; a negative one until a suspension is set. It is false when ctx has ended.
func (s *Service) pause(ctx context.Context, d time.Duration) bool {
	var over <-chan time.Time
	if d >= 0 {
		timer := time.NewTimer(d)
		defer timer.Stop()
		over = timer.C
	}
	select {
	case <-ctx.Done():
		return false
	case <-over:
	case <-s.suspended:
	}
	return true
}

// resumeOne ends a suspension whose time has come, whoever declared it.
func (s *Service) resumeOne(ctx context.Context, id string) error {
	s.changing.Lock()
	defer s.changing.Unlock()
	known, err := s.memory.reread(ctx, id)
	if isNotFound(err) {
		return nil
	}
	if err != nil || !endsBy(known, time.Now()) {
		return err // somebody may have extended it meanwhile
	}
	wanted := known
	_ = resume(&wanted) // it never fails
	_, err = s.put(ctx, known, wanted)
	return err
}

// endsBy reports whether a check-in is suspended until an instant that has come.
func endsBy(c checkin.CheckIn, now time.Time) bool {
	return c.Suspended && !c.ResumesAt.IsZero() && !c.ResumesAt.After(now)
}

// resumeDue ends the suspensions whose time has come, and returns when the next one ends; zero where none does by itself.
func (s *Service) resumeDue(ctx context.Context) (next time.Time, err error) {
	all, err := s.Registry.List(ctx)
	if err != nil {
		return time.Time{}, err
	}
	now := time.Now()
	for _, c := range all {
		switch {
		case !c.Suspended || c.ResumesAt.IsZero():
		case endsBy(c, now):
			if err := s.resumeOne(ctx, c.ID); err != nil {
				return time.Time{}, err
			}
		case next.IsZero() || c.ResumesAt.Before(next):
			next = c.ResumesAt
		}
	}
	return next, nil
}
