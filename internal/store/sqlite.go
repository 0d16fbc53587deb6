package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"

	"github.com/pressly/goose/v3"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

type sqliteDialect struct {
	path    string
	options Options
}

func (d sqliteDialect) migrations() goose.Dialect { return goose.DialectSQLite3 }

// update: every writing transaction begins as IMMEDIATE (see dsn), so that it is serialisable as it is.
func (d sqliteDialect) update() *sql.TxOptions { return nil }

// mark: SQLite knows $1 too, but as a name that it looks for among all others, in time that grows with the square of their number.
func (d sqliteDialect) mark(int) string { return "?" }

// settle: nothing.
func (d sqliteDialect) settle(context.Context, *sql.DB) error { return nil }

// skipLocked: there is one writer.
func (d sqliteDialect) skipLocked() string { return "" }

// dsn follows https://www.sqlite.org/uri.html; parameters with an underscore are the driver's.
func (d sqliteDialect) dsn(path, txlock string, pragmas ...string) string {
	q := url.Values{"_txlock": {txlock}, "_error_rc": {"1"}}
	q.Add("_pragma", fmt.Sprintf("busy_timeout(%d)", d.options.BusyTimeout.Milliseconds()))
	for _, p := range pragmas {
		q.Add("_pragma", p)
	}
	return (&url.URL{Scheme: "file", Opaque: (&url.URL{Path: path}).EscapedPath(), RawQuery: q.Encode()}).String()
}

func (d sqliteDialect) open(ctx context.Context) (write, read *sql.DB, err error) {
	if err := create(d.path); err != nil {
		return nil, nil, err
	}
	write, err = pool(d.dsn(d.path, "immediate", "journal_mode(WAL)", "synchronous(FULL)", "foreign_keys(1)",
		"journal_size_limit(134217728)", fmt.Sprintf("wal_autocheckpoint(%d)", checkpointPages)), 1)
	if err != nil {
		return nil, nil, err
	}
	// The first use creates the WAL, which the readers may not.
	if err := write.PingContext(ctx); err != nil {
		return nil, nil, errors.Join(err, write.Close())
	}
	read, err = pool(d.dsn(d.path, "deferred", "query_only(1)"), d.options.MaxConns)
	if err != nil {
		return nil, nil, errors.Join(err, write.Close())
	}
	return write, read, nil
}

// checkpointPages is how many pages the WAL may have before what is in it is copied into the file: 78 MiB. With SQLite's own 1,000 a
// busy check-in service copies the same pages over and over.
const checkpointPages = 20_000

// create makes the file and its folder, for the owner only: it holds logs of other people's jobs.
func create(path string) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600) //nolint:gosec // the path is what the configuration says
	if err != nil {
		return err
	}
	return f.Close()
}

func pool(dsn string, conns int) (*sql.DB, error) {
	c, err := sqlite.NewConnector(dsn)
	if err != nil {
		return nil, err
	}
	db := sql.OpenDB(c)
	db.SetMaxOpenConns(conns)
	db.SetMaxIdleConns(conns)
	return db, nil
}

// lockSchema holds an exclusive transaction on an empty database next to the real one. The system releases it when the process
// dies, on every platform that SQLite knows.
func (d sqliteDialect) lockSchema(ctx context.Context, _ *sql.DB) (func() error, error) {
	path := d.path + "-migrating"
	if err := create(path); err != nil {
		return nil, err
	}
	db, err := pool(d.dsn(path, "exclusive"), 1)
	if err != nil {
		return nil, err
	}
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return func() error { return errors.Join(tx.Rollback(), db.Close()) }, nil
}

// classify follows https://www.sqlite.org/rescode.html; the low byte is the primary code.
func (d sqliteDialect) classify(err error) fault {
	e, ok := errors.AsType[*sqlite.Error](err)
	if !ok {
		if errors.Is(err, os.ErrPermission) {
			return faultReadOnly
		}
		return faultOther
	}
	switch e.Code() & 0xff {
	case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED:
		return faultConflict
	case sqlite3.SQLITE_FULL:
		return faultFull
	case sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB:
		return faultCorrupt
	case sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM:
		return faultReadOnly
	case sqlite3.SQLITE_CANTOPEN:
		return faultGone
	}
	switch e.Code() {
	case sqlite3.SQLITE_CONSTRAINT_UNIQUE, sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY:
		return faultUnique
	}
	return faultOther
}
