package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"time"

	"rollcall.dev/rollcall/internal/ledger"
	"rollcall.dev/rollcall/internal/schedule"
	"rollcall.dev/rollcall/internal/store"
)

const (
	silent      = 10_000
	healthy     = 90_000 // others, of which nothing is due
	sweepRounds = 3
	sweepLead   = 8 * time.Second // in which the Monitors are defined, before all of them are due
	sweepLimit  = time.Minute
	batchRows   = 500 // rows of a table in a transaction of the baseline: what the sweeper takes at a time
)

// sweep measures how long 10,000 Monitors that are due in the same second, and of which nothing was heard, keep the sweeper busy:
// from that second until the last verdict is stored, with its incident and its message in the outbox. The baseline writes the same
// rows, as they are in the end, into an empty database of the same tables and indexes.
func sweep(ctx context.Context, b *bench) ([]figure, error) {
	var ours, base, told []float64
	for range sweepRounds {
		took, verdicts, path, err := b.sweepOnce(ctx, 0, sweepLead)
		if err != nil {
			return nil, err
		}
		written, err := b.copyRows(ctx, path)
		if err != nil {
			return nil, err
		}
		ours, base, told = append(ours, took.Seconds()), append(base, written.Seconds()), append(told, float64(verdicts))
	}
	among, most, _, err := b.sweepOnce(ctx, healthy, sweepLead)
	if err != nil {
		return nil, err
	}
	told = append(told, float64(most))
	figures := []figure{
		newFigure("sweep_10000", median(ours), "s", median(base)),
		newFigure("sweep_10000_of_100000", among.Seconds(), "s", median(base)),
		newFigure("sweep_verdicts", median(told), "verdicts", silent),
	}
	if median(told) != silent {
		return figures, fmt.Errorf("%v verdicts on %d silent Monitors", told, silent)
	}
	return figures, nil
}

// sweepOnce returns how long a sweep took with so many other Monitors beside, how many verdicts it brought, and where the database is that it left behind.
func (b *bench) sweepOnce(ctx context.Context, others int, lead time.Duration) (took time.Duration, verdicts int64, path string, err error) {
	var stored atomic.Int64
	finished := make(chan time.Time, 1)
	h, err := b.openHouse(ctx, func(r ledger.Report) {
		if n := int64(len(r.Verdicts)); n > 0 && stored.Add(n) == silent {
			finished <- time.Now()
		}
	})
	if err != nil {
		return 0, 0, "", err
	}
	defer func() { err = errors.Join(err, h.close()) }()
	if err := h.define(ctx, definitions(silent+others, farAway(), time.Minute, time.Now())[silent:]); err != nil {
		return 0, 0, "", err
	}
	const period = time.Hour
	due := time.Now().Add(lead)
	if err := h.define(ctx, definitions(silent, schedule.Every(period), 0, due.Add(-period))); err != nil {
		return 0, 0, "", err
	}
	if !time.Now().Before(due) {
		b.say("defining %d Monitors takes longer than %s here", silent, lead)
		return b.sweepOnce(ctx, others, 2*lead)
	}
	b.say("%d Monitors are due at %s", silent, due.Format("15:04:05"))
	limit := time.NewTimer(time.Until(due.Add(sweepLimit)))
	defer limit.Stop()
	select {
	case at := <-finished:
		return at.Sub(due), stored.Load(), h.path, nil
	case <-limit.C:
		return 0, 0, "", fmt.Errorf("%d verdicts of %d after %s", stored.Load(), silent, sweepLimit)
	case <-ctx.Done():
		return 0, 0, "", context.Cause(ctx)
	}
}

// copyRows writes what a sweep has written into a new database, and says how long that took.
func (b *bench) copyRows(ctx context.Context, from string) (took time.Duration, err error) {
	dir, err := b.folder("copy")
	if err != nil {
		return 0, err
	}
	to := filepath.Join(dir, "copy.db")
	empty, err := store.Open(ctx, "sqlite:"+to, store.Options{})
	if err != nil {
		return 0, err
	}
	if err := empty.Close(); err != nil {
		return 0, err
	}
	source, err := sql.Open("sqlite", "file:"+from)
	if err != nil {
		return 0, fmt.Errorf("copy: %w", err)
	}
	defer func() { err = errors.Join(err, source.Close()) }()
	target, err := sql.Open("sqlite", "file:"+to+"?_txlock=immediate&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)")
	if err != nil {
		return 0, fmt.Errorf("copy: %w", err)
	}
	defer func() { err = errors.Join(err, target.Close(), os.RemoveAll(dir)) }()
	target.SetMaxOpenConns(1)
	for _, table := range []string{"monitors", "verdicts", "incidents", "deliveries", "threads"} {
		columns, rows, err := readTable(ctx, source, table)
		if err != nil {
			return 0, fmt.Errorf("copy: %w", err)
		}
		began := time.Now()
		for len(rows) > 0 {
			n := min(batchRows, len(rows))
			if err := writeTable(ctx, target, table, columns, rows[:n]); err != nil {
				return 0, fmt.Errorf("copy: %w", err)
			}
			rows = rows[n:]
		}
		took += time.Since(began)
	}
	return took, nil
}

func readTable(ctx context.Context, db *sql.DB, table string) (columns []string, all [][]any, err error) {
	rows, err := db.QueryContext(ctx, "SELECT * FROM "+table) //nolint:unqueryvet // whole rows are copied, whatever columns they have
	if err != nil {
		return nil, nil, err
	}
	defer rows.Close()
	if columns, err = rows.Columns(); err != nil {
		return nil, nil, err
	}
	for rows.Next() {
		row := make([]any, len(columns))
		into := make([]any, len(columns))
		for i := range row {
			into[i] = &row[i]
		}
		if err := rows.Scan(into...); err != nil {
			return nil, nil, err
		}
		all = append(all, row)
	}
	return columns, all, rows.Err()
}

// writeTable commits rows with one statement.
func writeTable(ctx context.Context, db *sql.DB, table string, columns []string, rows [][]any) error {
	marks := "(" + strings.TrimSuffix(strings.Repeat("?,", len(columns)), ",") + ")"
	args := make([]any, 0, len(rows)*len(columns))
	for _, row := range rows {
		args = append(args, row...)
	}
	_, err := db.ExecContext(ctx, fmt.Sprintf("INSERT INTO %s (%s) VALUES %s", table, strings.Join(columns, ", "),
		strings.TrimSuffix(strings.Repeat(marks+",", len(rows)), ",")), args...)
	return err
}
