package ledger

import (
	"errors"
	"time"

	"rollcall.dev/rollcall/internal/monitor"
)

// stoodStill is how much later than it was to a sweeper wakes where it is not merely busy here: the machine, or this process, stood still.
const stoodStill = 5 * time.Second

// overslept takes note that the sweeper was to be awake at an instant, which may be zero: never. Where that is long past, nobody took
// reports meanwhile: as after a downtime, it is not known who was silent. Of what a cluster shows nothing has escaped: it shows it still.
func (s *sweeper) overslept(wake time.Time) {
	if s.source != monitor.SourceCheckIn || wake.IsZero() {
		return
	}
	if now := s.now(); now.Sub(wake) > stoodStill {
		s.awake = now
	}
}

// away takes note of an error of the store, unless that shows that it is there: another process came first, or what was to be stored can
// never be.
func (s *sweeper) away(err error) {
	s.failed = s.failed || !errors.Is(err, ErrConflict) && !hopeless(err)
}

// recovered takes note that the store answers, as it did not in the last round: it took no reports either, whichever process they came to.
func (s *sweeper) recovered() {
	if s.failed && s.source == monitor.SourceCheckIn {
		s.awake = s.now()
	}
	s.failed = false
}
