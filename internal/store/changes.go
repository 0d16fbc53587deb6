package store

import (
	"context"
	"database/sql"
)

// maxChanges is how many changes of the registry are kept. Who has missed more has to forget all.
const maxChanges = 10_000

// Changes are the ids of the check-ins that were stored or deleted after a point, and the point that was reached; whole is false where
// they are no longer known, so that any may have changed. The first point is a negative one.
func (s *Store) Changes(ctx context.Context, after int64) (ids []string, now int64, whole bool, err error) {
	if _, err = first(ctx, s.read, `SELECT seq FROM checkin_clock WHERE id = 1`, nil, &now); err != nil || now == after {
		return nil, now, err == nil, s.wrap(err, "read the changes of the registry")
	}
	if after < 0 || now-after > maxChanges {
		return nil, now, false, nil
	}
	next := after + 1
	err = each(ctx, s.read, `SELECT seq, id FROM checkin_changes WHERE seq > $1 ORDER BY seq`, []any{after}, func(rows *sql.Rows) error {
		var seq int64
		var id string
		if err := rows.Scan(&seq, &id); err != nil {
			return err
		}
		if seq == next {
			next++
		}
		ids = append(ids, untext(id))
		return nil
	})
	reached := next - 1
	return ids, max(now, reached), err == nil && reached >= now, s.wrap(err, "read the changes of the registry")
}

// changes notes, in the transaction that makes it, that a check-in is changed. It makes others who change one wait for its end.
func (h handle) changes(ctx context.Context, id string) error {
	var seq int64
	if _, err := first(ctx, h, `UPDATE checkin_clock SET seq = seq + 1 WHERE id = 1 RETURNING seq`, nil, &seq); err != nil {
		return err
	}
	if _, err := h.ExecContext(ctx, `INSERT INTO checkin_changes (seq, id) VALUES ($1, $2)`, seq, key(id)); err != nil {
		return err
	}
	_, err := h.ExecContext(ctx, `DELETE FROM checkin_changes WHERE seq <= $1`, seq-maxChanges)
	return err
}
