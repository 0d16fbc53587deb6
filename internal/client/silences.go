package client

import (
	"context"
	"net/http"
	"net/url"
	"time"
)

// Silence is what is kept quiet.
type Silence struct {
	ID            string    `json:"id"`
	Active        bool      `json:"active"`
	Match         Match     `json:"match"`
	By            Person    `json:"by"`
	Reason        string    `json:"reason"`
	CreatedAt     time.Time `json:"created_at"`
	Until         time.Time `json:"until"`
	UntilRecovery bool      `json:"until_recovery"`
	EndedAt       time.Time `json:"ended_at,omitzero"`
	EndedBy       *Person   `json:"ended_by,omitempty"`
	Window        string    `json:"window,omitempty"`
	Muted         int       `json:"muted"`
	Incidents     []string  `json:"incidents"`
}

// Match says what a Silence keeps quiet: what all of its parts that are not empty match.
type Match struct {
	Monitor   string            `json:"monitor,omitempty"`
	Cluster   string            `json:"cluster,omitempty"`
	Namespace string            `json:"namespace,omitempty"`
	Name      string            `json:"name,omitempty"`
	Labels    map[string]string `json:"labels,omitempty"`
	Owner     string            `json:"owner,omitempty"`
	Cause     string            `json:"cause,omitempty"`
}

// NewSilence is one that is to begin.
type NewSilence struct {
	Match         Match  `json:"match"`
	Reason        string `json:"reason"`
	Until         string `json:"until,omitempty"`
	For           string `json:"for,omitempty"`
	UntilRecovery bool   `json:"until_recovery,omitempty"`
}

// Silences lists silences, the newest first; with ended also those that are over.
func (c *Client) Silences(ctx context.Context, ended bool, limit int) ([]Silence, error) {
	query := url.Values{}
	if ended {
		query.Set("ended", "true")
	}
	return pages[Silence](ctx, c, list{"/api/v1/silences", "silences", "before"}, query, limit)
}

// Silence keeps something quiet from now on.
func (c *Client) Silence(ctx context.Context, s NewSilence) (Silence, error) {
	var begun Silence
	err := c.post(ctx, "/api/v1/silences", s, &begun)
	return begun, err
}

// EndSilence ends one before its time.
func (c *Client) EndSilence(ctx context.Context, id string) (Silence, error) {
	var ended Silence
	err := c.call(ctx, http.MethodDelete, "/api/v1/silences/"+url.PathEscape(id), nil, &ended)
	return ended, err
}
