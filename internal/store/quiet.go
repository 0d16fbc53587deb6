package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/monitor"
)

const (
	sqlMuted  = `muted_by <> '' AND muted_by = $1 AND status <> 'resolved' ORDER BY opened_at, id`
	sqlRecent = `topic <> '' AND told_at > 0 AND topic = $1 AND told_at >= $2 AND kind <> 'burst' AND kind <> 'digest' ORDER BY told_at, id LIMIT $3`
	// The members come in the order of their IDs, which is that of their beginning.
	sqlMembers = `burst <> '' AND burst = $1 ORDER BY id LIMIT $2`
	// Of the newest incidents of one monitor alone: one that has thousands of another kind costs no more.
	sqlBefore = `id IN (SELECT id FROM incidents WHERE monitor_id = $1 ORDER BY opened_at DESC, id DESC LIMIT 50)
		AND kind = $2 AND status = 'resolved' ORDER BY opened_at DESC, id DESC LIMIT 1`
)

// Muted returns the unresolved Incidents that a Silence keeps quiet.
func (t *tx) Muted(ctx context.Context, silence string) ([]incident.Incident, error) {
	return t.incidents(ctx, sqlMuted, key(silence))
}

// Recent returns up to limit Incidents of a topic that people were told of since, each by itself, the oldest first.
func (t *tx) Recent(ctx context.Context, topic string, since time.Time, limit int) ([]incident.Incident, error) {
	return t.incidents(ctx, sqlRecent, key(topic), micros(since), limit)
}

// Members returns up to limit of the Incidents that a burst tells of, in the order of their IDs.
func (t *tx) Members(ctx context.Context, burst string, limit int) ([]incident.Incident, error) {
	return t.incidents(ctx, sqlMembers, key(burst), limit)
}

// Before returns the newest resolved Incident of a Monitor and Kind; false where there is none among the newest fifty of the Monitor.
func (t *tx) Before(ctx context.Context, of monitor.ID, kind incident.Kind) (incident.Incident, bool, error) {
	found, err := t.incidents(ctx, sqlBefore, key(string(of)), text(string(kind)))
	if err != nil || len(found) == 0 {
		return incident.Incident{}, false, err
	}
	return found[0], true, nil
}

func (t *tx) incidents(ctx context.Context, where string, args ...any) ([]incident.Incident, error) {
	found, err := incidentsWhere(ctx, t.h, where, args)
	if err != nil {
		return nil, fmt.Errorf("load incidents: %w", err)
	}
	return found, nil
}

func incidentsWhere(ctx context.Context, h runner, where string, args []any) ([]incident.Incident, error) {
	var found []incident.Incident
	err := each(ctx, h, `SELECT monitor_id, id, doc FROM incidents WHERE `+where, args, func(rows *sql.Rows) error {
		_, i, err := scanIncident(rows)
		found = append(found, i)
		return err
	})
	return found, err
}
