package ledger

import (
	"context"
	"slices"
	"time"

	"rollcall.dev/rollcall/internal/monitor"
)

// sight is how much of a source was seen.
type sight struct {
	blind  bool      // nothing of it, or what was seen could not be stored
	unseen bool      // not all of the Monitors
	until  time.Time // up to when
}

// and is both together.
func (s sight) and(other sight) sight {
	s.blind, s.unseen = s.blind || other.blind, s.unseen || other.unseen
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
			s.darkness.falls(ctx, s, len(states), err)
			return sight{blind: true, until: now}
		}
		s.darkness.lifts(s)
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
	s.darkness.hides(s, len(view.Unseen))
	if err := s.recordDirectly(ctx, seen); err != nil {
		s.Logger.Error("sweep_not_stored", "source", s.source, "monitors", len(states), "error", err, "retry_in", blindRetry)
		return sight{blind: true, until: view.Until}
	}
	return sight{unseen: len(view.Unseen) > 0, until: view.Until}
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
