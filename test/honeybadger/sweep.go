package honeybadger

import (
	"context"
	"time"
)

// Notifications about one absence stop after this many, or after this long; the count goes on.
const (
	maxNotifications = 60
	maxAbsence       = 183 * 24 * time.Hour
)

// maxMisses bounds the misses that one sweep looks at for one check-in, so that a clock that jumps cannot hang it.
const maxMisses = 1_000_000

// Sweep notices what is missing at now, and then sends the webhooks that wait, those of recoveries too, each once.
func (s *Server) Sweep(ctx context.Context, now time.Time) {
	s.mu.Lock()
	counted := false
	for _, x := range s.checkIns {
		counted = s.overdue(x, now) || counted
	}
	if counted {
		s.notify()
	}
	s.mu.Unlock()
	s.flush(ctx)
}

// overdue counts each period that passed without a report, and says whether there were any.
func (s *Server) overdue(x *CheckIn, now time.Time) (counted bool) {
	for range maxMisses {
		due := x.deadline()
		if due.IsZero() || due.After(now) {
			return counted
		}
		counted = true
		x.State = Missing
		x.MissedCount++
		if x.MissedCount <= maxNotifications && due.Sub(x.ReportedAt) <= maxAbsence {
			s.missed(x, due)
		}
		x.ExpectedAt = x.next(x.ExpectedAt)
	}
	return counted
}

// Run sweeps whenever something is due and whenever something changed, until ctx ends. It returns nil then.
func (s *Server) Run(ctx context.Context) error {
	for {
		s.mu.Lock()
		changed := s.changed
		s.mu.Unlock()
		s.Sweep(ctx, time.Now())
		timer := time.NewTimer(s.untilNext())
		select {
		case <-ctx.Done():
			timer.Stop()
			return nil
		case <-changed:
			timer.Stop()
		case <-timer.C:
		}
	}
}

// untilNext is how long nothing can become missing.
func (s *Server) untilNext() time.Duration {
	s.mu.Lock()
	defer s.mu.Unlock()
	wait := time.Hour
	now := time.Now()
	for _, x := range s.checkIns {
		if due := x.deadline(); !due.IsZero() {
			wait = min(wait, max(0, due.Sub(now)))
		}
	}
	return wait
}
