package client

import (
	"context"
	"net/http"
	"net/url"
	"time"
)

// Delivery is a message and what became of it.
type Delivery struct {
	ID          string    `json:"id"`
	Status      string    `json:"status"`
	Incident    string    `json:"incident,omitempty"`
	Job         string    `json:"job"`
	Change      string    `json:"change"`
	Receiver    string    `json:"receiver"`
	Address     string    `json:"address,omitempty"`
	Action      string    `json:"action"`
	QueuedAt    time.Time `json:"queued_at"`
	NotBefore   time.Time `json:"not_before,omitzero"`
	InFlight    bool      `json:"in_flight"`
	Uncertain   bool      `json:"uncertain"`
	Attempts    int       `json:"attempts"`
	LastError   string    `json:"last_error,omitempty"`
	ConcludedAt time.Time `json:"concluded_at,omitzero"`
	ResentBy    string    `json:"resent_by,omitempty"`
	ResentAt    time.Time `json:"resent_at,omitzero"`
}

// DeliveryFilter selects deliveries; empty fields select all.
type DeliveryFilter struct {
	Status, Incident, Receiver string
	Limit                      int // how many at most
}

// Deliveries lists deliveries, the newest first.
func (c *Client) Deliveries(ctx context.Context, f DeliveryFilter) ([]Delivery, error) {
	query := given(map[string]string{"status": f.Status, "incident": f.Incident, "receiver": f.Receiver})
	return pages[Delivery](ctx, c, list{"/api/v1/deliveries", "deliveries", "before"}, query, f.Limit)
}

// Resend has one delivery sent again.
func (c *Client) Resend(ctx context.Context, id string, force bool) (Delivery, error) {
	query := url.Values{}
	if force {
		query.Set("force", "true")
	}
	var d Delivery
	err := c.call(ctx, http.MethodPost, "/api/v1/deliveries/"+url.PathEscape(id)+"/resend", query, &d)
	return d, err
}

// Resent is what became of several that were to be sent again.
type Resent struct {
	Resent  []string `json:"resent"`
	Refused []struct {
		ID     string `json:"id"`
		Reason string `json:"reason"`
	} `json:"refused"`
	More bool `json:"more"`
}

// ResendDead has all sent again that were given up, of one receiver or, where that is empty, of all.
func (c *Client) ResendDead(ctx context.Context, receiver string) (Resent, error) {
	query := url.Values{"status": {"dead"}}
	if receiver != "" {
		query.Set("receiver", receiver)
	}
	var all Resent
	for {
		var some Resent
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
