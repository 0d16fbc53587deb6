package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"rollcall.dev/rollcall/internal/notify"
)

// DeliveryStatus is where a delivery stands.
type DeliveryStatus string

// The statuses of a delivery.
const (
	Pending DeliveryStatus = "pending"
	Sent    DeliveryStatus = "sent"
	Skipped DeliveryStatus = "skipped" // the receiver has no use for it
	Dead    DeliveryStatus = "dead"    // rejected, or given up
)

// Delivery is one row of the outbox as pages show it.
type Delivery struct {
	Seq         int64 // ascending in the order of commits
	Message     notify.Message
	Status      DeliveryStatus
	QueuedAt    time.Time
	NotBefore   time.Time // of a pending one: when it is tried again; zero: at once
	InFlight    bool      // somebody is sending it, or died while sending it
	Uncertain   bool      // an earlier attempt may have arrived
	Attempts    int
	LastError   string // of the newest attempt; empty where it went well
	ConcludedAt time.Time
	Receipt     notify.Receipt // of a sent one; nil where the receiver gave none
	ResentBy    string         // who asked last that it be sent again; empty: nobody did
	ResentAt    time.Time      // and when; it is queued since then
}

// DeliveryFilter selects deliveries; empty fields select all.
type DeliveryFilter struct {
	Status   DeliveryStatus
	Incident string
	Receiver string
	Before   int64 // only those with a lower Seq: the next page; 0: from the newest
}

const sqlDeliveries = `SELECT seq, id, status, queued_at, not_before, in_flight, uncertain, attempts, last_error, concluded_at,
	receipt, resent_by, resent_at, doc FROM deliveries`

// Delivery returns one, or ErrNotFound.
func (s *Store) Delivery(ctx context.Context, id string) (Delivery, error) {
	var d Delivery
	found := false
	err := each(ctx, s.read, sqlDeliveries+` WHERE id = $1`, []any{key(id)}, func(rows *sql.Rows) (err error) {
		d, err = scanDelivery(rows)
		found = true
		return err
	})
	if err == nil && !found {
		err = ErrNotFound
	}
	return d, s.wrap(err, fmt.Sprintf("read delivery %q", id))
}

// Deliveries lists deliveries, the newest first.
func (s *Store) Deliveries(ctx context.Context, f DeliveryFilter, limit int) ([]Delivery, error) {
	q := query{from: sqlDeliveries}
	if f.Status != "" {
		q.and("status = ?", text(string(f.Status)))
	}
	if f.Incident != "" {
		q.and("incident_id = ?", key(f.Incident))
	}
	if f.Receiver != "" {
		q.and("receiver = ?", key(f.Receiver))
	}
	if f.Before != 0 {
		q.and("seq < ?", f.Before)
	}
	text, args := q.done("seq DESC", limit)
	var found []Delivery
	err := each(ctx, s.read, text, args, func(rows *sql.Rows) error {
		d, err := scanDelivery(rows)
		found = append(found, d)
		return err
	})
	return found, s.wrap(err, "list deliveries")
}

func scanDelivery(rows *sql.Rows) (Delivery, error) {
	var d Delivery
	var id, receipt, doc string
	var queued, notBefore, concluded, resent int64
	err := rows.Scan(&d.Seq, &id, &d.Status, &queued, &notBefore, &d.InFlight, &d.Uncertain, &d.Attempts, &d.LastError,
		&concluded, &receipt, &d.ResentBy, &resent, &doc)
	if err != nil {
		return d, err
	}
	d.Message, err = decode[notify.Message]("message", id, doc)
	d.Message.ID = untext(id)
	d.QueuedAt, d.NotBefore, d.ConcludedAt = instant(queued), instant(notBefore), instant(concluded)
	d.ResentAt = instant(resent)
	d.LastError, d.ResentBy = untext(d.LastError), untext(d.ResentBy)
	if receipt != "" {
		d.Receipt = notify.Receipt(untext(receipt))
	}
	return d, err
}
