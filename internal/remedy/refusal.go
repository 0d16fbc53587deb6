package remedy

import (
	"errors"
	"fmt"
)

// Reason is why something is refused.
type Reason string

// The reasons.
const (
	Off          Reason = "off"           // Rollcall runs nothing again there
	NoJob        Reason = "no_job"        // the incident is of nothing that can be run again
	Gone         Reason = "gone"          // the job was deleted
	Over         Reason = "over"          // the incident has ended
	NeverAgain   Reason = "never"         // the job says so
	Unchecked    Reason = "unchecked"     // nobody said that they have looked
	Busy         Reason = "running"       // a run of it goes on
	SpecChanged  Reason = "spec_changed"  // it is no longer what was shown
	Expired      Reason = "expired"       // it was shown too long ago
	Used         Reason = "used"          // it was done already
	TooOften     Reason = "too_often"     // as often as one incident allows
	NotAllowed   Reason = "not_allowed"   // the cluster refuses it to Rollcall
	NoSuspension Reason = "no_suspension" // there is nothing to resume
)

// RefusedError says why something is not done, in words for people. Nothing has changed.
type RefusedError struct {
	Reason Reason
	Words  string
}

func (e *RefusedError) Error() string { return e.Words }

func refuse(reason Reason, format string, args ...any) error {
	return &RefusedError{Reason: reason, Words: fmt.Sprintf(format, args...)}
}

// Refused returns why an error is a refusal; empty where it is none.
func Refused(err error) Reason {
	if r, ok := errors.AsType[*RefusedError](err); ok {
		return r.Reason
	}
	return ""
}
