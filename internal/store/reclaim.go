package store

import (
	"context"
)

// Through threads_due. The message itself stays marked as being sent, so that the next claim finds it uncertain.
const sqlReclaim = `UPDATE threads SET due_at = 1, token = '' WHERE due_at > 0 AND token <> ''`

// Reclaim ends all leases at once: what an earlier process was sending when it died may be claimed again now, instead of when
// its lease is over. Only for a process that has the store to itself. If there is another one after all, it is fenced off.
func (s *Store) Reclaim(ctx context.Context) error {
	return s.persist(ctx, "reclaim deliveries", func(h handle) error {
		_, err := h.ExecContext(ctx, sqlReclaim)
		return err
	})
}
