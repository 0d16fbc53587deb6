package store

import (
	"context"
	"database/sql"

	"rollcall.dev/rollcall/internal/monitor"
)

// States returns the States of Monitors; those that are not stored are absent.
func (s *Store) States(ctx context.Context, ids ...monitor.ID) (map[monitor.ID]monitor.State, error) {
	asked := make(map[string]monitor.ID, len(ids))
	keys := make([]string, 0, len(ids))
	for _, id := range ids {
		k := key(string(id))
		asked[k] = id
		keys = append(keys, k)
	}
	states := make(map[monitor.ID]monitor.State, len(ids))
	h := handle{runner: s.read, dialect: s.dialect}
	err := h.bulk(single(keys), nil, func(values string, args []any) error {
		return each(ctx, h, `SELECT id, version, doc FROM monitors WHERE id IN `+in(values), args, func(rows *sql.Rows) error {
			k, st, err := scanState(rows)
			if err != nil {
				return err
			}
			st.ID = asked[k]
			states[st.ID] = st
			return nil
		})
	})
	return states, s.wrap(err, "read monitors")
}
