package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/ledger"
	"rollcall.dev/rollcall/internal/monitor"
)

// tx is one ledger transaction.
type tx struct {
	h   handle
	now time.Time // when it began: deliveries are queued then
}

var _ ledger.Tx = (*tx)(nil)

// Append stores the observations and returns those that were not stored before, in their order; of several with one ID the
// first. Clock observations are returned and not stored.
func (t *tx) Append(ctx context.Context, observations []monitor.Observation) ([]monitor.Observation, error) {
	seen := make(map[string]bool, len(observations))
	rows := make([][]any, 0, len(observations))
	for _, o := range observations {
		if o.Kind == monitor.Clock {
			continue
		}
		if o.ID == "" {
			return nil, fmt.Errorf("append: an observation of kind %q of monitor %q has no ID", o.Kind, o.Monitor)
		}
		id := key(o.ID)
		if seen[id] {
			continue
		}
		seen[id] = true
		doc, err := encode("observation", o.ID, o)
		if err != nil {
			return nil, err
		}
		rows = append(rows, []any{id, key(string(o.Monitor)), text(string(o.Kind)), micros(o.At), micros(o.SeenAt), doc})
	}
	stored := make(map[string]bool, len(rows))
	err := t.h.bulk(rows, nil, func(values string, args []any) error {
		return each(ctx, t.h, `INSERT INTO observations (id, monitor_id, kind, at, seen_at, doc) VALUES `+values+
			` ON CONFLICT (id) DO NOTHING RETURNING id`, args, collect(stored))
	})
	if err != nil {
		return nil, fmt.Errorf("append %d observations: %w", len(rows), err)
	}
	fresh := make([]monitor.Observation, 0, len(stored))
	for _, o := range observations {
		if id := key(o.ID); o.Kind == monitor.Clock {
			fresh = append(fresh, o)
		} else if stored[id] {
			fresh = append(fresh, o)
			delete(stored, id)
		}
	}
	return fresh, nil
}

// collect notes the single text column of each row.
func collect(set map[string]bool) func(*sql.Rows) error {
	return func(rows *sql.Rows) error {
		var s string
		if err := rows.Scan(&s); err != nil {
			return err
		}
		set[s] = true
		return nil
	}
}

// Load returns what is known of the Monitors; those never seen before are absent from the Snapshot's maps.
func (t *tx) Load(ctx context.Context, ids []monitor.ID) (ledger.Snapshot, error) {
	asked := make(map[string]monitor.ID, len(ids))
	keys := make([]string, 0, len(ids))
	for _, id := range ids {
		k := key(string(id))
		if _, twice := asked[k]; !twice {
			asked[k] = id
			keys = append(keys, k)
		}
	}
	snap := ledger.Snapshot{
		States: make(map[monitor.ID]monitor.State, len(keys)),
		Open:   map[monitor.ID][]incident.Incident{},
	}
	err := t.h.bulk(single(keys), nil, func(values string, args []any) error {
		err := each(ctx, t.h, `SELECT id, version, doc FROM monitors WHERE id IN `+in(values), args, func(rows *sql.Rows) error {
			k, st, err := scanState(rows)
			if err != nil {
				return err
			}
			st.ID = asked[k]
			snap.States[st.ID] = st
			return nil
		})
		if err != nil {
			return err
		}
		return each(ctx, t.h, `SELECT monitor_id, id, doc FROM incidents WHERE monitor_id IN `+in(values)+
			` AND status <> 'resolved' ORDER BY opened_at, id`, args, func(rows *sql.Rows) error {
			k, inc, err := scanIncident(rows)
			if err != nil {
				return err
			}
			inc.Monitor = asked[k]
			snap.Open[inc.Monitor] = append(snap.Open[inc.Monitor], inc)
			return nil
		})
	})
	if err != nil {
		return ledger.Snapshot{}, fmt.Errorf("load %d monitors: %w", len(keys), err)
	}
	return snap, nil
}

// Incident returns one Incident; false where there is none with that ID.
func (t *tx) Incident(ctx context.Context, id string) (incident.Incident, bool, error) {
	i, found, err := incidentByID(ctx, t.h, id)
	if err != nil {
		err = fmt.Errorf("load incident %q: %w", id, err)
	}
	return i, found, err
}

// scanState reads id, version, doc; it returns the id as stored.
func scanState(rows *sql.Rows) (string, monitor.State, error) {
	var id, doc string
	var version int64
	if err := rows.Scan(&id, &version, &doc); err != nil {
		return "", monitor.State{}, err
	}
	st, err := decode[monitor.State]("monitor", id, doc)
	st.ID, st.Version = monitor.ID(untext(id)), version
	return id, st, err
}

// scanIncident reads monitor_id, id, doc; it returns the Monitor as stored.
func scanIncident(rows *sql.Rows) (string, incident.Incident, error) {
	var monitorID, id, doc string
	if err := rows.Scan(&monitorID, &id, &doc); err != nil {
		return "", incident.Incident{}, err
	}
	inc, err := decode[incident.Incident]("incident", id, doc)
	inc.ID, inc.Monitor = untext(id), monitor.ID(untext(monitorID))
	return monitorID, inc, err
}
