package main

import (
	"context"
	"database/sql"
	"fmt"
	"net/url"
	"path/filepath"
	"time"

	"modernc.org/sqlite"
)

// bare is a database as a baseline uses it: opened as Rollcall opens its own (internal/store/sqlite.go), with one table and no
// index but the key.
type bare struct{ db *sql.DB }

func openBare(ctx context.Context, dir string) (*bare, error) {
	q := url.Values{"_txlock": {"immediate"}, "_pragma": {"journal_mode(WAL)", "synchronous(FULL)", "foreign_keys(1)", "journal_size_limit(67108864)"}}
	c, err := sqlite.NewConnector("file:" + filepath.Join(dir, "bare.db") + "?" + q.Encode())
	if err != nil {
		return nil, fmt.Errorf("bare database: %w", err)
	}
	db := sql.OpenDB(c)
	db.SetMaxOpenConns(1)
	if _, err := db.ExecContext(ctx, `CREATE TABLE facts (id TEXT NOT NULL PRIMARY KEY, done BIGINT NOT NULL, doc TEXT NOT NULL)`); err != nil {
		return nil, fmt.Errorf("bare database: %w", err)
	}
	return &bare{db}, nil
}

func (b *bare) close() error { return b.db.Close() }

// fact is a row.
type fact struct{ id, doc string }

// insert commits the facts together, a statement each, and says how long that took.
func (b *bare) insert(ctx context.Context, facts ...fact) (time.Duration, error) {
	began := time.Now()
	tx, err := b.db.BeginTx(ctx, nil)
	if err != nil {
		return 0, fmt.Errorf("bare database: %w", err)
	}
	defer func() { _ = tx.Rollback() }() // after a commit it does nothing
	for _, f := range facts {
		if _, err := tx.ExecContext(ctx, `INSERT INTO facts (id, done, doc) VALUES (?, 0, ?)`, f.id, f.doc); err != nil {
			return 0, fmt.Errorf("bare database: %w", err)
		}
	}
	if err := tx.Commit(); err != nil {
		return 0, fmt.Errorf("bare database: %w", err)
	}
	return time.Since(began), nil
}

// done marks a fact, in a transaction of its own.
func (b *bare) done(ctx context.Context, id string) error {
	if _, err := b.db.ExecContext(ctx, `UPDATE facts SET done = 1 WHERE id = ?`, id); err != nil {
		return fmt.Errorf("bare database: %w", err)
	}
	return nil
}
