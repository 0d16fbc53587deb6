package store

import (
	"context"
	"fmt"
)

// Setting returns a stored value; ErrNotFound where there is none. Values may hold any bytes, and secrets: they are as safe
// as the database.
func (s *Store) Setting(ctx context.Context, name string) (string, error) {
	var value string
	found, err := first(ctx, s.read, `SELECT value FROM settings WHERE key = $1`, []any{key(name)}, &value)
	if err == nil && !found {
		err = ErrNotFound
	}
	return untext(value), s.wrap(err, fmt.Sprintf("read setting %q", name))
}

// PutSetting stores a value over an earlier one.
func (s *Store) PutSetting(ctx context.Context, name, value string) error {
	return s.persist(ctx, fmt.Sprintf("store setting %q", name), func(h handle) error {
		_, err := h.ExecContext(ctx, `INSERT INTO settings (key, value) VALUES ($1, $2)
			ON CONFLICT (key) DO UPDATE SET value = excluded.value`, key(name), text(value))
		return err
	})
}

// AddSetting stores a value where there is none yet, and returns the one that is stored then: of several who begin at once,
// all get the same.
func (s *Store) AddSetting(ctx context.Context, name, value string) (string, error) {
	var stored string
	err := s.persist(ctx, fmt.Sprintf("add setting %q", name), func(h handle) error {
		_, err := first(ctx, h, `INSERT INTO settings (key, value) VALUES ($1, $2)
			ON CONFLICT (key) DO UPDATE SET value = settings.value RETURNING value`, []any{key(name), text(value)}, &stored)
		return err
	})
	return untext(stored), err
}
