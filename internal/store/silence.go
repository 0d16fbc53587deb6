package store

import (
	"context"
	"fmt"

	"rollcall.dev/rollcall/internal/incident"
)

// Silence returns one, ended or not; ErrNotFound where there is none with that ID.
func (s *Store) Silence(ctx context.Context, id string) (incident.Silence, error) {
	found, err := silences(ctx, s.read, `WHERE id = $1`, key(id))
	if err == nil && len(found) == 0 {
		err = ErrNotFound
	}
	if err != nil {
		return incident.Silence{}, s.wrap(err, fmt.Sprintf("read silence %q", id))
	}
	return found[0], nil
}
