package ledger

import (
	"context"
	"errors"
	"time"
)

// darkness says in the log that a source cannot be seen, once for each reason, and when it can be again. It is asked all the time
// meanwhile.
type darkness struct {
	since  time.Time // zero: there is none
	reason string
	hidden int // Monitors of a source that shows others
}

// falls notes that nothing was seen.
func (d *darkness) falls(ctx context.Context, s *sweeper, monitors int, err error) {
	if ctx.Err() != nil {
		return
	}
	if d.since.IsZero() {
		d.since = time.Now()
	}
	if reason := rootOf(err); reason != d.reason {
		d.reason = reason
		s.Logger.Warn("source_not_visible", "source", s.source, "monitors", monitors, "error", err, "effect", "nothing of it is judged until it is")
	}
}

// lifts notes that something was seen.
func (d *darkness) lifts(s *sweeper) {
	if !d.since.IsZero() {
		s.Logger.Info("source_visible_again", "source", s.source, "after", time.Since(d.since).Round(time.Second).String())
	}
	d.since, d.reason = time.Time{}, ""
}

// hides notes how many Monitors were not shown although others were.
func (d *darkness) hides(s *sweeper, monitors int) {
	if monitors != d.hidden && monitors > 0 {
		s.Logger.Warn("monitors_not_visible", "source", s.source, "monitors", monitors, "effect", "they are not judged until they are")
	}
	if monitors == 0 && d.hidden > 0 {
		s.Logger.Info("monitors_visible_again", "source", s.source)
	}
	d.hidden = monitors
}

// rootOf is what an error comes from in the end, which does not change with each attempt as its text may.
func rootOf(err error) string {
	for {
		next := errors.Unwrap(err)
		if next == nil {
			return err.Error()
		}
		err = next
	}
}
