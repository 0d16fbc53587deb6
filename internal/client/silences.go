package client

import (
	"context"
	"net/http"
	"net/url"

	"rollcall.dev/rollcall/internal/rest/wire"
)

// Silences lists silences, the newest first; with ended also those that are over.
func (c *Client) Silences(ctx context.Context, ended bool, limit int) ([]wire.Silence, error) {
	query := url.Values{}
	if ended {
		query.Set("ended", "true")
	}
	return pages[wire.Silence](ctx, c, list{"/api/v1/silences", "silences", "before"}, query, limit)
}

// Silence keeps something quiet from now on.
func (c *Client) Silence(ctx context.Context, s wire.NewSilence) (wire.Silence, error) {
	var begun wire.Silence
	err := c.post(ctx, "/api/v1/silences", s, &begun)
	return begun, err
}

// EndSilence ends one before its time.
func (c *Client) EndSilence(ctx context.Context, id string) (wire.Silence, error) {
	var ended wire.Silence
	err := c.call(ctx, http.MethodDelete, "/api/v1/silences/"+url.PathEscape(id), nil, &ended)
	return ended, err
}
