package schedule

import (
	"errors"
	"strconv"
)

// The three ways in which a schedule can be wrong. The CronJob controller tells them apart too, in this order, as the
// Warnings UnknownTimeZone, UnparseableSchedule and InvalidSchedule.
var (
	// ErrZone says that a time zone is not known.
	ErrZone = errors.New("unknown time zone")
	// ErrSyntax says that an expression or a period cannot be read.
	ErrSyntax = errors.New("invalid schedule")
	// ErrNever says that an expression is well formed and that its date does not exist, such as 31 February.
	ErrNever = errors.New("schedule that never comes")
)

// maxQuoted bounds, in bytes, how much of a wrong value an error repeats.
const maxQuoted = 120

// The fields whose errors several parsers tell.
const (
	fieldSchedule = "schedule"
	fieldCalendar = "calendar"
)

// Error names the field of a Spec that is wrong, its value and what is allowed there. It wraps ErrZone, ErrSyntax or ErrNever.
type Error struct {
	Field   string // "schedule", "calendar", "dialect", "timeZone", "period" or "kind"
	Value   string // as it was given
	Allowed string // what may stand there, and where known what is wrong with the value
	Kind    error  // ErrZone, ErrSyntax or ErrNever
}

// Error implements error.
func (e *Error) Error() string {
	return e.Field + " " + strconv.Quote(shortened(e.Value)) + ": " + e.Kind.Error() + ": " + e.Allowed
}

func shortened(value string) string {
	if len(value) > maxQuoted {
		return value[:maxQuoted] + "…"
	}
	return value
}

// Unwrap returns the kind of the error.
func (e *Error) Unwrap() error { return e.Kind }
