package store

import (
	"context"
	"fmt"
	"time"
)

// Pruned is how many rows Prune removed.
type Pruned struct {
	Observations, Verdicts, Incidents, Deliveries, Monitors, Silences, Audit, Defects int64
}

// pruneBatch bounds the transactions of Prune, so that nobody waits long for the writer.
const pruneBatch = 500

// Prune removes what was over before the instant: observations seen, verdicts decided, incidents resolved, deliveries
// concluded, Monitors removed, silences closed, lines of the audit log written and defects gone before it. What is still unresolved or
// waiting stays, however old. It works in small transactions; after an error, what it counted is gone and the rest still there.
//
// An observation that was pruned and is seen again counts as new; Apply makes nothing of it.
func (s *Store) Prune(ctx context.Context, before time.Time) (Pruned, error) {
	var p Pruned
	steps := []struct {
		name, statement string
		count           *int64
	}{
		{"observations", `DELETE FROM observations WHERE id IN (SELECT id FROM observations WHERE seen_at < $1 LIMIT $2)`, &p.Observations},
		{"verdicts", `DELETE FROM verdicts WHERE (monitor_id, key) IN (SELECT monitor_id, key FROM verdicts WHERE decided_at < $1 LIMIT $2)`, &p.Verdicts},
		{"deliveries", `DELETE FROM deliveries WHERE seq IN (SELECT seq FROM deliveries WHERE concluded_at > 0 AND concluded_at < $1 LIMIT $2)`, &p.Deliveries},
		{"threads", sqlPruneThreads, new(int64)},
		{"incidents", `DELETE FROM incidents WHERE id IN (SELECT id FROM incidents WHERE resolved_at > 0 AND resolved_at < $1 LIMIT $2)
			AND status = 'resolved'`, &p.Incidents},
		{"monitors", sqlPruneMonitors, &p.Monitors},
		{"silences", `DELETE FROM silences WHERE id IN (
			SELECT id FROM silences WHERE closed = 1 AND until < $1 LIMIT $2)`, &p.Silences},
		{"audit", `DELETE FROM audit WHERE id IN (SELECT id FROM audit WHERE at < $1 LIMIT $2)`, &p.Audit},
		{"defects", sqlPruneDefects, &p.Defects},
	}
	for _, step := range steps {
		for {
			var n int64
			err := s.persist(ctx, fmt.Sprintf("prune %s", step.name), func(h handle) error {
				r, err := h.ExecContext(ctx, step.statement, micros(before), pruneBatch)
				if err != nil {
					return err
				}
				n, err = r.RowsAffected()
				return err
			})
			if err != nil {
				return p, err
			}
			*step.count += n
			if n < pruneBatch {
				break
			}
		}
	}
	return p, nil
}

const (
	// A thread outlives its deliveries while its incident is open: the recovery needs the receipt.
	sqlPruneThreads = `DELETE FROM threads WHERE head = 0 AND (thread, receiver, address) IN (
		SELECT thread, receiver, address FROM threads t WHERE idle_at > 0 AND idle_at < $1
			AND NOT EXISTS (SELECT 1 FROM incidents i WHERE i.id = t.thread AND i.status <> 'resolved') LIMIT $2)`
	sqlPruneMonitors = `DELETE FROM monitors WHERE id IN (SELECT id FROM monitors m WHERE removed_at > 0 AND removed_at < $1
		AND next_check_at = 0 AND NOT EXISTS (SELECT 1 FROM incidents i WHERE i.monitor_id = m.id AND i.status <> 'resolved') LIMIT $2)`
)
