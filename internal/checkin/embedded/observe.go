package embedded

import (
	"strings"
	"time"
	"unicode/utf8"

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
		if part = strings.TrimRight(clean(part), "\n"); part != "" {
			parts = append(parts, part)
		}
	}
	return tail(s.Redact(strings.Join(parts, "\n")), maxOutput)
}

// clean leaves text that every database takes: valid UTF-8 without NUL.
func clean(text string) string {
	return strings.ReplaceAll(strings.ToValidUTF8(text, "\ufffd"), "\x00", "")
}

// tail is the end of text in at most limit bytes, beginning with a whole rune.
func tail(text string, limit int) string {
	if len(text) <= limit {
		return text
	}
	text = text[len(text)-limit:]
	for len(text) > 0 && !utf8.RuneStart(text[0]) {
		text = text[1:]
	}
	return text
}
