package embedded

import (
	"strings"
	"time"

	"rollcall.dev/rollcall/internal/checkin"
	"rollcall.dev/rollcall/internal/diagnose"
	"rollcall.dev/rollcall/internal/monitor"
)

// maxOutput bounds, in bytes, how much of the end of a job's output is kept.
const maxOutput = 16 << 10

// observe is the fact that a job reported at an instant.
func (s *Service) observe(c checkin.CheckIn, p payload, at time.Time) monitor.Observation {
	id := newObservationID()
	o := monitor.Observation{
		ID: id, Monitor: c.Monitor(), Kind: monitor.CheckedIn, At: at, SeenAt: at,
		Run: &monitor.RunFacts{
			ID: monitor.RunID(id), CreatedAt: at.Add(-p.Duration), StartedAt: at.Add(-p.Duration), FinishedAt: at,
			Outcome: monitor.OutcomeSucceeded,
		},
	}
	if p.failed() {
		o.Run.Outcome = monitor.OutcomeFailed
		o.Evidence = &diagnose.Evidence{CapturedAt: at, Report: &diagnose.Report{
			ExitCode: p.ExitCode, Duration: p.Duration, Output: s.output(p),
		}}
	}
	return o
}

// output is the end of what the job printed: what it said on standard error comes last, since that is where reasons stand.
func (s *Service) output(p payload) string {
	parts := make([]string, 0, 2)
	for _, part := range []string{p.Stdout, p.Stderr} {
		if part = strings.TrimRight(checkin.Clean(part), "\n"); part != "" {
			parts = append(parts, part)
		}
	}
	return checkin.Tail(s.Redact(strings.Join(parts, "\n")), maxOutput)
}
