package client

import (
	"context"

	"rollcall.dev/rollcall/internal/rest/wire"
)

// MonitorFilter selects Monitors; empty fields select all.
type MonitorFilter struct {
	Source, Namespace, Search string
	Limit                     int // how many at most
}

// Monitors lists what is watched, by namespace and name.
func (c *Client) Monitors(ctx context.Context, f MonitorFilter) ([]wire.Monitor, error) {
	query := given(map[string]string{"source": f.Source, "namespace": f.Namespace, "search": f.Search})
	return pages[wire.Monitor](ctx, c, list{"/api/v1/monitors", "monitors", "after"}, query, f.Limit)
}
