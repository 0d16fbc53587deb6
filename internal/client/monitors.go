package client

import (
	"context"
	"time"
)

// Monitor is what is watched, and how it stands.
type Monitor struct {
	ID          string    `json:"id"`
	Source      string    `json:"source"`
	Cluster     string    `json:"cluster,omitempty"`
	Job         string    `json:"job"`
	State       string    `json:"state"`
	Open        int       `json:"open"`
	Owner       string    `json:"owner,omitempty"`
	Schedule    string    `json:"schedule,omitempty"`
	Zone        string    `json:"zone,omitempty"`
	Last        string    `json:"last,omitempty"`
	LastAt      time.Time `json:"last_at,omitzero"`
	LastSuccess time.Time `json:"last_success,omitzero"`
	NextSlot    time.Time `json:"next_slot,omitzero"`
}

// MonitorFilter selects Monitors; empty fields select all.
type MonitorFilter struct {
	Source, Namespace, Search string
	Limit                     int // how many at most
}

// Monitors lists what is watched, by namespace and name.
func (c *Client) Monitors(ctx context.Context, f MonitorFilter) ([]Monitor, error) {
	query := given(map[string]string{"source": f.Source, "namespace": f.Namespace, "search": f.Search})
	return pages[Monitor](ctx, c, list{"/api/v1/monitors", "monitors", "after"}, query, f.Limit)
}
