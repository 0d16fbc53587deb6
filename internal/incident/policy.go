package incident

import (
	"errors"
	"strings"
	"time"

	"rollcall.dev/rollcall/internal/ownership"
)

// Policy says when somebody has to answer, and who is told when nobody does. It is plain data; the zero value is that of an undeclared
// severity, for a team with the default hours.
type Policy struct {
	Severity Severity
	// RespondWithin is the time to act that the job declares: of the team's hours, or around the clock where it is critical. Zero: the
	// Severity says it.
	RespondWithin time.Duration
	Hours         ownership.Hours
	RemindAfter   time.Duration // between reminders of an Incident that goes on; 0: none
}

// The times to act of the severities that have one of their own; normal ones have until the end of the next working day.
const (
	respondCritical = 15 * time.Minute // around the clock
	respondHigh     = 4 * time.Hour    // of the team's hours
)

// Bounds of the time to act that a job may declare.
const (
	MinRespondWithin = time.Minute
	MaxRespondWithin = 30 * 24 * time.Hour
)

// ParseRespondWithin reads a time to act such as 90m or 4h.
func ParseRespondWithin(text string) (time.Duration, error) {
	d, err := time.ParseDuration(strings.TrimSpace(text))
	if err != nil || d < MinRespondWithin || d > MaxRespondWithin {
		return 0, errors.New("use a duration such as 90m or 4h, from 1m to 720h")
	}
	return d, nil
}

// after is when d of the time that counts has passed: of the team's hours, and of all hours for what is critical.
func (p Policy) after(t time.Time, d time.Duration) time.Time {
	if p.Severity == Critical {
		return t.Add(d)
	}
	return p.Hours.Add(t, d)
}
