package embedded

import (
	"context"
	"fmt"
	"slices"

	"rollcall.dev/rollcall/internal/monitor"
)

// stockPage is how many check-ins are compared with the ledger at a time.
const stockPage = 1000

// takeStock finds out which check-ins the ledger knows as they are, so that their first report after a start costs no more than the
// next. What it does not find is defined by its first report.
func (s *Service) takeStock(ctx context.Context) error {
	if s.Book == nil {
		return nil
	}
	all, err := s.Registry.List(ctx)
	if err != nil {
		return fmt.Errorf("listing the check-ins: %w", err)
	}
	for page := range slices.Chunk(all, stockPage) {
		ids := make([]monitor.ID, len(page))
		for i, c := range page {
			ids[i] = c.Monitor()
		}
		states, err := s.Book.States(ctx, ids...)
		if err != nil {
			return fmt.Errorf("reading what is known of check-ins: %w", err)
		}
		for _, c := range page {
			if state, ok := states[c.Monitor()]; ok && state.Definition.Generation == c.Generation && state.RemovedAt.IsZero() {
				s.memory.of(c.ID).generation.Store(c.Generation)
			}
		}
	}
	return nil
}
