package client

import (
	"context"

	"rollcall.dev/rollcall/internal/rest/wire"
)

// DefectFilter selects defects; empty fields select all.
type DefectFilter struct {
	Team, Kind string
	Limit      int // how many at most
}

// Defects lists what the daily check has found, the most urgent first.
func (c *Client) Defects(ctx context.Context, f DefectFilter) ([]wire.Defect, error) {
	return pages[wire.Defect](ctx, c, list{"/api/v1/defects", "defects", "after"}, given(map[string]string{"team": f.Team, "kind": f.Kind}), f.Limit)
}
