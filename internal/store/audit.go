package store

import (
	"context"
	"database/sql"
	"fmt"

	"rollcall.dev/rollcall/internal/incident"
)

const sqlAudit = `INSERT INTO audit (id, at, person, what, subject, doc) VALUES %s ON CONFLICT (id) DO NOTHING`

// Audit appends to the audit log; a record that is there already changes nothing.
func (t *tx) Audit(ctx context.Context, records []incident.Record) error {
	rows := make([][]any, len(records))
	for i, r := range records {
		doc, err := encode("audit", r.ID, r)
		if err != nil {
			return err
		}
		rows[i] = []any{key(r.ID), micros(r.At), text(r.By.ID), text(r.What), key(r.Subject), doc}
	}
	if err := t.insert(ctx, sqlAudit, rows); err != nil {
		return fmt.Errorf("append to the audit log: %w", err)
	}
	return nil
}

// record is what the audit log says of a delivery that is sent again: it is about the Incident, as far as there is one.
func (a Again) record(d stored) incident.Record {
	to := untext(d.receiver)
	if d.address != "" {
		to += " " + untext(d.address)
	}
	return incident.Record{
		ID: a.NewID(), At: a.At, By: a.By, What: "resend", Subject: untext(d.thread),
		Text: fmt.Sprintf("delivery %s to %s", untext(d.id), to),
	}
}

// AuditLog lists what was done, the newest first; subject is the ID of an Incident or a Silence, or empty for all. before is the ID of
// the last one of the page before; empty: from the newest.
func (s *Store) AuditLog(ctx context.Context, subject, before string, limit int) ([]incident.Record, error) {
	q := query{from: "SELECT id, doc FROM audit"}
	if subject != "" {
		q.and("subject = ?", key(subject))
	}
	if before != "" {
		q.and("id < ?", key(before))
	}
	text, args := q.done("id DESC", limit)
	var found []incident.Record
	err := each(ctx, s.read, text, args, func(rows *sql.Rows) error {
		var id, doc string
		if err := rows.Scan(&id, &doc); err != nil {
			return err
		}
		r, err := decode[incident.Record]("audit", id, doc)
		r.ID = untext(id)
		found = append(found, r)
		return err
	})
	return found, s.wrap(err, "read the audit log")
}
