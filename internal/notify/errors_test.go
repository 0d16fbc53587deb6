package notify_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"rollcall.dev/rollcall/internal/notify"
)

func TestErrorsSayWhatIsToBecomeOfTheMessage(t *testing.T) {
	t.Parallel()
	cause := errors.New("no route")
	for want, err := range map[string]error{
		"try again: no route":              &notify.RetryError{Err: cause},
		"try again after 30s: no route":    &notify.RetryError{After: 30 * time.Second, Receiver: true, Err: cause},
		"rejected (is_archived): no route": &notify.RejectedError{Reason: "is_archived", Err: cause},
		"may have been sent: no route":     &notify.UncertainError{Err: cause},
	} {
		if wrapped := fmt.Errorf("slack: %w", err); err.Error() != want || !errors.Is(wrapped, cause) {
			t.Errorf("%q, want %q; leads to its cause: %v", err.Error(), want, errors.Is(wrapped, cause))
		}
	}
}
