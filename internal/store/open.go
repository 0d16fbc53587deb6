package store

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"rollcall.dev/rollcall/internal/deliver"
	"rollcall.dev/rollcall/internal/ledger"
)

// Options tune a Store; the zero value is fine.
type Options struct {
	// MaxConns bounds the connections to PostgreSQL, or the reading ones to SQLite; 0: 8.
	MaxConns int
	// BusyTimeout is how long SQLite waits for another process that writes; 0: 5 s.
	BusyTimeout time.Duration
}

// Store is an open database.
type Store struct {
	dialect dialect
	write   *sql.DB
	read    *sql.DB
}

var (
	_ ledger.Store   = (*Store)(nil)
	_ deliver.Outbox = (*Store)(nil)
)

// Open opens the database at url ("sqlite:PATH", "postgres://…"), creates what is missing (a SQLite file, the tables) and
// brings older tables up to date. It refuses tables that a newer program has left.
func Open(ctx context.Context, url string, o Options) (*Store, error) {
	l, err := parseURL(url)
	if err != nil {
		return nil, err
	}
	o.MaxConns = max(2, cmp.Or(o.MaxConns, 8)) // migrating takes two
	o.BusyTimeout = cmp.Or(o.BusyTimeout, 5*time.Second)
	d, err := dialectOf(l, o)
	if err != nil {
		return nil, err
	}
	s := &Store{dialect: d}
	tried := "open the store"
	if l.sqlite != "" {
		tried = fmt.Sprintf("open the store sqlite:%s", l.sqlite)
	}
	if s.write, s.read, err = d.open(ctx); err != nil {
		return nil, s.wrap(err, tried)
	}
	if err := s.migrate(ctx); err != nil {
		return nil, errors.Join(s.wrap(err, tried), s.Close())
	}
	return s, nil
}

// Ping reports whether the database answers.
func (s *Store) Ping(ctx context.Context) error {
	return s.wrap(s.read.PingContext(ctx), "ping the store")
}

// Close ends all connections. Nothing else may be called afterwards.
func (s *Store) Close() error {
	var errs []error
	if s.read != s.write {
		errs = append(errs, s.read.Close())
	}
	// The writer goes last: it is the one that folds SQLite's WAL into the file.
	errs = append(errs, s.write.Close())
	return errors.Join(errs...)
}
