package management

import (
	"context"
	"net/http"

	"rollcall.dev/rollcall/internal/checkin"
)

// find is the check-in that the path names, in the project of the key.
func (h *Handler) find(ctx context.Context, c call) (checkin.CheckIn, error) {
	found, err := h.Registry.Get(ctx, c.PathValue("id"))
	if err == nil && found.Project != c.project.ID {
		return checkin.CheckIn{}, checkin.ErrNotFound
	}
	return found, err
}

func (h *Handler) get(ctx context.Context, c call) answer {
	found, err := h.find(ctx, c)
	if err != nil {
		return h.failed("looking up", err)
	}
	return h.show(ctx, http.StatusOK, found)
}

// show answers with one check-in.
func (h *Handler) show(ctx context.Context, status int, c checkin.CheckIn) answer {
	one, err := h.objects(ctx, []checkin.CheckIn{c})
	if err != nil {
		return h.failed("reading the state", err)
	}
	return answer{status, one[0]}
}

func (h *Handler) create(ctx context.Context, c call) answer {
	var f fields
	if refused := decode(c.body, "check_in", &f); refused != nil {
		return *refused
	}
	wanted, err := f.create(c.project.ID)
	if err == nil {
		wanted, err = h.Service.Create(ctx, wanted, true)
	}
	if err != nil {
		return h.failed("creating", err)
	}
	return h.show(ctx, http.StatusCreated, wanted)
}

func (h *Handler) update(ctx context.Context, c call) answer {
	found, err := h.find(ctx, c)
	if err != nil {
		return h.failed("looking up", err)
	}
	var f fields
	if refused := decode(c.body, "check_in", &f); refused != nil {
		return *refused
	}
	if _, err := h.Service.ChangeUnique(ctx, found.ID, f.update); err != nil {
		return h.failed("changing", err)
	}
	return answer{status: http.StatusNoContent}
}

func (h *Handler) remove(ctx context.Context, c call) answer {
	found, err := h.find(ctx, c)
	if err == nil {
		err = h.Service.Remove(ctx, found.ID)
	}
	if err != nil {
		return h.failed("removing", err)
	}
	return answer{status: http.StatusNoContent}
}
