package healthchecks

import (
	"context"
	"errors"
	"net/http"

	"rollcall.dev/rollcall/internal/checkin"
)

// find is the check with an id, in whatever case its digits are written. One of another project is forbidden, as there.
func (h *Handler) find(ctx context.Context, to call, id string) (checkin.CheckIn, error) {
	c, err := h.Registry.Get(ctx, id)
	if lower, ok := canonical(id); ok && errors.Is(err, checkin.ErrNotFound) {
		c, err = h.Registry.Get(ctx, lower)
	}
	if err == nil && c.Project != to.project.ID {
		return checkin.CheckIn{}, fault{code: http.StatusForbidden}
	}
	return c, err
}

// lookUp is the check with an id or a unique key.
func (h *Handler) lookUp(ctx context.Context, to call, id string) (checkin.CheckIn, error) {
	const uniqueKeyLength = 40
	c, err := h.find(ctx, to, id)
	if !errors.Is(err, checkin.ErrNotFound) || len(id) != uniqueKeyLength {
		return c, err
	}
	all, err := h.Registry.InProject(ctx, to.project.ID)
	for _, c := range all {
		if uniqueKey(c.ID) == id {
			return c, nil
		}
	}
	if err != nil {
		return checkin.CheckIn{}, err
	}
	return checkin.CheckIn{}, checkin.ErrNotFound
}
