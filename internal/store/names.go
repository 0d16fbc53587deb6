package store

import (
	"context"
	"database/sql"

	"rollcall.dev/rollcall/internal/incident"
)

// IncidentName is what a list that leads to Incidents needs to know of each.
type IncidentName struct {
	ID        string
	Kind      incident.Kind
	Status    incident.Status
	Namespace string // of its Monitor, as the name is; both are empty where that is no longer kept
	Name      string
}

const sqlIncidentNames = `SELECT i.id, i.kind, i.status, COALESCE(m.namespace, ''), COALESCE(m.name, '')
	FROM incidents i LEFT JOIN monitors m ON m.id = i.monitor_id WHERE i.id IN `

// IncidentNames returns the names of the Incidents with these IDs, in no order; those that are not there are left out.
func (s *Store) IncidentNames(ctx context.Context, ids []string) ([]IncidentName, error) {
	keys := make([]string, len(ids))
	for i, id := range ids {
		keys[i] = key(id)
	}
	var found []IncidentName
	err := handle{s.read, s.dialect}.bulk(single(keys), nil, func(values string, args []any) error {
		return each(ctx, s.read, sqlIncidentNames+in(values), args, func(rows *sql.Rows) error {
			var n IncidentName
			if err := rows.Scan(&n.ID, &n.Kind, &n.Status, &n.Namespace, &n.Name); err != nil {
				return err
			}
			n.ID, n.Namespace, n.Name = untext(n.ID), untext(n.Namespace), untext(n.Name)
			found = append(found, n)
			return nil
		})
	})
	return found, s.wrap(err, "name incidents")
}
