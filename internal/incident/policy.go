package incident

import "time"

// Policy says when somebody has to answer, and who is told when nobody does.
type Policy struct {
	RemindAfter time.Duration // between reminders of an Incident that goes on; 0: none
}

// ActBy is when somebody should have answered; zero: nobody has to.
func (p Policy) ActBy(from, nextSlot time.Time) time.Time { return time.Time{} }

// LevelAt is when the escalation reaches a level, from 1 to MaxLevel; zero: it does not.
func (p Policy) LevelAt(level int, actBy time.Time) time.Time { return time.Time{} }
