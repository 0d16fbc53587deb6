package notify

import (
	"errors"
	"fmt"
	"time"
)

// ErrNotApplicable says that the receiver has no use for the action (a console cannot update what it printed); the delivery
// is done.
var ErrNotApplicable = errors.New("not applicable to this receiver")

// RetryError says that nothing was sent and that it is worth trying again.
type RetryError struct {
	After time.Duration // as the receiver asked (Retry-After); zero: as the deliverer sees fit
	// Receiver says that the receiver as a whole refuses for now (rate limit of a workspace, dead token): all its
	// deliveries wait, and none of them has used up an attempt.
	Receiver bool
	Err      error
}

func (e *RetryError) Error() string {
	if e.After > 0 {
		return fmt.Sprintf("try again after %s: %v", e.After, e.Err)
	}
	return fmt.Sprintf("try again: %v", e.Err)
}

func (e *RetryError) Unwrap() error { return e.Err }

// RejectedError says that this message can never be delivered to this destination.
type RejectedError struct {
	Reason string // in the receiver's terms, such as "is_archived"
	Err    error
}

func (e *RejectedError) Error() string { return fmt.Sprintf("rejected (%s): %v", e.Reason, e.Err) }

func (e *RejectedError) Unwrap() error { return e.Err }

// UncertainError says that the message may or may not have arrived: the connection broke after it was sent.
type UncertainError struct{ Err error }

func (e *UncertainError) Error() string { return fmt.Sprintf("may have been sent: %v", e.Err) }

func (e *UncertainError) Unwrap() error { return e.Err }
