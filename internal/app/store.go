package app

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"rollcall.dev/rollcall/internal/config"
	"rollcall.dev/rollcall/internal/store"
)

// openStore opens the configured database; the folder of a SQLite file is made where it is not there.
// The lock is nil where the database itself keeps several processes apart; close it after the store.
func openStore(ctx context.Context, c config.Store) (*store.Store, *os.File, error) {
	if c.Driver == config.Postgres {
		s, err := store.Open(ctx, c.URL.Reveal(), store.Options{})
		return s, nil, err
	}
	if err := os.MkdirAll(filepath.Dir(c.Path), 0o700); err != nil {
		return nil, nil, fmt.Errorf("store: %w", err)
	}
	// A SQLite file has one process, which this lock makes sure of.
	lock, err := lockFile(c.Path + ".lock")
	if err != nil {
		return nil, nil, fmt.Errorf("store %s: %w", c, err)
	}
	s, err := store.Open(ctx, "sqlite:"+c.Path, store.Options{})
	if err != nil {
		return nil, nil, errors.Join(err, lock.Close())
	}
	// What its predecessor was sending when it was killed need not wait for the lease.
	if err := s.Reclaim(ctx); err != nil {
		return nil, nil, errors.Join(err, s.Close(), lock.Close())
	}
	return s, lock, nil
}

var errLocked = errors.New("another process has it open: a SQLite file is for one")

// lockFile holds a file's lock until it is closed; the system releases it when the process dies.
func lockFile(path string) (*os.File, error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600) //nolint:gosec // the operator names the path
	if err != nil {
		return nil, err
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		return nil, errors.Join(errLocked, f.Close())
	}
	return f, nil
}

// quiet is how long the deliverer leaves an empty outbox alone; zero is its default. A SQLite file has one process, which pokes
// the deliverer with every message: asking more often would keep an idle machine awake for nothing.
func quiet(c config.Config) time.Duration {
	if c.Store.Driver == config.SQLite {
		return 10 * time.Minute
	}
	return 0
}

// sweepQuiet is the longest that the ledger sleeps without asking the store for a deadline that another process has set. A SQLite
// file has none, and an idle machine is left in peace.
func sweepQuiet(c config.Config) time.Duration {
	if c.Store.Driver == config.SQLite {
		return 0
	}
	return time.Minute
}
