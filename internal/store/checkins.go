package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"rollcall.dev/rollcall/internal/monitor"
)

// CheckIn is an entry of the check-in registry: an address that a job reports to.
type CheckIn struct {
	ID        string     `json:"id"`                  // unguessable; whoever knows it may ping it
	Project   string     `json:"project"`             //
	Slug      string     `json:"slug,omitempty"`      // unique in its project; empty: only known by its ID
	Name      string     `json:"name,omitempty"`      //
	Monitor   monitor.ID `json:"monitor"`             // the Monitor that its pings are observations of
	WitnessOf monitor.ID `json:"witness_of,omitzero"` // the Monitor whose runs it confirms; empty: none
	CreatedAt time.Time  `json:"created_at"`
	// Definition is the check-in service's own JSON.
	Definition json.RawMessage `json:"definition,omitempty"`
}

const sqlCheckIns = `SELECT id, project, slug, name, monitor_id, witness_of, created_at, doc FROM checkins`

// PutCheckIn stores an entry, over an earlier one with the same ID. ErrExists says that its slug, or the Monitor that it confirms, belongs to another one.
func (s *Store) PutCheckIn(ctx context.Context, c CheckIn) error {
	if c.ID == "" {
		return errors.New("store a check-in: it has no ID")
	}
	if len(c.Definition) > 0 && !json.Valid(c.Definition) {
		return fmt.Errorf("store check-in %q: its definition is no JSON", c.ID)
	}
	return s.persist(ctx, fmt.Sprintf("store check-in %q", c.ID), func(h handle) error {
		_, err := h.ExecContext(ctx, `INSERT INTO checkins (id, project, slug, monitor_id, witness_of, created_at, doc, name)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (id) DO UPDATE SET project = excluded.project, slug = excluded.slug,
			name = excluded.name, monitor_id = excluded.monitor_id, witness_of = excluded.witness_of, created_at = excluded.created_at, doc = excluded.doc`,
			key(c.ID), key(c.Project), key(c.Slug), key(string(c.Monitor)), key(string(c.WitnessOf)), micros(c.CreatedAt),
			text(string(c.Definition)), key(c.Name))
		if err != nil && s.dialect.classify(err) == faultUnique {
			return fmt.Errorf("slug %q in project %q, or %q: %w", c.Slug, c.Project, c.WitnessOf, ErrExists)
		}
		if err != nil {
			return err
		}
		return h.changes(ctx, c.ID)
	})
}

// CheckIn returns the entry with that ID; ErrNotFound where there is none.
func (s *Store) CheckIn(ctx context.Context, id string) (CheckIn, error) {
	return s.oneCheckIn(ctx, query{from: sqlCheckIns}, "id = ?", id)
}

// CheckInBySlug returns the entry with that slug; ErrNotFound where there is none.
func (s *Store) CheckInBySlug(ctx context.Context, project, slug string) (CheckIn, error) {
	q := query{from: sqlCheckIns}
	q.and("project = ?", key(project))
	q.and("slug <> ?", "") // as the index has it
	return s.oneCheckIn(ctx, q, "slug = ?", slug)
}

// CheckInByName returns the oldest entry of a project with that name; ErrNotFound where there is none.
func (s *Store) CheckInByName(ctx context.Context, project, name string) (CheckIn, error) {
	q := query{from: sqlCheckIns}
	q.and("project = ?", key(project))
	q.and("name <> ?", "") // as the index has it
	return s.oneCheckIn(ctx, q, "name = ?", name)
}

func (s *Store) oneCheckIn(ctx context.Context, q query, cond, value string) (CheckIn, error) {
	q.and(cond, key(value))
	found, err := s.checkIns(ctx, q, 1)
	if err == nil && len(found) == 0 {
		err = s.wrap(ErrNotFound, "read check-in") // the address itself is a secret
	}
	if err != nil {
		return CheckIn{}, err
	}
	return found[0], nil
}

// CheckInsOf returns the entries whose pings are observations of that Monitor, or confirm its runs.
func (s *Store) CheckInsOf(ctx context.Context, id monitor.ID) ([]CheckIn, error) {
	q := query{from: sqlCheckIns}
	q.and("(monitor_id = ? OR witness_of = ? AND witness_of <> '')", key(string(id)))
	return s.checkIns(ctx, q, MaxLimit)
}

// CheckIns lists the entries of a project, the oldest first; an empty project means all of them. after is the last one of the
// page before; empty: from the beginning.
func (s *Store) CheckIns(ctx context.Context, project, after string, limit int) ([]CheckIn, error) {
	q := query{from: sqlCheckIns}
	if project != "" {
		q.and("project = ?", key(project))
	}
	if after != "" {
		q.and("(project, created_at, id) > (SELECT project, created_at, id FROM checkins WHERE id = ?)", key(after))
	}
	return s.checkIns(ctx, q, limit)
}

// DeleteCheckIn removes an entry; ErrNotFound where there is none.
func (s *Store) DeleteCheckIn(ctx context.Context, id string) error {
	return s.persist(ctx, "delete check-in", func(h handle) error {
		r, err := h.ExecContext(ctx, `DELETE FROM checkins WHERE id = $1`, key(id))
		if err != nil {
			return err
		}
		if n, err := r.RowsAffected(); err != nil || n == 0 {
			return errors.Join(err, ErrNotFound)
		}
		return h.changes(ctx, id)
	})
}

func (s *Store) checkIns(ctx context.Context, q query, limit int) ([]CheckIn, error) {
	statement, args := q.done("project, created_at, id", limit)
	var found []CheckIn
	err := each(ctx, s.read, statement, args, func(rows *sql.Rows) error {
		var c CheckIn
		var created int64
		var doc string
		if err := rows.Scan(&c.ID, &c.Project, &c.Slug, &c.Name, &c.Monitor, &c.WitnessOf, &created, &doc); err != nil {
			return err
		}
		c.ID, c.Project, c.Slug, c.Name = untext(c.ID), untext(c.Project), untext(c.Slug), untext(c.Name)
		c.Monitor, c.WitnessOf = monitor.ID(untext(string(c.Monitor))), monitor.ID(untext(string(c.WitnessOf)))
		c.CreatedAt = instant(created)
		if doc != "" {
			c.Definition = json.RawMessage(untext(doc))
		}
		found = append(found, c)
		return nil
	})
	return found, s.wrap(err, "read check-ins")
}
