package client

import (
	"context"
	"net/http"
	"net/url"

	"rollcall.dev/rollcall/internal/rest/wire"
)

// IncidentFilter selects Incidents; empty fields select all.
type IncidentFilter struct {
	Status, Monitor, Owner, Kind, Burst string
	Limit                               int // how many at most
}

// Incidents lists incidents, the newest first.
func (c *Client) Incidents(ctx context.Context, f IncidentFilter) ([]wire.Incident, error) {
	query := given(map[string]string{"status": f.Status, "monitor": f.Monitor, "owner": f.Owner, "kind": f.Kind, "burst": f.Burst})
	return pages[wire.Incident](ctx, c, list{"/api/v1/incidents", "incidents", "before"}, query, f.Limit)
}

// Incident returns the whole of one.
func (c *Client) Incident(ctx context.Context, id string) (wire.WholeIncident, error) {
	var i wire.WholeIncident
	err := c.call(ctx, http.MethodGet, "/api/v1/incidents/"+url.PathEscape(id), nil, &i)
	return i, err
}

// Answer says something of an Incident, and returns it as it stands then.
func (c *Client) Answer(ctx context.Context, id string, a wire.Answer) (wire.WholeIncident, error) {
	var i wire.WholeIncident
	err := c.post(ctx, "/api/v1/incidents/"+url.PathEscape(id)+"/answers", a, &i)
	return i, err
}
