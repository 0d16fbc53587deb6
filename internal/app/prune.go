package app

import (
	"context"
	"log/slog"
	"time"

	"rollcall.dev/rollcall/internal/store"
)

// pruneEvery is how often finished history is looked through for what is past its retention.
const pruneEvery = 6 * time.Hour

// prune removes history older than the retention until ctx ends.
func prune(ctx context.Context, s *store.Store, retention time.Duration, log *slog.Logger) error {
	tick := time.NewTicker(pruneEvery)
	defer tick.Stop()
	for {
		pruned, err := s.Prune(ctx, time.Now().Add(-retention))
		switch {
		case ctx.Err() != nil:
			return nil
		case err != nil:
			log.Error("prune_failed", "error", err)
		default:
			log.Debug("pruned", "removed", pruned)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
	}
}
