package store

import (
	"context"
	"database/sql"

	"github.com/pressly/goose/v3"
)

// dialect is everything in which the two databases differ.
type dialect interface {
	// open returns the pools for writing and for reading; they may be the same.
	open(ctx context.Context) (write, read *sql.DB, err error)
	// lockSchema keeps other processes from migrating until release is called.
	lockSchema(ctx context.Context, db *sql.DB) (release func() error, err error)
	classify(err error) fault
	// mark is the placeholder of the n-th of many parameters.
	mark(n int) string
	// skipLocked ends a SELECT of rows that are to be updated: it leaves out those that others are about to change.
	skipLocked() string
	// settle does what the tables need beyond the migrations, which both databases share. It may be repeated.
	settle(ctx context.Context, db *sql.DB) error
	migrations() goose.Dialect
	// update is how the ledger's transactions run.
	update() *sql.TxOptions
}

func dialectOf(l location, o Options) (dialect, error) {
	if l.sqlite != "" {
		return sqliteDialect{path: l.sqlite, options: o}, nil
	}
	return newPostgres(l.postgres, o)
}
