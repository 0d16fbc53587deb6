package store

import (
	"context"
	"database/sql"
	"fmt"
)

const sqlTally = `SELECT status, count(*) FROM deliveries WHERE incident_id = $1 GROUP BY status`

// Tally counts the deliveries of an Incident by their status; a status that none has is not in it.
func (s *Store) Tally(ctx context.Context, incident string) (map[DeliveryStatus]int, error) {
	counted := map[DeliveryStatus]int{}
	err := each(ctx, s.read, sqlTally, []any{key(incident)}, func(rows *sql.Rows) error {
		var status DeliveryStatus
		var n int
		if err := rows.Scan(&status, &n); err != nil {
			return err
		}
		counted[status] = n
		return nil
	})
	return counted, s.wrap(err, fmt.Sprintf("count the deliveries of incident %q", incident))
}
