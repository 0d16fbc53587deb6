package store

import (
	"context"
	"fmt"
	"strings"

	"rollcall.dev/rollcall/internal/deliver"
	"rollcall.dev/rollcall/internal/notify"
)

// head > 0 is what makes a database see that threads_head, a partial index, will do.
const (
	sqlRelease = `UPDATE threads SET token = '' WHERE token = $1 AND head > 0 AND head = (SELECT seq FROM deliveries WHERE id = $2)
		RETURNING thread, receiver, address, head, receipt`
	sqlConclude = `UPDATE deliveries SET status = $1, not_before = $2, in_flight = 0, uncertain = CASE WHEN $3 = 1 THEN 1 ELSE uncertain END,
			attempts = attempts - $4, last_error = $5, concluded_at = $6, receipt = $7 WHERE seq = $8`
	sqlRetry   = `UPDATE threads SET due_at = $1 WHERE head > 0 AND head = $2`
	sqlNext    = `SELECT seq FROM deliveries WHERE thread = $1 AND receiver = $2 AND address = $3 AND status = 'pending' ORDER BY seq LIMIT 1`
	sqlAdvance = `UPDATE threads SET head = $1, due_at = $2, idle_at = $3, receipt = $4 WHERE thread = $5 AND receiver = $6 AND address = $7`
)

// Conclude ends the attempt; deliver.ErrFenced where the lease is no longer ours. A lease that has run out is still ours until
// somebody else claims the message.
func (s *Store) Conclude(ctx context.Context, c deliver.Claimed, r deliver.Result) error {
	status, err := statusOf(r)
	if err != nil {
		return fmt.Errorf("conclude delivery %q: %w", c.Attempt.ID, err)
	}
	return s.persist(ctx, "conclude a delivery", func(h handle) error { return conclude(ctx, h, c, r, status) })
}

func conclude(ctx context.Context, h handle, c deliver.Claimed, r deliver.Result, status DeliveryStatus) error {
	var thread, receiver, address, root string
	var seq int64
	// This locks the thread: what is queued meanwhile waits for us, or is seen below.
	ours, err := first(ctx, h, sqlRelease, []any{c.Token, key(c.Attempt.ID)}, &thread, &receiver, &address, &seq, &root)
	if err != nil {
		return err
	}
	if !ours || c.Token == "" {
		return fmt.Errorf("delivery %q: %w", c.Attempt.ID, deliver.ErrFenced)
	}
	var receipt string
	var concluded int64
	if r.Sent {
		receipt = text(string(r.Receipt))
	}
	if status != Pending {
		concluded = max(1, micros(r.At))
	}
	_, err = h.ExecContext(ctx, sqlConclude, string(status), deadline(r.RetryAt), bit(r.Uncertain), bit(r.Uncounted),
		text(r.Error), concluded, receipt, seq)
	if err != nil {
		return err
	}
	if status == Pending {
		_, err := h.ExecContext(ctx, sqlRetry, max(1, deadline(r.RetryAt)), seq)
		return err
	}
	var next int64
	waits, err := first(ctx, h, sqlNext, []any{thread, receiver, address}, &next)
	if err != nil {
		return err
	}
	starts := c.Attempt.Action == notify.Post || c.Attempt.Action == notify.Reply && root == ""
	if starts && receipt != "" && receipt != "null" {
		root = receipt
	}
	idle := concluded
	if waits {
		idle = 0
	}
	_, err = h.ExecContext(ctx, sqlAdvance, next, bit(waits), idle, root, thread, receiver, address)
	return err
}

// statusOf is what a Result makes of a delivery; it refuses a Result that says nothing, or more than one thing.
func statusOf(r deliver.Result) (DeliveryStatus, error) {
	var said []string
	var status DeliveryStatus
	for _, c := range []struct {
		is     bool
		status DeliveryStatus
		name   string
	}{{r.Sent, Sent, "Sent"}, {r.Skipped, Skipped, "Skipped"}, {r.Dead, Dead, "Dead"}, {!r.RetryAt.IsZero(), Pending, "RetryAt"}} {
		if c.is {
			status = c.status
			said = append(said, c.name)
		}
	}
	if len(said) != 1 {
		return "", fmt.Errorf("want exactly one of Sent, Skipped, Dead and RetryAt, got %d: %s", len(said), strings.Join(said, ", "))
	}
	return status, nil
}

func bit(b bool) int64 {
	if b {
		return 1
	}
	return 0
}
