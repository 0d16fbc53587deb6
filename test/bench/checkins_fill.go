package main

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver "pgx"

	"rollcall.dev/rollcall/internal/checkin"
	"rollcall.dev/rollcall/internal/config"
	"rollcall.dev/rollcall/internal/ledger"
	"rollcall.dev/rollcall/internal/monitor"
	"rollcall.dev/rollcall/internal/routing"
	"rollcall.dev/rollcall/internal/store"
)

func checkInID(n int) string { return fmt.Sprintf("CHECKIN%019d", n) }

// storeURL names a store as store.Open wants it.
func storeURL(c config.Store) string {
	if c.Driver == config.Postgres {
		return c.URL.Reveal()
	}
	return "sqlite:" + c.Path
}

// fill puts all check-ins into a store, and their Monitors, none of which is due for a long time.
func fill(ctx context.Context, c config.Store) error {
	driver, dsn := "sqlite", "file:"+c.Path
	if c.Driver == config.Postgres {
		driver, dsn = "pgx", c.URL.Reveal()
	}
	s, err := store.Open(ctx, storeURL(c), store.Options{})
	if err != nil {
		return err
	}
	now := time.Now().UTC().Truncate(time.Microsecond)
	all := make([]checkin.CheckIn, reported)
	for i := range all {
		all[i] = checkin.CheckIn{
			ID: checkInID(i), Project: 1, Name: fmt.Sprintf("nightly-%d", i), Origin: checkin.FromAPI, Schedule: farAway(), Grace: time.Minute,
			Generation: 1, CreatedAt: now,
		}
	}
	if err := errors.Join(defineCheckIns(ctx, s, all), s.Close()); err != nil {
		return err
	}
	db, err := sql.Open(driver, dsn)
	if err != nil {
		return fmt.Errorf("fill: %w", err)
	}
	for page := range slices.Chunk(all, 1000) {
		if err := insertCheckIns(ctx, db, driver, page); err != nil {
			return errors.Join(fmt.Errorf("fill: %w", err), db.Close())
		}
	}
	return db.Close()
}

// defineCheckIns records the Monitors.
func defineCheckIns(ctx context.Context, s *store.Store, all []checkin.CheckIn) error {
	l := ledger.New(ledger.Options{Store: s, Router: &routing.Router{}})
	running, stop := context.WithCancel(ctx)
	ended := make(chan error, 1)
	go func() { ended <- l.Run(running) }()
	var err error
	for page := range slices.Chunk(all, 1000) {
		observations := make([]monitor.Observation, len(page))
		for i, c := range page {
			d := c.Definition()
			observations[i] = monitor.Observation{
				ID: fmt.Sprintf("%s/defined/1", c.Monitor()), Monitor: c.Monitor(), Kind: monitor.Defined,
				At: c.CreatedAt, SeenAt: c.CreatedAt, Definition: &d,
			}
		}
		if err = l.Record(ctx, observations...); err != nil {
			break
		}
	}
	stop()
	return errors.Join(err, <-ended)
}

// insertCheckIns puts check-ins into the table, as internal/store does it one by one.
func insertCheckIns(ctx context.Context, db *sql.DB, driver string, page []checkin.CheckIn) error {
	var values strings.Builder
	args := make([]any, 0, 8*len(page))
	for i, c := range page {
		doc, err := json.Marshal(c)
		if err != nil {
			return err
		}
		values.WriteString(strings.Repeat(",", min(i, 1)) + "(")
		for column, arg := range []any{c.ID, "1", "", c.Name, string(c.Monitor()), "", c.CreatedAt.UnixMicro(), string(doc)} {
			args = append(args, arg)
			mark := "?"
			if driver == "pgx" {
				mark = fmt.Sprintf("$%d", len(args))
			}
			values.WriteString(strings.Repeat(",", min(column, 1)) + mark)
		}
		values.WriteString(")")
	}
	_, err := db.ExecContext(ctx, `INSERT INTO checkins (id, project, slug, name, monitor_id, witness_of, created_at, doc) VALUES `+values.String(), args...)
	return err
}
