package embedded

import (
	"strings"
	"time"

	"rollcall.dev/rollcall/internal/checkin"
)

// maxLate is how long after it happened a report is still taken for its own time: what is older was kept for too long, or comes from
// a clock that cannot be believed, and counts as of now.
const maxLate = 8 * 24 * time.Hour

// report is what the payload says, with its instants by our clock: what the sender's clock said when it sent was now.
func (p *payload) report(now time.Time) checkin.Report {
	r := checkin.Report{
		Event: checkin.EventSuccess, RunID: p.RunID, Duration: p.Duration, ExitCode: p.ExitCode, Signal: p.Signal, MaxRSS: p.MaxRSS,
		Output: p.output(), Extra: p.Extra,
	}
	if p.failed() {
		r.Event = checkin.EventFailure
	}
	happened := p.FinishedAt
	if strings.EqualFold(p.Status, statusStart) && p.ExitCode == nil {
		r.Event, happened = checkin.EventStart, p.StartedAt
	}
	r.At = p.ours(happened, now)
	if !r.At.IsZero() || p.FinishedAt.IsZero() {
		r.StartedAt = p.ours(p.StartedAt, now)
	}
	if r.Duration == 0 && p.FinishedAt.After(p.StartedAt) && !p.StartedAt.IsZero() {
		r.Duration = p.FinishedAt.Sub(p.StartedAt)
	}
	return r
}

// ours is an instant of the sender's clock by ours; zero where it is not said, or cannot be believed.
func (p *payload) ours(at, now time.Time) time.Time {
	if at.IsZero() || p.SentAt.IsZero() {
		return time.Time{}
	}
	ago := p.SentAt.Sub(at)
	if ago < 0 || ago > maxLate {
		return time.Time{}
	}
	return now.Add(-ago)
}

// output is what the job printed: what it said on standard error comes last, since that is where reasons stand.
func (p *payload) output() string {
	parts := make([]string, 0, 2)
	for _, part := range []string{p.Stdout, p.Stderr} {
		if part = strings.TrimRight(part, "\n"); part != "" {
			parts = append(parts, part)
		}
	}
	return strings.Join(parts, "\n")
}
