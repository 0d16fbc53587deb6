package incident

import "time"

// leastChance is the least time, of that which counts for the severity, in which somebody can be expected to act before the next run.
const leastChance = 15 * time.Minute

// ActBy is by when people are to act on what became known at from: at the end of the time to respond, or at the next run (zero: none)
// where that is earlier. A low severity has no such instant: zero.
//
// A next run that leaves nobody a chance is no deadline: a job that runs every five minutes, or every hour of the night, says by itself
// how it stands long before anybody could act. So a run counts only where leastChance of the team's hours lie before it.
func (p Policy) ActBy(from, nextSlot time.Time) time.Time {
	if p.Severity == Low {
		return time.Time{}
	}
	by := p.respondBy(from)
	if nextSlot.Before(by) && !nextSlot.Before(p.after(from, leastChance)) {
		return nextSlot
	}
	return by
}

// respondBy is the end of the time to respond.
func (p Policy) respondBy(from time.Time) time.Time {
	if d := p.respondWithin(); d > 0 {
		return p.after(from, d)
	}
	return p.Hours.EndOfNextDay(from)
}

// respondWithin is the time to respond; zero where it is the next working day.
func (p Policy) respondWithin() time.Duration {
	switch {
	case p.RespondWithin > 0:
		return p.RespondWithin
	case p.Severity == Critical:
		return respondCritical
	case p.Severity == High:
		return respondHigh
	default:
		return 0
	}
}
