package client

import (
	"context"
	"net/http"
	"net/url"

	"rollcall.dev/rollcall/internal/rest/wire"
)

// Offer says what running the job of an incident again would be.
func (c *Client) Offer(ctx context.Context, incident string) (wire.Offer, error) {
	var o wire.Offer
	err := c.call(ctx, http.MethodGet, "/api/v1/incidents/"+url.PathEscape(incident)+"/rerun", nil, &o)
	return o, err
}

// Rerun runs the job of an incident again, as it was offered.
func (c *Client) Rerun(ctx context.Context, incident string, n wire.NewRerun) (wire.Rerun, error) {
	var r wire.Rerun
	err := c.post(ctx, "/api/v1/incidents/"+url.PathEscape(incident)+"/rerun", n, &r)
	return r, err
}

// Suspend has a job suspended until an instant; the silence stands for that.
func (c *Client) Suspend(ctx context.Context, monitor string, n wire.NewSuspension) (wire.Silence, error) {
	var s wire.Silence
	err := c.post(ctx, "/api/v1/monitors/"+url.PathEscape(monitor)+"/suspend", n, &s)
	return s, err
}

// Resume ends that before its time.
func (c *Client) Resume(ctx context.Context, monitor string) (wire.Silence, error) {
	var s wire.Silence
	err := c.call(ctx, http.MethodPost, "/api/v1/monitors/"+url.PathEscape(monitor)+"/resume", nil, &s)
	return s, err
}
