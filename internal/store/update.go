package store

import (
	"context"
	"database/sql"
	"time"

	"rollcall.dev/rollcall/internal/ledger"
	"rollcall.dev/rollcall/internal/monitor"
)

// Update runs fn in one serialisable transaction and commits if it returns nil. It returns ledger.ErrConflict (wrapped) where
// another writer was in the way; then nothing has happened, and the same may be tried again on what is stored now. After any
// other error of the commit itself (a lost connection) it is unknown whether it happened; repeating the observations is safe.
func (s *Store) Update(ctx context.Context, fn func(ledger.Tx) error) error {
	return s.transact(ctx, s.dialect.update(), "update the store", func(h handle) error {
		return fn(&tx{h: h, now: time.Now()})
	})
}

// transact runs fn in a transaction of the writing pool.
func (s *Store) transact(ctx context.Context, o *sql.TxOptions, tried string, fn func(handle) error) error {
	t, err := s.write.BeginTx(ctx, o)
	if err != nil {
		return s.wrap(err, tried)
	}
	defer func() { _ = t.Rollback() }() // after a commit it does nothing; after an error only the error matters
	if err := fn(handle{runner: t, dialect: s.dialect}); err != nil {
		return s.wrap(err, tried)
	}
	return s.wrap(t.Commit(), tried)
}

// NextCheck returns the earliest instant later than after at which a Monitor of a source is due to be looked at; false where there
// is none.
func (s *Store) NextCheck(ctx context.Context, source monitor.Source, after time.Time) (time.Time, bool, error) {
	var us int64
	found, err := first(ctx, s.read, sqlNextCheck, []any{text(string(source)), max(micros(after), 0)}, &us)
	return instant(us), found, s.wrap(err, "read the next check")
}

// 0 is no deadline, so that the partial index serves.
const sqlNextCheck = `SELECT next_check_at FROM monitors WHERE next_check_at > 0 AND source = $1 AND next_check_at > $2
	ORDER BY next_check_at, id LIMIT 1`

// Due returns the Monitors of a source whose next check is not after now, the most overdue first.
func (s *Store) Due(ctx context.Context, source monitor.Source, now time.Time) ([]monitor.ID, error) {
	var ids []monitor.ID
	err := each(ctx, s.read, sqlDue, []any{text(string(source)), micros(now)}, func(rows *sql.Rows) error {
		var id string
		if err := rows.Scan(&id); err != nil {
			return err
		}
		ids = append(ids, monitor.ID(untext(id)))
		return nil
	})
	return ids, s.wrap(err, "read what is due")
}

const sqlDue = `SELECT id FROM monitors WHERE next_check_at > 0 AND source = $1 AND next_check_at <= $2 ORDER BY next_check_at, id`
