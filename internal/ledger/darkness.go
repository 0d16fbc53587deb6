package ledger

import (
	"context"
	"errors"
	"time"
)

// darkness says in the log that a source, or some of its Monitors, cannot be seen: once for each reason, and once that all can be
// again. It is asked all the time meanwhile.
type darkness struct {
	since time.Time       // zero: there is none
	told  map[string]bool // the reasons
}

// after notes how much was seen in a round.
func (d *darkness) after(ctx context.Context, s *sweeper, seen sight) {
	switch {
	case ctx.Err() != nil || seen.asked == 0:
	case seen.hidden > 0:
		d.falls(s, seen)
	case !d.since.IsZero():
		s.Logger.Info("source_visible_again", "source", s.source, "after", time.Since(d.since).Round(time.Second).String())
		*d = darkness{}
	}
}

func (d *darkness) falls(s *sweeper, seen sight) {
	if d.since.IsZero() {
		*d = darkness{since: time.Now(), told: map[string]bool{}}
	}
	reason := rootOf(seen.why)
	if d.told[reason] {
		return
	}
	d.told[reason] = true
	s.Logger.Warn("source_not_visible", "source", s.source, "monitors", seen.hidden, "of", seen.asked, "error", seen.why,
		"effect", "they are not judged until they are visible")
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
