package store

import (
	"cmp"
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"rollcall.dev/rollcall/internal/deliver"
	"rollcall.dev/rollcall/internal/ledger"
	"rollcall.dev/rollcall/internal/notify"
)

const (
	sqlClaimThreads = `UPDATE threads SET due_at = $1, token = $2
		WHERE head IN (SELECT head FROM threads WHERE due_at > 0 AND due_at <= $3 ORDER BY due_at, head LIMIT $4)
			AND due_at > 0 AND due_at <= $3
		RETURNING head, receipt`
	sqlClaimMessages = `UPDATE deliveries SET attempts = attempts + 1, in_flight = 1,
			uncertain = CASE WHEN in_flight = 1 THEN 1 ELSE uncertain END
		WHERE seq IN %s RETURNING seq, id, attempts, uncertain, queued_at, doc`
)

// Claim leases up to limit messages that may be sent at now, each the first that waits in its thread (Incident and
// Destination), those due longest first. Whoever else calls it does not get them until the lease has ended.
//
// Attempt.Root is the Receipt of the thread's Post; nil for a Post, and nil for whatever follows a Post that was given up:
// a Reply is then to be posted anew, and its Receipt becomes the Root. Attempt.Uncertain stays true once an attempt was not
// concluded, or was concluded as uncertain: a later attempt that failed for certain says nothing of the earlier one.
func (s *Store) Claim(ctx context.Context, now time.Time, lease time.Duration, limit int) ([]deliver.Claimed, error) {
	if limit <= 0 {
		return nil, nil
	}
	var claimed []deliver.Claimed
	err := s.persist(ctx, "claim deliveries", func(h handle) error {
		token := rand.Text()
		roots := map[int64]string{}
		args := []any{deadline(now.Add(lease)), token, micros(now), limit}
		err := each(ctx, h, sqlClaimThreads, args, func(rows *sql.Rows) error {
			var head int64
			var receipt string
			if err := rows.Scan(&head, &receipt); err != nil {
				return err
			}
			roots[head] = receipt
			return nil
		})
		if err != nil {
			return err
		}
		claimed, err = claimMessages(ctx, h, token, roots)
		return err
	})
	if err != nil {
		return nil, err
	}
	return claimed, nil
}

func claimMessages(ctx context.Context, h handle, token string, roots map[int64]string) ([]deliver.Claimed, error) {
	type numbered struct {
		seq int64
		deliver.Claimed
	}
	var found []numbered
	heads := make([]int64, 0, len(roots))
	for seq := range roots {
		heads = append(heads, seq)
	}
	err := bulk(single(heads), nil, func(values string, args []any) error {
		return each(ctx, h, fmt.Sprintf(sqlClaimMessages, in(values)), args, func(rows *sql.Rows) error {
			var id, doc string
			var queued int64
			n := numbered{Claimed: deliver.Claimed{Token: token}}
			if err := rows.Scan(&n.seq, &id, &n.Attempts, &n.Attempt.Uncertain, &queued, &doc); err != nil {
				return err
			}
			m, err := decode[notify.Message]("message", id, doc)
			if err != nil {
				return err
			}
			m.ID = untext(id)
			n.Attempt.Message, n.QueuedAt = m, instant(queued)
			if root := roots[n.seq]; root != "" && m.Action != notify.Post {
				n.Attempt.Root = notify.Receipt(untext(root))
			}
			found = append(found, n)
			return nil
		})
	})
	if err != nil {
		return nil, err
	}
	if len(found) != len(heads) {
		return nil, fmt.Errorf("%d threads lead to %d messages", len(heads), len(found))
	}
	slices.SortFunc(found, func(a, b numbered) int { return cmp.Compare(a.seq, b.seq) })
	claimed := make([]deliver.Claimed, len(found))
	for i, n := range found {
		claimed[i] = n.Claimed
	}
	return claimed, nil
}

const (
	sqlRelease = `UPDATE threads SET token = '' WHERE token = $1 AND head = (SELECT seq FROM deliveries WHERE id = $2)
		RETURNING thread, receiver, address, head, receipt`
	sqlConclude = `UPDATE deliveries SET status = $1, not_before = $2, in_flight = 0, uncertain = CASE WHEN $3 = 1 THEN 1 ELSE uncertain END,
			attempts = attempts - $4, last_error = $5, concluded_at = $6, receipt = $7 WHERE seq = $8`
	sqlRetry   = `UPDATE threads SET due_at = $1 WHERE head = $2`
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
	return s.persist(ctx, "conclude a delivery", func(h handle) error {
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
		receipt := ""
		if r.Sent {
			receipt = text(string(r.Receipt))
		}
		concluded := int64(0)
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
		if receipt != "" && receipt != "null" && (c.Attempt.Action == notify.Post || c.Attempt.Action == notify.Reply && root == "") {
			root = receipt
		}
		idle := concluded
		if waits {
			idle = 0
		}
		_, err = h.ExecContext(ctx, sqlAdvance, next, bit(waits), idle, root, thread, receiver, address)
		return err
	})
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

// NextDue returns when the next message may be sent, or the next lease ends; false where nothing waits. An instant of 1970
// means at once.
func (s *Store) NextDue(ctx context.Context) (time.Time, bool, error) {
	var us int64
	found, err := first(ctx, s.read, sqlNextDue, nil, &us)
	return instant(us), found, s.wrap(err, "read the next due delivery")
}

const sqlNextDue = `SELECT due_at FROM threads WHERE due_at > 0 ORDER BY due_at, head LIMIT 1`

// persist is transact that tries again by itself while other writers are in the way: what it runs asks the database for
// all that it needs.
func (s *Store) persist(ctx context.Context, tried string, fn func(handle) error) error {
	const attempts = 10
	for n := 1; ; n++ {
		err := s.transact(ctx, nil, tried, fn)
		if !errors.Is(err, ledger.ErrConflict) || n == attempts || ctx.Err() != nil {
			return err
		}
	}
}
