package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/notify"
)

const (
	sqlResendable = `SELECT status, action, thread, receiver, address, seq FROM deliveries WHERE id = $1`
	sqlNewer      = `SELECT 1 FROM deliveries WHERE incident_id = $1 AND thread = $1 AND receiver = $2 AND address = $3 AND action = 'update'
		AND seq > $4 LIMIT 1`
	// An update that is stale stays where it is, and in nobody's way.
	sqlAllDead = `SELECT d.id FROM deliveries d WHERE d.status = 'dead'%s AND NOT (d.action = 'update' AND EXISTS (SELECT 1 FROM deliveries e
		WHERE e.incident_id = d.incident_id AND e.thread = d.thread AND e.receiver = d.receiver AND e.address = d.address
			AND e.action = 'update' AND e.seq > d.seq)) ORDER BY d.seq LIMIT $1`
	ofReceiver = ` AND d.receiver = $2`
	// The last update of a thread, through deliveries_incident.
	sqlLastUpdate = `SELECT id, status FROM deliveries WHERE incident_id = $1 AND thread = $1 AND receiver = $2 AND address = $3
		AND action = 'update' ORDER BY seq DESC LIMIT 1`
	// What was sent is to be sent once more, and not to be found where it arrived.
	sqlResend = `UPDATE deliveries SET seq = $1, status = 'pending', queued_at = $2, not_before = 0, in_flight = 0,
		uncertain = CASE WHEN status = 'dead' THEN uncertain ELSE 0 END, attempts = 0, concluded_at = 0, receipt = '',
		resent_by = $3, resent_at = $2 WHERE id = $4 AND status = $5`
)

// Why a delivery is not sent again.
var (
	ErrPending = errors.New("it waits to be sent anyway")
	ErrSent    = errors.New("it has arrived")
	ErrSkipped = errors.New("its receiver has no use for it")
	ErrStale   = errors.New("a newer update of the same message says all that it would")
)

// Again asks that deliveries be sent again.
type Again struct {
	By incident.Person // who asks
	At time.Time
	// NewID makes the IDs of what the audit log says of it; they sort by time.
	NewID func() string
	// Force sends also what arrived, or what its receiver had no use for.
	Force bool
}

// Resent is what became of one that was asked for.
type Resent struct {
	ID  string
	Err error // nil: it waits to be sent; else ErrNotFound, ErrPending, ErrSent, ErrSkipped, ErrStale
}

// Resend queues deliveries again, in the order given, each behind whatever waits in its thread. It keeps its id, by which its
// receiver recognises it, and has all its attempts and time before it. All of them are queued, or, with an error, none; those
// that are not to be sent again say why, and nothing happens to them.
func (s *Store) Resend(ctx context.Context, ids []string, a Again) ([]Resent, error) {
	var resent []Resent
	err := s.persist(ctx, "send deliveries again", func(h handle) (err error) {
		resent, err = resendAll(ctx, h, ids, a)
		return err
	})
	if err != nil {
		return nil, err
	}
	return resent, nil
}

// ResendDead is Resend for what was given up, of one receiver or, where that is empty, of all, the oldest first, without
// the updates that are stale. It takes up to MaxLimit of them, and says whether there may be more.
func (s *Store) ResendDead(ctx context.Context, receiver string, a Again) (resent []Resent, more bool, err error) {
	condition, args := "", []any{MaxLimit}
	if receiver != "" {
		condition, args = ofReceiver, append(args, key(receiver))
	}
	err = s.persist(ctx, "send dead letters again", func(h handle) error {
		var ids []string
		err := each(ctx, h, fmt.Sprintf(sqlAllDead, condition), args, func(rows *sql.Rows) error {
			var id string
			if err := rows.Scan(&id); err != nil {
				return err
			}
			ids = append(ids, untext(id))
			return nil
		})
		if err != nil {
			return err
		}
		more = len(ids) == MaxLimit
		resent, err = resendAll(ctx, h, ids, a)
		return err
	})
	if err != nil {
		return nil, false, err
	}
	return resent, more, nil
}

func resendAll(ctx context.Context, h handle, ids []string, a Again) ([]Resent, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	// As when messages are queued: the counter's row is locked until the commit, and two who resend come one after the other.
	// The second half of the numbers is for what is brought along, so that it goes behind all that was asked for.
	var last int64
	if _, err := first(ctx, h, sqlTakeNumbers, []any{2 * len(ids)}, &last); err != nil {
		return nil, err
	}
	all := make([]Resent, len(ids))
	var records []incident.Record
	for i, id := range ids {
		along := last - int64(len(ids)-i-1)
		d, err := resend(ctx, h, id, along-int64(len(ids)), along, a)
		if err != nil && !refusal(err) {
			return nil, fmt.Errorf("delivery %q: %w", id, err)
		}
		all[i] = Resent{ID: id, Err: err}
		if err == nil {
			records = append(records, a.record(d))
		}
	}
	return all, (&tx{h: h}).Audit(ctx, records)
}

func refusal(err error) bool {
	for _, known := range []error{ErrNotFound, ErrPending, ErrSent, ErrSkipped, ErrStale} {
		if errors.Is(err, known) {
			return true
		}
	}
	return false
}

// stored is what matters of a delivery when it is to be sent again.
type stored struct {
	id                                string // as a key
	status                            DeliveryStatus
	action, thread, receiver, address string
	seq                               int64
}

// resend queues one delivery under a new number, and under another one what it brings along.
func resend(ctx context.Context, h handle, id string, seq, along int64, a Again) (stored, error) {
	d := stored{id: key(id)}
	found, err := first(ctx, h, sqlResendable, []any{d.id}, &d.status, &d.action, &d.thread, &d.receiver, &d.address, &d.seq)
	switch {
	case err != nil:
		return d, err
	case !found:
		return d, ErrNotFound
	case d.status == Pending:
		return d, ErrPending
	case d.status == Sent && !a.Force:
		return d, ErrSent
	case d.status == Skipped && !a.Force:
		return d, ErrSkipped
	}
	if d.action == string(notify.Update) {
		var one int
		newer, err := first(ctx, h, sqlNewer, []any{d.thread, d.receiver, d.address, d.seq}, &one)
		if err != nil {
			return d, err
		}
		if newer {
			return d, ErrStale // it would take back what the newer one says
		}
	}
	if err := d.requeue(ctx, h, seq, a); err != nil || d.action != string(notify.Post) {
		return d, err
	}
	last := d
	found, err = first(ctx, h, sqlLastUpdate, []any{d.thread, d.receiver, d.address}, &last.id, &last.status)
	if err != nil || !found || last.status != Skipped {
		return d, err
	}
	return d, last.requeue(ctx, h, along, a)
}

// requeue gives a delivery that is concluded a new number, and its thread a head.
func (d stored) requeue(ctx context.Context, h handle, seq int64, a Again) error {
	r, err := h.ExecContext(ctx, sqlResend, seq, micros(a.At), text(a.By.ID), d.id, string(d.status))
	if err != nil {
		return err
	}
	if n, err := r.RowsAffected(); err != nil || n == 0 {
		return errors.Join(err, ErrPending)
	}
	_, err = h.ExecContext(ctx, fmt.Sprintf(sqlQueueThreads, "($1, $2, $3, $4, 1, '', '', 0)"), d.thread, d.receiver, d.address, seq)
	return err
}
