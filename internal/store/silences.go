package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"rollcall.dev/rollcall/internal/incident"
)

const (
	sqlSaveSilences = `INSERT INTO silences (id, created_at, until, closed, doc) VALUES %s
	ON CONFLICT (id) DO UPDATE SET until = excluded.until, closed = excluded.closed, doc = excluded.doc`
	sqlOpenSilences = `WHERE closed = 0 ORDER BY created_at, id`
)

// Silences returns those that are not closed, the oldest first.
func (t *tx) Silences(ctx context.Context) ([]incident.Silence, error) {
	return silences(ctx, t.h, sqlOpenSilences)
}

// Silence returns one, ended or not; false where there is none with that ID.
func (t *tx) Silence(ctx context.Context, id string) (incident.Silence, bool, error) {
	found, err := silences(ctx, t.h, `WHERE id = $1`, key(id))
	if err != nil || len(found) == 0 {
		return incident.Silence{}, false, err
	}
	return found[0], true, nil
}

// SaveSilences stores Silences by ID.
func (t *tx) SaveSilences(ctx context.Context, all []incident.Silence) error {
	rows := make([][]any, len(all))
	for i, s := range all {
		doc, err := encode("silence", s.ID, s)
		if err != nil {
			return err
		}
		rows[i] = []any{key(s.ID), micros(s.CreatedAt), micros(s.Ends()), bit(s.Closed), doc}
	}
	if err := t.insert(ctx, sqlSaveSilences, rows); err != nil {
		return fmt.Errorf("save silences: %w", err)
	}
	return nil
}

// Silences lists silences, the newest first: those that have not ended at now, or with ended all of them. before is the ID of the last
// one of the page before; empty: from the newest.
func (s *Store) Silences(ctx context.Context, now time.Time, ended bool, before string, limit int) ([]incident.Silence, error) {
	q := query{from: "SELECT id, doc FROM silences"}
	if !ended {
		q.and("until > ?", micros(now))
	}
	if before != "" {
		q.and("(created_at, id) < (SELECT created_at, id FROM silences WHERE id = ?)", key(before))
	}
	text, args := q.done("created_at DESC, id DESC", limit)
	found, err := scanSilences(ctx, s.read, text, args)
	return found, s.wrap(err, "list silences")
}

// EndedSilences lists the silences that have ended at now, the one that ended last first.
func (s *Store) EndedSilences(ctx context.Context, now time.Time, limit int) ([]incident.Silence, error) {
	q := query{from: "SELECT id, doc FROM silences"}
	q.and("until <= ?", micros(now))
	text, args := q.done("until DESC, id DESC", limit)
	found, err := scanSilences(ctx, s.read, text, args)
	return found, s.wrap(err, "list ended silences")
}

// SilencesByID returns the silences with these IDs, ended or not, in no order; those that are not there are left out.
func (s *Store) SilencesByID(ctx context.Context, ids []string) ([]incident.Silence, error) {
	keys := make([]string, len(ids))
	for i, id := range ids {
		keys[i] = key(id)
	}
	var found []incident.Silence
	err := handle{s.read, s.dialect}.bulk(single(keys), nil, func(values string, args []any) error {
		some, err := silences(ctx, s.read, `WHERE id IN `+in(values), args...)
		found = append(found, some...)
		return err
	})
	return found, s.wrap(err, "read silences")
}

func silences(ctx context.Context, h runner, where string, args ...any) ([]incident.Silence, error) {
	found, err := scanSilences(ctx, h, `SELECT id, doc FROM silences `+where, args)
	if err != nil {
		return nil, fmt.Errorf("load silences: %w", err)
	}
	return found, nil
}

func scanSilences(ctx context.Context, h runner, text string, args []any) ([]incident.Silence, error) {
	var found []incident.Silence
	err := each(ctx, h, text, args, func(rows *sql.Rows) error {
		var id, doc string
		if err := rows.Scan(&id, &doc); err != nil {
			return err
		}
		s, err := decode[incident.Silence]("silence", id, doc)
		s.ID = untext(id)
		found = append(found, s)
		return err
	})
	return found, err
}
