package store

import (
	"context"
	"database/sql"
	"fmt"

	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/monitor"
)

// IncidentFilter selects Incidents; empty fields select all.
type IncidentFilter struct {
	Status     incident.Status
	Kind       incident.Kind
	Unresolved bool // whatever their status is else
	Monitor    monitor.ID
	Burst      string // those that this burst tells of
	Alone      bool   // not those that a burst tells of; once it is over, it tells of nothing that goes on; nor digests
}

// The unresolved ones are gone through once for this, by their index.
const sqlAlone = `kind <> 'digest' AND (burst = '' OR status <> 'resolved' AND burst NOT IN
	(SELECT b.id FROM incidents b WHERE b.status <> 'resolved' AND b.kind = 'burst'))`

// Incidents lists Incidents, the newest first. before is the ID of the last one of the page before; empty: from the newest.
func (s *Store) Incidents(ctx context.Context, f IncidentFilter, before string, limit int) ([]incident.Incident, error) {
	q := query{from: "SELECT monitor_id, id, doc FROM incidents"}
	if f.Status != "" {
		q.and("status = ?", text(string(f.Status)))
	}
	if f.Kind != "" {
		q.and("kind = ?", text(string(f.Kind)))
	}
	if f.Unresolved {
		q.conds = append(q.conds, "status <> 'resolved'")
	}
	if f.Burst != "" {
		q.and("burst <> '' AND burst = ?", key(f.Burst))
	}
	if f.Alone {
		q.conds = append(q.conds, sqlAlone)
	}
	if f.Monitor != "" {
		q.and("monitor_id = ?", key(string(f.Monitor)))
	}
	if before != "" {
		q.and("(opened_at, id) < (SELECT opened_at, id FROM incidents WHERE id = ?)", key(before))
	}
	text, args := q.done("opened_at DESC, id DESC", limit)
	var found []incident.Incident
	err := each(ctx, s.read, text, args, func(rows *sql.Rows) error {
		_, inc, err := scanIncident(rows)
		found = append(found, inc)
		return err
	})
	return found, s.wrap(err, "list incidents")
}

// Incident returns one Incident; ErrNotFound where there is none with that ID.
func (s *Store) Incident(ctx context.Context, id string) (incident.Incident, error) {
	inc, found, err := incidentByID(ctx, s.read, id)
	if err == nil && !found {
		err = ErrNotFound
	}
	return inc, s.wrap(err, fmt.Sprintf("read incident %q", id))
}

func incidentByID(ctx context.Context, h runner, id string) (inc incident.Incident, found bool, err error) {
	all, err := incidentsWhere(ctx, h, "id = $1", []any{key(id)})
	if err != nil || len(all) == 0 {
		return inc, false, err
	}
	return all[0], true, nil
}
