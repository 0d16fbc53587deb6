package healthchecks

import (
	"context"
	"errors"
	"strings"

	"rollcall.dev/rollcall/internal/checkin"
	"rollcall.dev/rollcall/internal/checkin/embedded"
)

// Slugs of this wire need not be the only ones of their kind, and those of the registry are. So the first check that has a slug has it as
// its Slug, is marked when others share it, and leaves it to one of them when it goes.

// findBySlug is the check that a slug names; errAmbiguous where it names several.
func (h *Handler) findBySlug(ctx context.Context, project int64, slug string) (checkin.CheckIn, error) {
	c, err := h.Registry.FindBySlug(ctx, project, slug)
	if err != nil || !c.Healthchecks.SlugShared {
		return c, err
	}
	all, err := h.Registry.InProject(ctx, project)
	if err != nil {
		return checkin.CheckIn{}, err
	}
	if len(checkin.Sharing(all, slug)) > 0 {
		return checkin.CheckIn{}, errAmbiguous
	}
	return c, nil
}

// slugOf is the slug of a check as this wire shows it.
func slugOf(c checkin.CheckIn) string {
	if c.Healthchecks.SharedSlug != "" {
		return c.Healthchecks.SharedSlug
	}
	return c.Slug
}

// setSlug gives a check another slug.
func setSlug(c *checkin.CheckIn, slug string) {
	if slug != slugOf(*c) {
		c.Slug, c.Healthchecks.SharedSlug, c.Healthchecks.SlugShared = slug, "", false
	}
}

// yield gives up a slug that another check has.
func yield(c *checkin.CheckIn) { c.Healthchecks.SharedSlug, c.Slug = c.Slug, "" }

// create makes a check, whatever its slug.
func (h *Handler) create(ctx context.Context, c checkin.CheckIn) (checkin.CheckIn, error) {
	created, err := h.Service.Create(ctx, c, false)
	if !errors.Is(err, embedded.ErrSlugTaken) {
		return created, err
	}
	if err := h.mark(ctx, c.Project, c.Slug); err != nil {
		return checkin.CheckIn{}, err
	}
	yield(&c)
	return h.Service.Create(ctx, c, false)
}

// change edits a check, whatever its slug then is. was is the check before.
func (h *Handler) change(ctx context.Context, was checkin.CheckIn, edit func(*checkin.CheckIn) error) (checkin.CheckIn, error) {
	var wanted string
	changed, err := h.Service.Change(ctx, was.ID, func(c *checkin.CheckIn) error {
		err := edit(c)
		wanted = c.Slug
		return err
	})
	if errors.Is(err, embedded.ErrSlugTaken) {
		if err := h.mark(ctx, was.Project, wanted); err != nil {
			return checkin.CheckIn{}, err
		}
		changed, err = h.Service.Change(ctx, was.ID, func(c *checkin.CheckIn) error {
			err := edit(c)
			yield(c)
			return err
		})
	}
	if err == nil && changed.Slug != was.Slug {
		err = h.Service.Inherit(ctx, was)
	}
	return changed, err
}

// mark notes on the check that has a slug that others share it. One that was declared elsewhere keeps it for itself.
func (h *Handler) mark(ctx context.Context, project int64, slug string) error {
	holder, err := h.Registry.FindBySlug(ctx, project, slug)
	if err == nil && !holder.Healthchecks.SlugShared {
		_, err = h.Service.Change(ctx, holder.ID, func(c *checkin.CheckIn) error {
			c.Healthchecks.SlugShared = true
			return nil
		})
	}
	if errors.Is(err, checkin.ErrNotFound) || errors.Is(err, embedded.ErrDeclared) {
		return nil
	}
	return err
}

// slugify makes the slug of a name as v1 and v2 do: white space and hyphens become one hyphen, and what is neither a letter, a digit nor
// an underscore is left out.
func slugify(name string) string {
	var b strings.Builder
	gap := false
	for _, r := range strings.ToLower(name) {
		switch {
		case r == '-' || r == ' ' || r == '\t' || r == '\n' || r == '\r':
			gap = true
		case r == '_' || r >= 'a' && r <= 'z' || r >= '0' && r <= '9':
			if gap {
				b.WriteByte('-')
			}
			gap = false
			b.WriteRune(r)
		}
	}
	return strings.Trim(b.String(), "-_")
}
