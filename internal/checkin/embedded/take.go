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
	return s.take(ctx, s.memory.of(c.ID), register(c), r, time.Now())
}

// take is Take of a report that arrived at an instant.
func (s *Service) take(ctx context.Context, known *known, as *registered, r checkin.Report, now time.Time) error {
	if !as.simple && r.Event == checkin.EventSuccess && as.checkIn.Suspended && as.checkIn.ResumesOnSuccess {
		resumed, err := s.Change(ctx, as.checkIn.ID, resume)
		if err != nil {
			return err
		}
		as = register(resumed)
	}
	o := s.observe(known.monitor, r, now)
	if err := s.limits.allowReport(known, o); err != nil {
		return err
	}
	if !as.simple {
		if err := s.bearWitness(ctx, &as.checkIn, o); err != nil {
			return err
		}
	}
	if as.healthy(o) && known.defined(as.generation) {
		return s.Recorder.Note(ctx, o)
	}
	return s.record(ctx, as.checkIn, o)
}

// healthy reports whether the fact can bring no bad news: it is durable at once, and what follows from it may wait. A success may be too
// fast to be one.
func (r *registered) healthy(o monitor.Observation) bool {
	return o.Kind == monitor.Logged || succeeded(o) && (r.simple || r.checkIn.Expect.MinDuration == 0)
}

func succeeded(o monitor.Observation) bool {
	return o.Kind == monitor.CheckedIn && o.Run.Outcome == monitor.OutcomeSucceeded
}
