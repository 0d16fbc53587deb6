package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"rollcall.dev/rollcall/internal/ledger"
	"rollcall.dev/rollcall/internal/notify"
	"rollcall.dev/rollcall/internal/ownership"
)

const (
	sqlDefects     = `SELECT id, doc FROM defects WHERE gone_at = 0 ORDER BY team, id`
	sqlSaveDefects = `INSERT INTO defects (id, kind, team, gone_at, doc) VALUES %s
	ON CONFLICT (id) DO UPDATE SET team = excluded.team, gone_at = excluded.gone_at, doc = excluded.doc`
	sqlPruneDefects = `DELETE FROM defects WHERE id IN (SELECT id FROM defects WHERE gone_at > 0 AND gone_at < $1 LIMIT $2)`
)

// Defects lists those that are there, by team.
func (s *Store) Defects(ctx context.Context) ([]ownership.Finding, error) {
	found, err := defects(ctx, s.read)
	return found, s.wrap(err, "list defects")
}

// UpdateDefects gives fn the defects that are there, and stores those that it returns over them, together with the messages that tell of
// them: both or neither. fn may be called again where another writer was in the way.
func (s *Store) UpdateDefects(ctx context.Context, fn func(known []ownership.Finding) ([]ownership.Finding, []notify.Message)) error {
	const attempts = 10
	for n := 1; ; n++ {
		err := s.transact(ctx, s.dialect.update(), "store defects", func(h handle) error {
			known, err := defects(ctx, h)
			if err != nil {
				return err
			}
			changed, messages := fn(known)
			t := &tx{h: h, now: time.Now()}
			if err := t.saveDefects(ctx, changed); err != nil {
				return err
			}
			return t.queue(ctx, []ledger.Change{{Messages: messages}})
		})
		if !errors.Is(err, ledger.ErrConflict) || n == attempts || ctx.Err() != nil {
			return err
		}
	}
}

func (t *tx) saveDefects(ctx context.Context, all []ownership.Finding) error {
	rows := make([][]any, len(all))
	for i, f := range all {
		doc, err := encode("defect", f.ID(), f)
		if err != nil {
			return err
		}
		rows[i] = []any{key(f.ID()), text(string(f.Kind)), key(f.Team), micros(f.GoneAt), doc}
	}
	if err := t.insert(ctx, sqlSaveDefects, rows); err != nil {
		return fmt.Errorf("save defects: %w", err)
	}
	return nil
}

func defects(ctx context.Context, h runner) ([]ownership.Finding, error) {
	var found []ownership.Finding
	err := each(ctx, h, sqlDefects, nil, func(rows *sql.Rows) error {
		var id, doc string
		if err := rows.Scan(&id, &doc); err != nil {
			return err
		}
		f, err := decode[ownership.Finding]("defect", id, doc)
		found = append(found, f)
		return err
	})
	return found, err
}
