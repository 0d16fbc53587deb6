package store

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/ledger"
	"rollcall.dev/rollcall/internal/monitor"
)

// Save writes the changes. A Monitor may occur once in one call. It returns ledger.ErrConflict where a stored State is not the
// one that a change was made from.
func (t *tx) Save(ctx context.Context, changes []ledger.Change) error {
	if err := t.saveStates(ctx, changes); err != nil {
		return fmt.Errorf("save %d monitors: %w", len(changes), err)
	}
	if err := t.saveVerdicts(ctx, changes); err != nil {
		return fmt.Errorf("save verdicts: %w", err)
	}
	if err := t.saveIncidents(ctx, changes); err != nil {
		return fmt.Errorf("save incidents: %w", err)
	}
	if err := t.queue(ctx, changes); err != nil {
		return fmt.Errorf("queue deliveries: %w", err)
	}
	return nil
}

const (
	sqlInsertStates = `INSERT INTO monitors (id, source, cluster, namespace, name, removed_at, version, next_check_at, doc)
		VALUES %s ON CONFLICT (id) DO NOTHING RETURNING id`
	sqlUpdateStates = `WITH v (id, source, cluster, namespace, name, removed_at, version, next_check_at, doc) AS (VALUES %s)
		UPDATE monitors SET source = v.source, cluster = v.cluster, namespace = v.namespace, name = v.name,
			removed_at = v.removed_at, version = v.version, next_check_at = v.next_check_at, doc = v.doc
		FROM v WHERE monitors.id = v.id AND monitors.version = v.version - 1 RETURNING monitors.id`
)

// stateColumns are the types in sqlUpdateStates.
func stateColumns() []string {
	return []string{"TEXT", "TEXT", "TEXT", "TEXT", "TEXT", "BIGINT", "BIGINT", "BIGINT", "TEXT"}
}

func (t *tx) saveStates(ctx context.Context, changes []ledger.Change) error {
	var inserts, updates [][]any
	wanted := make(map[string]bool, len(changes))
	for _, c := range changes {
		st := c.State
		id := key(string(st.ID))
		if wanted[id] {
			return fmt.Errorf("monitor %q is in one batch twice", st.ID)
		}
		wanted[id] = true
		isNew := st.Version == 0
		st.Version++
		doc, err := encode("monitor", id, st)
		if err != nil {
			return err
		}
		d := st.Definition
		row := []any{id, text(string(d.Source)), key(d.Cluster), key(d.Namespace), key(d.Name),
			micros(st.RemovedAt), st.Version, deadline(c.NextCheck), doc}
		if isNew {
			inserts = append(inserts, row)
		} else {
			updates = append(updates, row)
		}
	}
	saved := make(map[string]bool, len(changes))
	err := t.h.bulk(inserts, nil, func(values string, args []any) error {
		return each(ctx, t.h, fmt.Sprintf(sqlInsertStates, values), args, collect(saved))
	})
	if err != nil {
		return err
	}
	err = t.h.bulk(updates, stateColumns(), func(values string, args []any) error {
		return each(ctx, t.h, fmt.Sprintf(sqlUpdateStates, values), args, collect(saved))
	})
	if err != nil {
		return err
	}
	for _, c := range changes {
		if !saved[key(string(c.State.ID))] {
			return fmt.Errorf("monitor %q has no longer version %d: %w", c.State.ID, c.State.Version, ledger.ErrConflict)
		}
	}
	return nil
}

const sqlSaveVerdicts = `INSERT INTO verdicts
		(monitor_id, key, slot_at, run_id, judgement, cause, flags, at, decided_at, revisions, doc) VALUES %s
	ON CONFLICT (monitor_id, key) DO UPDATE SET slot_at = excluded.slot_at, run_id = excluded.run_id,
		judgement = excluded.judgement, cause = excluded.cause, flags = excluded.flags, at = excluded.at,
		decided_at = excluded.decided_at, revisions = verdicts.revisions + 1 + excluded.revisions, doc = excluded.doc`

func (t *tx) saveVerdicts(ctx context.Context, changes []ledger.Change) error {
	const revisions = 9 // its column
	var rows [][]any
	at := map[[2]string]int{} // where the row of a Monitor and key is: one statement may write a row once
	revised := map[[2]string]int{}
	for _, c := range changes {
		for _, v := range c.Verdicts {
			v.Monitor = cmp.Or(v.Monitor, c.State.ID)
			doc, err := encode("verdict", v.Key(), v)
			if err != nil {
				return err
			}
			k := [2]string{key(string(v.Monitor)), key(v.Key())}
			row := []any{k[0], k[1], micros(v.Slot), text(string(v.Run)), text(string(v.Judgement)),
				text(string(v.Cause.Code)), text(joinFlags(v.Flags)), micros(v.At), micros(v.DecidedAt), 0, doc}
			if i, twice := at[k]; twice {
				revised[k]++
				row[revisions] = revised[k]
				rows[i] = row
				continue
			}
			at[k] = len(rows)
			rows = append(rows, row)
		}
	}
	return t.insert(ctx, sqlSaveVerdicts, rows)
}

func joinFlags(flags []monitor.Flag) string {
	s := make([]string, len(flags))
	for i, f := range flags {
		s[i] = string(f)
	}
	return strings.Join(s, ",")
}

const sqlSaveIncidents = `INSERT INTO incidents
		(id, monitor_id, kind, status, opened_at, updated_at, resolved_at, topic, told_at, burst, muted_by, doc) VALUES %s
	ON CONFLICT (id) DO UPDATE SET monitor_id = excluded.monitor_id, kind = excluded.kind, status = excluded.status,
		opened_at = excluded.opened_at, updated_at = excluded.updated_at, resolved_at = excluded.resolved_at,
		topic = excluded.topic, told_at = excluded.told_at, burst = excluded.burst, muted_by = excluded.muted_by, doc = excluded.doc`

func (t *tx) saveIncidents(ctx context.Context, changes []ledger.Change) error {
	var all []incident.Incident
	at := map[string]int{}
	for _, c := range changes {
		for _, inc := range c.Incidents {
			inc.Monitor = cmp.Or(inc.Monitor, c.State.ID)
			if i, twice := at[inc.ID]; twice {
				all[i] = inc
				continue
			}
			at[inc.ID] = len(all)
			all = append(all, inc)
		}
	}
	// The resolved ones make room for their successors, of which there may be one unresolved.
	slices.SortStableFunc(all, func(a, b incident.Incident) int { return rank(a) - rank(b) })
	rows := make([][]any, len(all))
	for i, inc := range all {
		doc, err := encode("incident", inc.ID, inc)
		if err != nil {
			return err
		}
		rows[i] = []any{key(inc.ID), key(string(inc.Monitor)), text(string(inc.Kind)), text(string(inc.Status)),
			micros(inc.OpenedAt), micros(inc.UpdatedAt), micros(inc.ResolvedAt),
			key(inc.Topic), micros(inc.ToldAt), key(inc.Burst), key(inc.MutedBy), doc}
	}
	return t.insert(ctx, sqlSaveIncidents, rows)
}

func rank(inc incident.Incident) int {
	if inc.Status == incident.Resolved {
		return 0
	}
	return 1
}

// insert runs a statement with all rows.
func (t *tx) insert(ctx context.Context, statement string, rows [][]any) error {
	return t.h.bulk(rows, nil, func(values string, args []any) error {
		_, err := t.h.ExecContext(ctx, fmt.Sprintf(statement, values), args...)
		return err
	})
}
