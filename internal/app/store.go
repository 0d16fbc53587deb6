package app

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"rollcall.dev/rollcall/internal/config"
	"rollcall.dev/rollcall/internal/store"
)

// openStore opens the configured database; the folder of a SQLite file is made where it is not there.
func openStore(ctx context.Context, c config.Store) (*store.Store, error) {
	if c.Driver == config.Postgres {
		return store.Open(ctx, c.URL.Reveal(), store.Options{})
	}
	if err := os.MkdirAll(filepath.Dir(c.Path), 0o700); err != nil {
		return nil, fmt.Errorf("store: %w", err)
	}
	s, err := store.Open(ctx, "sqlite:"+c.Path, store.Options{})
	if err != nil {
		return nil, err
	}
	// A SQLite file has one process: what its predecessor was sending when it was killed need not wait for the lease.
	if err := s.Reclaim(ctx); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

// quiet is how long the deliverer leaves an empty outbox alone; zero is its default. A SQLite file has one process, which pokes
// the deliverer with every message: asking more often would keep an idle machine awake for nothing.
func quiet(c config.Config) time.Duration {
	if c.Store.Driver == config.SQLite {
		return 10 * time.Minute
	}
	return 0
}
