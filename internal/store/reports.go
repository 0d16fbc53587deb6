package store

import (
	"context"
	"database/sql"

	"rollcall.dev/rollcall/internal/monitor"
)

// Reports returns what a job reported by itself (check-ins and notes) of a Monitor, the newest first.
func (s *Store) Reports(ctx context.Context, id monitor.ID, limit int) ([]monitor.Observation, error) {
	q := query{from: "SELECT id, doc FROM observations"}
	q.and("monitor_id = ?", key(string(id)))
	q.and("kind IN (?, '"+string(monitor.Logged)+"')", string(monitor.CheckedIn))
	statement, args := q.done("seen_at DESC, id DESC", limit)
	var found []monitor.Observation
	err := each(ctx, s.read, statement, args, func(rows *sql.Rows) error {
		var key, doc string
		if err := rows.Scan(&key, &doc); err != nil {
			return err
		}
		o, err := decode[monitor.Observation]("observation", key, doc)
		found = append(found, o)
		return err
	})
	return found, s.wrap(err, "read the reports")
}
