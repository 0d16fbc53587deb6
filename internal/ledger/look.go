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
	asked    int       // Monitors that were looked for
	hidden   int       // of these, those that were not seen
	unstored bool      // what was seen could not be stored
	why      error     // one reason for that
	until    time.Time // up to when
}

// and is both together.
func (s sight) and(other sight) sight {
	s.asked, s.hidden, s.unstored = s.asked+other.asked, s.hidden+other.hidden, s.unstored || other.unstored
	if s.why == nil {
		s.why = other.why
	}
	if other.until.Before(s.until) {
		s.until = other.until
	}
	return s
}

// dark reports whether the source showed nothing at all, or nothing that could be stored.
func (s sight) dark() bool {
	return s.unstored || s.hidden > 0 && s.hidden == s.asked && !errors.Is(s.why, errHidden)
}

// look has the source look at Monitors, and lets time pass for those that it shows.
func (s *sweeper) look(ctx context.Context, states []monitor.State) sight {
	now := s.now()
	view := monitor.View{Until: now}
	if inspector := s.Inspectors[s.source]; inspector != nil {
		var err error
		if view, err = inspector.Inspect(ctx, states); err != nil {
			return sight{asked: len(states), hidden: len(states), why: err, until: now}
		}
	}
	if s.Quiet > 0 { // others may have noted, since the round began, what came before the view ends
		if err := s.recall(ctx, false); err != nil {
			return sight{asked: len(states), hidden: len(states), why: err, until: now}
		}
	}
	since := view.Since
	if since.IsZero() {
		since = s.since()
	}
	if since.Before(s.awake) {
		since = s.awake
	}
	seen := slices.Clip(view.Seen)
	for _, state := range states {
		if !slices.Contains(view.Unseen, state.ID) {
			seen = append(seen, monitor.Observation{
				Monitor: state.ID, Kind: monitor.Clock, At: view.Until, SeenAt: s.now(), Since: since,
			})
		}
	}
	found := sight{asked: len(states), hidden: len(view.Unseen), until: view.Until}
	unstorable, err := s.recordDirectly(ctx, seen)
	if found.hidden += len(unstorable); found.hidden > 0 {
		found.why = errHidden
	}
	if err != nil {
		s.Logger.Error("sweep_not_stored", "source", s.source, "monitors", len(states), "error", err, "retry_in", blindRetry)
		found.unstored = true
		s.away(err)
	}
	return found
}

// since is from when on the source is watched, by its own clock.
func (s *sweeper) since() time.Time { return s.now().Add(-time.Since(s.started)) }

// recordDirectly is Record for the sweeper, in pieces that leave room for others. It returns the Monitors of which something was seen
// that cannot be stored: nothing more of those is recorded, least of all that time has passed, which would accuse them.
func (s *sweeper) recordDirectly(ctx context.Context, observations []monitor.Observation) (unstorable map[monitor.ID]bool, err error) {
	unstorable = map[monitor.ID]bool{}
	for piece := range slices.Chunk(observations, maxBatch) {
		if len(unstorable) > 0 {
			piece = slices.DeleteFunc(slices.Clone(piece), func(o monitor.Observation) bool { return unstorable[o.Monitor] })
		}
		err := s.Record(ctx, piece...)
		if errors.Is(err, ErrUnstorable) {
			err = s.recordEach(ctx, piece, unstorable)
		}
		if err != nil {
			return unstorable, err
		}
	}
	return unstorable, nil
}

// recordEach records Monitor by Monitor what cannot be stored together, so that what one of them shows hides no other, and notes those
// of which something cannot be stored.
func (s *sweeper) recordEach(ctx context.Context, observations []monitor.Observation, unstorable map[monitor.ID]bool) error {
	of := map[monitor.ID][]monitor.Observation{}
	for _, o := range observations {
		of[o.Monitor] = append(of[o.Monitor], o)
	}
	for _, id := range monitorsOf(observations) {
		switch err := s.Record(ctx, of[id]...); {
		case errors.Is(err, ErrUnstorable):
			unstorable[id] = true
			s.Logger.Error("observation_not_storable", "source", s.source, "monitor", id, "error", err)
		case err != nil:
			return err
		}
	}
	return nil
}
