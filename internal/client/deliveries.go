package client

import (
	"context"
	"net/http"
	"net/url"

	"rollcall.dev/rollcall/internal/rest/wire"
)

// DeliveryFilter selects deliveries; empty fields select all.
type DeliveryFilter struct {
	Status, Incident, Receiver string
	Limit                      int // how many at most
}

// Deliveries lists deliveries, the newest first.
func (c *Client) Deliveries(ctx context.Context, f DeliveryFilter) ([]wire.Delivery, error) {
	query := given(map[string]string{"status": f.Status, "incident": f.Incident, "receiver": f.Receiver})
	return pages[wire.Delivery](ctx, c, list{"/api/v1/deliveries", "deliveries", "before"}, query, f.Limit)
}

// Resend has one delivery sent again.
func (c *Client) Resend(ctx context.Context, id string, force bool) (wire.Delivery, error) {
	query := url.Values{}
	if force {
		query.Set("force", "true")
	}
	var d wire.Delivery
	err := c.call(ctx, http.MethodPost, "/api/v1/deliveries/"+url.PathEscape(id)+"/resend", query, &d)
	return d, err
}

// ResendDead has all sent again that were given up, of one receiver or, where that is empty, of all.
func (c *Client) ResendDead(ctx context.Context, receiver string) (wire.Resent, error) {
	query := url.Values{"status": {"dead"}}
	if receiver != "" {
		query.Set("receiver", receiver)
	}
	var all wire.Resent
	for {
		var some wire.Resent
		if err := c.call(ctx, http.MethodPost, "/api/v1/deliveries/resend", query, &some); err != nil {
			return all, err
		}
		all.Resent = append(all.Resent, some.Resent...)
		all.Refused = append(all.Refused, some.Refused...)
		if !some.More || len(some.Resent) == 0 {
			return all, nil
		}
	}
}
