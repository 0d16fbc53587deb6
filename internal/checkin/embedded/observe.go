package embedded

import (
	"strings"
	"time"

	"rollcall.dev/rollcall/internal/checkin"
	"rollcall.dev/rollcall/internal/diagnose"
	"rollcall.dev/rollcall/internal/monitor"
)

// The limits of what is kept of a report, in bytes.
const (
	maxOutput = 16 << 10 // of the end of a job's output
	maxRunID  = 64
	maxVia    = 120
)

// observe is the fact that a job reported at an instant, by our clock, of the Monitor of its check-in.
func (s *Service) observe(of monitor.ID, r checkin.Report, now time.Time) monitor.Observation {
	id := newObservationID()
	at := r.At
	if at.IsZero() || at.After(now) {
		at = now
	}
	o := monitor.Observation{
		ID: id, Monitor: of, Kind: monitor.CheckedIn, At: at, SeenAt: now,
		Run: &monitor.RunFacts{ID: monitor.RunID(checkin.Head(checkin.Clean(r.RunID), maxRunID)), Via: checkin.Head(checkin.Clean(r.Via), maxVia)},
	}
	run := o.Run
	if run.ID == "" {
		run.ID, run.Unnamed = monitor.RunID(id), true
	}
	switch r.Event {
	case checkin.EventStart:
		run.CreatedAt, run.StartedAt = at, at
	case checkin.EventLog, checkin.EventIgnored:
		o.Kind, run.CreatedAt = monitor.Logged, at
	default:
		run.StartedAt = began(r, at)
		run.CreatedAt, run.FinishedAt = run.StartedAt, at
		run.Outcome = monitor.OutcomeSucceeded
		if r.Event == checkin.EventFailure {
			run.Outcome = monitor.OutcomeFailed
		}
	}
	o.Evidence = s.evidence(r, at)
	return o
}

// began is when the run that ended at an instant began, as far as the job says. One that says nothing began as it ended: it has
// no duration.
func began(r checkin.Report, at time.Time) time.Time {
	if !r.StartedAt.IsZero() && !r.StartedAt.After(at) {
		return r.StartedAt
	}
	return at.Add(-r.Duration)
}

// evidence is what the job said beside the bare fact; nil where that is all.
func (s *Service) evidence(r checkin.Report, at time.Time) *diagnose.Evidence {
	if r.Event == checkin.EventSuccess && r.Output == "" && r.MaxRSS == 0 && len(r.Extra) == 0 {
		return nil // as nearly all of them
	}
	said := &diagnose.Report{
		ExitCode: r.ExitCode, Duration: r.Duration, Signal: r.Signal, MaxRSS: r.MaxRSS,
		Output: checkin.Tail(s.Redact(checkin.Clean(r.Output)), maxOutput), Ignored: r.Event == checkin.EventIgnored,
	}
	if len(r.Extra) > 0 {
		said.Extra = s.extra(r.Extra)
	}
	if r.Event != checkin.EventFailure && !said.Ignored && said.Output == "" && said.MaxRSS == 0 && said.Extra == nil {
		return nil
	}
	return &diagnose.Evidence{CapturedAt: at, Report: said}
}

// extra is what else a job said, without secrets: it is the name that says what is one.
func (s *Service) extra(said map[string]string) map[string]string {
	kept := make(map[string]string, len(said))
	for name, value := range said {
		_, value, _ = strings.Cut(s.Redact(name+"="+value), "=")
		kept[name] = value
	}
	return kept
}
