package embedded

import (
	"context"
	"time"

	"rollcall.dev/rollcall/internal/checkin"
	"rollcall.dev/rollcall/internal/monitor"
)

// Arrive notes that a report is on its way in, so that nobody is accused of silence while it is being read and stored. The returned
// function ends that; it is called after Take has returned.
func (s *Service) Arrive() (end func()) {
	arrival := s.inFlight.begin()
	return func() { s.inFlight.end(arrival) }
}

// Take stores a report of a check-in; nil means that it is durable. It returns a TooManyError where that one is reported to too often.
// It is safe for concurrent use.
func (s *Service) Take(ctx context.Context, c checkin.CheckIn, r checkin.Report) error {
	return s.take(ctx, s.memory.of(c.ID), &c, r, time.Now())
}

// take is Take of a report that arrived at an instant.
func (s *Service) take(ctx context.Context, known *known, c *checkin.CheckIn, r checkin.Report, now time.Time) error {
	if r.Event == checkin.EventSuccess && c.Suspended && c.ResumesOnSuccess {
		resumed, err := s.Change(ctx, c.ID, resume)
		if err != nil {
			return err
		}
		c = &resumed
	}
	o := s.observe(known.monitor, r, now)
	if err := s.limits.allowReport(known, o); err != nil {
		return err
	}
	if err := s.bearWitness(ctx, c, o); err != nil {
		return err
	}
	if healthy(c, o) && known.defined(c) {
		return s.Recorder.Note(ctx, o)
	}
	return s.record(ctx, *c, o)
}

// healthy reports whether the fact can bring no bad news: it is durable at once, and what follows from it may wait. A success may be too
// fast to be one.
func healthy(c *checkin.CheckIn, o monitor.Observation) bool {
	succeeded := o.Kind == monitor.CheckedIn && o.Run.Outcome == monitor.OutcomeSucceeded
	return o.Kind == monitor.Logged || succeeded && c.Expect.MinDuration == 0
}
