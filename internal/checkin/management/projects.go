package management

import (
	"context"
	"net/http"
	"time"
)

// project is the project that a ping key belongs to.
type project struct {
	ID        int64     `json:"id"`
	Name      string    `json:"name"`
	CreatedAt time.Time `json:"created_at"`
}

// projectKey names the project of a ping key, which their clients begin with. A project is made by a line of the configuration, which
// has no date: it counts as made when its first check-in was, or else when this process began.
func (h *Handler) projectKey(ctx context.Context, c call) answer {
	found, ok := h.Service.ByPingKey(c.PathValue("key"))
	if !ok || found.ID != c.project.ID {
		return refuse(http.StatusNotFound, "Project not found")
	}
	all, err := h.Registry.InProject(ctx, found.ID)
	if err != nil {
		return h.failed("listing", err)
	}
	p := project{ID: found.ID, Name: found.Name, CreatedAt: h.started}
	if len(all) > 0 {
		p.CreatedAt = all[0].CreatedAt
	}
	p.CreatedAt = p.CreatedAt.UTC().Truncate(time.Microsecond)
	return answer{http.StatusOK, map[string]project{"project": p}}
}
