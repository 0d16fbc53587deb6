package store

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"

	"github.com/pressly/goose/v3"
)

//go:embed migrations/*.sql
var migrations embed.FS

// migrate brings the tables up to date, one process at a time; each step is a transaction of its own.
func (s *Store) migrate(ctx context.Context) (err error) {
	release, err := s.dialect.lockSchema(ctx, s.write)
	if err != nil {
		return fmt.Errorf("wait for another process that migrates: %w", err)
	}
	defer func() { err = errors.Join(err, release()) }()
	sources, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return err
	}
	p, err := goose.NewProvider(s.dialect.migrations(), s.write, sources, goose.WithDisableGlobalRegistry(true),
		goose.WithTableName("schema_versions"), goose.WithSlog(slog.New(slog.DiscardHandler)))
	if err != nil {
		return err
	}
	if _, err := p.Up(ctx); err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	if err := s.dialect.settle(ctx, s.write); err != nil {
		return fmt.Errorf("settle the tables: %w", err)
	}
	stored, known, err := p.GetVersions(ctx)
	if err != nil {
		return fmt.Errorf("read the version of the tables: %w", err)
	}
	if stored > known {
		return fmt.Errorf("the tables have version %d, written by a newer program; this one knows versions up to %d", stored, known)
	}
	return nil
}
