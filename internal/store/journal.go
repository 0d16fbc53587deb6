package store

import (
	"context"
	"database/sql"
	"fmt"

	"rollcall.dev/rollcall/internal/ledger"
)

// AppendJournal stores a segment of the journal, in a transaction of its own that is one statement: nothing else is as frequent.
func (s *Store) AppendJournal(ctx context.Context, segment ledger.Segment) error {
	_, err := s.write.ExecContext(ctx, `INSERT INTO journal (id, doc) VALUES ($1, $2)`, key(segment.ID), text(segment.Doc))
	return s.wrap(err, "append to the journal")
}

// DropJournal forgets segments of the journal.
func (t *tx) DropJournal(ctx context.Context, ids []string) error {
	keys := make([]string, len(ids))
	for i, id := range ids {
		keys[i] = key(id)
	}
	err := t.h.bulk(single(keys), nil, func(values string, args []any) error {
		_, err := t.h.ExecContext(ctx, `DELETE FROM journal WHERE id IN `+in(values), args...)
		return err
	})
	if err != nil {
		return fmt.Errorf("drop %d segments of the journal: %w", len(ids), err)
	}
	return nil
}

// Journal returns the ids of all segments and, of those that are not known, what is in them, the oldest first.
func (s *Store) Journal(ctx context.Context, known func(id string) bool) (live []string, fresh []ledger.Segment, err error) {
	err = each(ctx, s.read, `SELECT id FROM journal ORDER BY id`, nil, func(rows *sql.Rows) error {
		var id string
		if err := rows.Scan(&id); err != nil {
			return err
		}
		live = append(live, untext(id))
		return nil
	})
	if err != nil {
		return nil, nil, s.wrap(err, "list the journal")
	}
	for _, id := range live {
		if known(id) {
			continue
		}
		var doc string
		found, err := first(ctx, s.read, `SELECT doc FROM journal WHERE id = $1`, []any{key(id)}, &doc)
		if err != nil {
			return nil, nil, s.wrap(err, "read the journal")
		}
		if found { // another process may just have taken it in
			fresh = append(fresh, ledger.Segment{ID: id, Doc: untext(doc)})
		}
	}
	return live, fresh, nil
}
