package incident

import "time"

// MaxLevel is the last step of an escalation.
const MaxLevel = LevelTriage

// The levels of escalation, in their order: what happens when nobody acts.
const (
	LevelReminder = 1 // a reminder in the thread, when the time to act is over
	LevelGroup    = 2 // the team's user group is called
	LevelParent   = 3 // the team above is told
	LevelTriage   = 4 // the triage team is told
)

const (
	// leastStep is the least time from one level to the next.
	leastStep = 15 * time.Minute
	// dayStep is that time where people have until the end of the next working day: half of a day's work.
	dayStep = 4 * time.Hour
)

// LevelAt is when a level of escalation is due for what was to be acted on by actBy: the first one then, each later one after half of
// the time to respond, of the team's hours unless the severity is critical. It is zero where there is none: for an actBy that is zero,
// a low severity, and a level that does not exist.
func (p Policy) LevelAt(level int, actBy time.Time) time.Time {
	if level < LevelReminder || level > MaxLevel || actBy.IsZero() || p.Severity == Low {
		return time.Time{}
	}
	return p.after(actBy, time.Duration(level-LevelReminder)*p.step())
}

// Ladder lists the instants of all levels, the first at index 0.
func (p Policy) Ladder(actBy time.Time) [MaxLevel]time.Time {
	var at [MaxLevel]time.Time
	for i := range at {
		at[i] = p.LevelAt(i+1, actBy)
	}
	return at
}

// step is the time from one level to the next.
func (p Policy) step() time.Duration {
	d := p.respondWithin()
	if d == 0 {
		return dayStep
	}
	return max(d/2, leastStep)
}
