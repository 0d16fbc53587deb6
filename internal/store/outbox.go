package store

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"rollcall.dev/rollcall/internal/deliver"
	"rollcall.dev/rollcall/internal/ledger"
	"rollcall.dev/rollcall/internal/notify"
)

const (
	sqlClaimThreads = `WITH due AS MATERIALIZED (
			SELECT head FROM threads WHERE due_at > 0 AND due_at <= $1 ORDER BY due_at, head LIMIT $2 %s)
		UPDATE threads SET due_at = $3, token = $4 WHERE head > 0 AND head IN (SELECT head FROM due) AND due_at > 0 AND due_at <= $1
		RETURNING head, receipt`
	sqlClaimMessages = `UPDATE deliveries SET attempts = attempts + 1, in_flight = 1,
			uncertain = CASE WHEN in_flight = 1 THEN 1 ELSE uncertain END
		WHERE seq IN %s RETURNING seq, id, attempts, uncertain, queued_at, doc`
	// Through deliveries_waiting.
	sqlSuperseded = `SELECT d.seq FROM deliveries d WHERE d.seq IN %s AND EXISTS (SELECT 1 FROM deliveries e
		WHERE e.thread = d.thread AND e.receiver = d.receiver AND e.address = d.address AND e.status = 'pending'
			AND e.seq > d.seq AND e.action = 'update')`
)

// Claim leases up to limit messages that may be sent at now, each the first that waits in its thread (Incident and
// Destination), those due longest first. Whoever else calls it does not get them until the lease has ended.
//
// Attempt.Root is the Receipt of the thread's Post; nil for a Post, and nil for whatever follows a Post that was given up:
// a Reply is then to be posted anew, and its Receipt becomes the Root. Attempt.Uncertain stays true once an attempt was not
// concluded, or was concluded as uncertain: a later attempt that failed for certain says nothing of the earlier one.
//
// A message that cannot be read any more is concluded as dead, so that it holds up nobody.
func (s *Store) Claim(ctx context.Context, now time.Time, lease time.Duration, limit int) ([]deliver.Claimed, error) {
	if limit <= 0 {
		return nil, nil
	}
	var claimed []deliver.Claimed
	err := s.persist(ctx, "claim deliveries", func(h handle) error {
		token := rand.Text()
		roots := map[int64]string{}
		args := []any{micros(now), limit, deadline(now.Add(lease)), token}
		err := each(ctx, h, fmt.Sprintf(sqlClaimThreads, h.dialect.skipLocked()), args, func(rows *sql.Rows) error {
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
		claimed, err = claimMessages(ctx, h, token, roots, now)
		return err
	})
	if err != nil {
		return nil, err
	}
	return claimed, nil
}

// claimMessages counts an attempt for each message that heads one of the threads, given with its receipt, and reads it.
func claimMessages(ctx context.Context, h handle, token string, roots map[int64]string, now time.Time) ([]deliver.Claimed, error) {
	heads := slices.Sorted(maps.Keys(roots))
	found := make(map[int64]deliver.Claimed, len(heads))
	unreadable := map[int64]error{}
	err := h.bulk(single(heads), nil, func(values string, args []any) error {
		return each(ctx, h, fmt.Sprintf(sqlClaimMessages, in(values)), args, func(rows *sql.Rows) error {
			var id, doc string
			var seq, queued int64
			c := deliver.Claimed{Token: token}
			if err := rows.Scan(&seq, &id, &c.Attempts, &c.Attempt.Uncertain, &queued, &doc); err != nil {
				return err
			}
			m, err := decode[notify.Message]("message", id, doc)
			if err != nil {
				unreadable[seq] = err
			}
			m.ID = untext(id)
			c.Attempt.Message, c.QueuedAt = m, instant(queued)
			if root := roots[seq]; root != "" && m.Action != notify.Post {
				c.Attempt.Root = notify.Receipt(untext(root))
			}
			found[seq] = c
			return nil
		})
	})
	if err != nil {
		return nil, err
	}
	superseded, err := supersededUpdates(ctx, h, found)
	if err != nil {
		return nil, err
	}
	claimed := make([]deliver.Claimed, 0, len(heads))
	for _, seq := range heads {
		c, ok := found[seq]
		if !ok {
			return nil, fmt.Errorf("a thread leads to delivery %d, which is not there", seq)
		}
		c.Superseded = superseded[seq]
		if err := unreadable[seq]; err == nil {
			claimed = append(claimed, c)
		} else if err := conclude(ctx, h, c, deliver.Result{At: now, Dead: true, Error: err.Error()}, Dead); err != nil {
			return nil, err
		}
	}
	return claimed, nil
}

// supersededUpdates says which of the claimed Updates have a newer one behind them.
func supersededUpdates(ctx context.Context, h handle, found map[int64]deliver.Claimed) (map[int64]bool, error) {
	var updates []int64
	for seq, c := range found {
		if c.Attempt.Action == notify.Update {
			updates = append(updates, seq)
		}
	}
	superseded := map[int64]bool{}
	err := h.bulk(single(updates), nil, func(values string, args []any) error {
		return each(ctx, h, fmt.Sprintf(sqlSuperseded, in(values)), args, func(rows *sql.Rows) error {
			var seq int64
			if err := rows.Scan(&seq); err != nil {
				return err
			}
			superseded[seq] = true
			return nil
		})
	})
	return superseded, err
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
