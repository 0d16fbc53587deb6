package client

import (
	"context"
	"net/http"
	"net/url"
	"time"
)

// Person is somebody who did something.
type Person struct {
	ID   string `json:"id"`
	Name string `json:"name,omitempty"`
}

// String is how the Person is named.
func (p Person) String() string {
	if p.Name != "" {
		return p.Name
	}
	return p.ID
}

// Incident is one continuing problem. What follows Link is not in lists.
type Incident struct {
	ID           string      `json:"id"`
	Version      int64       `json:"version"`
	Kind         string      `json:"kind"`
	Status       string      `json:"status"`
	Severity     string      `json:"severity,omitempty"`
	Monitor      string      `json:"monitor"`
	Cluster      string      `json:"cluster,omitempty"`
	Job          string      `json:"job"`
	Owner        string      `json:"owner,omitempty"`
	OpenedAt     time.Time   `json:"opened_at"`
	UpdatedAt    time.Time   `json:"updated_at"`
	ResolvedAt   time.Time   `json:"resolved_at,omitzero"`
	Cause        Cause       `json:"cause"`
	Count        int         `json:"count"`
	Jobs         int         `json:"jobs,omitempty"`
	AckedBy      *Person     `json:"acked_by,omitempty"`
	AckedAt      time.Time   `json:"acked_at,omitzero"`
	SnoozedUntil time.Time   `json:"snoozed_until,omitzero"`
	ActBy        time.Time   `json:"act_by,omitzero"`
	Feedback     string      `json:"feedback,omitempty"`
	Held         bool        `json:"held"`
	MutedBy      string      `json:"muted_by,omitempty"`
	MutedUntil   time.Time   `json:"muted_until,omitzero"`
	Burst        string      `json:"burst,omitempty"`
	Link         string      `json:"link,omitempty"`
	LastSuccess  time.Time   `json:"last_success,omitzero"`
	NextSlot     time.Time   `json:"next_slot,omitzero"`
	Runbook      string      `json:"runbook,omitempty"`
	Members      []Member    `json:"members,omitempty"`
	Timeline     []Entry     `json:"timeline,omitempty"`
	Deliveries   *Deliveries `json:"deliveries,omitempty"`
}

// Cause is why; in lists only its code and summary.
type Cause struct {
	Code      string   `json:"code"`
	Summary   string   `json:"summary"`
	Signal    string   `json:"signal,omitempty"`
	Advice    []string `json:"advice,omitempty"`
	Container string   `json:"container,omitempty"`
	ExitCode  *int32   `json:"exit_code,omitempty"`
	LogTail   string   `json:"log_tail,omitempty"`
}

// Member is a slot or a run that went wrong.
type Member struct {
	Job       string    `json:"job,omitempty"`
	Slot      time.Time `json:"slot,omitzero"`
	Run       string    `json:"run,omitempty"`
	Judgement string    `json:"judgement"`
	Code      string    `json:"code,omitempty"`
	At        time.Time `json:"at"`
}

// Entry is a line of who did what.
type Entry struct {
	At    time.Time `json:"at"`
	By    Person    `json:"by"`
	What  string    `json:"what"`
	Text  string    `json:"text,omitempty"`
	Until time.Time `json:"until,omitzero"`
	Times int       `json:"times,omitempty"`
}

// Deliveries is how many messages there are of an Incident.
type Deliveries struct {
	Pending int `json:"pending"`
	Sent    int `json:"sent"`
	Skipped int `json:"skipped"`
	Dead    int `json:"dead"`
}

// IncidentFilter selects Incidents; empty fields select all.
type IncidentFilter struct {
	Status, Monitor, Owner, Kind, Burst string
	Limit                               int // how many at most
}

// Incidents lists incidents, the newest first.
func (c *Client) Incidents(ctx context.Context, f IncidentFilter) ([]Incident, error) {
	query := given(map[string]string{"status": f.Status, "monitor": f.Monitor, "owner": f.Owner, "kind": f.Kind, "burst": f.Burst})
	return pages[Incident](ctx, c, list{"/api/v1/incidents", "incidents", "before"}, query, f.Limit)
}

// Incident returns the whole of one.
func (c *Client) Incident(ctx context.Context, id string) (Incident, error) {
	var i Incident
	err := c.call(ctx, http.MethodGet, "/api/v1/incidents/"+url.PathEscape(id), nil, &i)
	return i, err
}

// Answer is what somebody says of an Incident.
type Answer struct {
	Kind    string `json:"kind"`
	Text    string `json:"text,omitempty"`
	Until   string `json:"until,omitempty"`
	For     string `json:"for,omitempty"`
	Version int64  `json:"version,omitempty"`
}

// Answer says something of an Incident, and returns it as it stands then.
func (c *Client) Answer(ctx context.Context, id string, a Answer) (Incident, error) {
	var i Incident
	err := c.post(ctx, "/api/v1/incidents/"+url.PathEscape(id)+"/answers", a, &i)
	return i, err
}
