package embedded

import (
	"context"
	"errors"

	"rollcall.dev/rollcall/internal/checkin"
)

// Inherit gives the slug that a check-in had, where others share it in the wire of healthchecks.io, to the oldest of those: otherwise
// nobody would be found by it. Nothing happens where it was not shared.
func (s *Service) Inherit(ctx context.Context, had checkin.CheckIn) error {
	if !had.Healthchecks.SlugShared {
		return nil
	}
	all, err := s.Registry.InProject(ctx, had.Project)
	if err != nil {
		return err
	}
	heirs := checkin.Sharing(all, had.Slug) // the oldest first, as they are listed
	if len(heirs) == 0 {
		return nil
	}
	_, err = s.Change(ctx, heirs[0].ID, func(c *checkin.CheckIn) error {
		c.Slug, c.Healthchecks.SharedSlug, c.Healthchecks.SlugShared = had.Slug, "", len(heirs) > 1
		return nil
	})
	if errors.Is(err, checkin.ErrNotFound) || errors.Is(err, ErrSlugTaken) { // somebody was faster
		return nil
	}
	return err
}
