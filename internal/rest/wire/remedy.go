package wire

import "time"

// Offer is what running the job of an Incident again would be, to be confirmed.
type Offer struct {
	Incident  string    `json:"incident"`
	Version   int64     `json:"version"`
	Attempt   int       `json:"attempt"`
	Spec      string    `json:"spec"`
	JobName   string    `json:"job_name"`
	OfferedAt time.Time `json:"offered_at"`
	Until     time.Time `json:"until"` // it expires
	Cluster   string    `json:"cluster,omitempty"`
	Namespace string    `json:"namespace"`
	Name      string    `json:"name"`
	Images    []string  `json:"images"`
	Declared  string    `json:"declared,omitempty"`
	Note      string    `json:"note,omitempty"`
	MustCheck bool      `json:"must_check"`
	Warnings  []string  `json:"warnings"`
}

// NewRerun confirms an Offer.
type NewRerun struct {
	Attempt   int       `json:"attempt"`
	Spec      string    `json:"spec"`
	OfferedAt time.Time `json:"offered_at"`
	Checked   bool      `json:"checked,omitempty"`
	Reason    string    `json:"reason,omitempty"`
}

// Rerun is a run that somebody asked for.
type Rerun struct {
	Attempt int       `json:"attempt"`
	Job     string    `json:"job"`
	By      Person    `json:"by"`
	At      time.Time `json:"at"`
	Reason  string    `json:"reason,omitempty"`
	State   string    `json:"state"`
	Problem string    `json:"problem,omitempty"`
}

// NewSuspension has a job suspended.
type NewSuspension struct {
	Until  string `json:"until,omitempty"` // an instant
	For    string `json:"for,omitempty"`   // or a span from now on
	Reason string `json:"reason"`
}

// Suspension says what became of a job that is to be suspended.
type Suspension struct {
	Monitor   string    `json:"monitor"`
	Job       string    `json:"job"` // "namespace/name"
	State     string    `json:"state"`
	Problem   string    `json:"problem,omitempty"`
	SettledAt time.Time `json:"settled_at,omitzero"`
}
