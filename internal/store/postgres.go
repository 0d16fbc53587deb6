package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
)

type postgresDialect struct {
	config  *pgx.ConnConfig
	options Options
}

func newPostgres(url string, o Options) (dialect, error) {
	c, err := pgx.ParseConfig(url)
	if err != nil {
		return nil, fmt.Errorf("store: postgres: %w", err) // pgx leaves the password out
	}
	return postgresDialect{config: c, options: o}, nil
}

func (d postgresDialect) migrations() goose.Dialect { return goose.DialectPostgres }

func (d postgresDialect) update() *sql.TxOptions {
	return &sql.TxOptions{Isolation: sql.LevelSerializable}
}

func (d postgresDialect) mark(n int) string { return "$" + strconv.Itoa(n) }

// settle keeps the journal uncompressed: its rows are large and live for a moment, and compressing them takes longer than writing them
// (https://www.postgresql.org/docs/current/storage-toast.html).
func (d postgresDialect) settle(ctx context.Context, db *sql.DB) error {
	var storage string
	err := db.QueryRowContext(ctx, `SELECT attstorage FROM pg_attribute WHERE attrelid = 'journal'::regclass AND attname = 'doc'`).Scan(&storage)
	if err == nil && storage != "e" {
		_, err = db.ExecContext(ctx, `ALTER TABLE journal ALTER COLUMN doc SET STORAGE EXTERNAL`)
	}
	return err
}

// skipLocked: who waits for several rows that others hold can end in a deadlock, which takes the server a second to see.
func (d postgresDialect) skipLocked() string { return "FOR UPDATE SKIP LOCKED" }

func (d postgresDialect) open(ctx context.Context) (write, read *sql.DB, err error) {
	db := stdlib.OpenDB(*d.config)
	db.SetMaxOpenConns(d.options.MaxConns)
	db.SetMaxIdleConns(d.options.MaxConns)
	db.SetConnMaxIdleTime(5 * time.Minute)
	var encoding string
	if err := db.QueryRowContext(ctx, "SHOW server_encoding").Scan(&encoding); err != nil {
		return nil, nil, errors.Join(err, db.Close())
	}
	if encoding != "UTF8" {
		err := fmt.Errorf("the database %q is encoded in %s, want UTF8 (CREATE DATABASE … ENCODING 'UTF8')", d.config.Database, encoding)
		return nil, nil, errors.Join(err, db.Close())
	}
	return db, db, nil
}

// schemaLock is the key of the advisory lock; any number will do that nobody else uses.
const schemaLock int64 = 0x726f6c6c63616c6c // "rollcall"

// lockSchema holds an advisory lock of a session; the server releases it when the connection ends.
func (d postgresDialect) lockSchema(ctx context.Context, db *sql.DB) (func() error, error) {
	conn, err := db.Conn(ctx)
	if err != nil {
		return nil, err
	}
	if _, err := conn.ExecContext(ctx, "SELECT pg_advisory_lock($1)", schemaLock); err != nil {
		return nil, errors.Join(err, conn.Close())
	}
	return func() error {
		_, err := conn.ExecContext(context.WithoutCancel(ctx), "SELECT pg_advisory_unlock($1)", schemaLock)
		return errors.Join(err, conn.Close())
	}, nil
}

// classify follows https://www.postgresql.org/docs/current/errcodes-appendix.html.
func (d postgresDialect) classify(err error) fault {
	if e, ok := errors.AsType[*pgconn.PgError](err); ok {
		switch e.Code {
		case "40001", "40P01", "55P03": // serialization_failure, deadlock_detected, lock_not_available
			return faultConflict
		case "23505": // unique_violation
			return faultUnique
		case "53100": // disk_full
			return faultFull
		case "25006", "42501": // read_only_sql_transaction, insufficient_privilege
			return faultReadOnly
		case "57P01", "57P02", "57P03", "53300": // shutdown, crash, starting, too_many_connections
			return faultGone
		}
		if e.Code[:min(2, len(e.Code))] == "XX" { // data_corrupted, index_corrupted, internal
			return faultCorrupt
		}
		return faultOther
	}
	if _, ok := errors.AsType[*pgconn.ConnectError](err); ok {
		return faultGone
	}
	if _, ok := errors.AsType[net.Error](err); ok {
		return faultGone
	}
	return faultOther
}
