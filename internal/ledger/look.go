package ledger

import (
	"context"
	"errors"
	"slices"
	"time"

	"rollcall.dev/rollcall/internal/monitor"
)

// errHidden says that a source shows others of its Monitors.
var errHidden = errors.New("they are not shown")

// sight is how much of a source was seen.
type sight struct {
	unstored bool      // what was seen could not be stored
	hidden   int       // Monitors that were not seen
	why      error     // one reason for that
	until    time.Time // up to when
}

// and is both together.
func (s sight) and(other sight) sight {
	s.unstored, s.hidden = s.unstored || other.unstored, s.hidden+other.hidden
	if s.why == nil {
		s.why = other.why
	}
	if other.until.Before(s.until) {
		s.until = other.until
	}
	return s
}

// look has the source look at Monitors, and lets time pass for those that it shows.
func (s *sweeper) look(ctx context.Context, states []monitor.State) sight {
	now := s.now()
	view := monitor.View{Until: now}
	if inspector := s.Inspectors[s.source]; inspector != nil {
		var err error
		if view, err = inspector.Inspect(ctx, states); err != nil {
			return sight{hidden: len(states), why: err, until: now}
		}
	}
	since := view.Since
	if since.IsZero() {
		since = s.since()
	}
	seen := slices.Clip(view.Seen)
	for _, state := range states {
		if !slices.Contains(view.Unseen, state.ID) {
			seen = append(seen, monitor.Observation{
				Monitor: state.ID, Kind: monitor.Clock, At: view.Until, SeenAt: s.now(), Since: since,
			})
		}
	}
	found := sight{hidden: len(view.Unseen), until: view.Until}
	if found.hidden > 0 {
		found.why = errHidden
	}
	if err := s.recordDirectly(ctx, seen); err != nil {
		s.Logger.Error("sweep_not_stored", "source", s.source, "monitors", len(states), "error", err, "retry_in", blindRetry)
		found.unstored = true
	}
	return found
}

// since is from when on the source is watched, by its own clock.
func (s *sweeper) since() time.Time { return s.now().Add(-time.Since(s.started)) }

// recordDirectly is Record for the sweeper, in pieces that leave room for others.
func (s *sweeper) recordDirectly(ctx context.Context, observations []monitor.Observation) error {
	for piece := range slices.Chunk(observations, maxBatch) {
		if err := s.Record(ctx, piece...); err != nil {
			return err
		}
	}
	return nil
}
