package wire

import "time"

// Difference is something that is not as it was at the last success.
type Difference struct {
	What   string `json:"what"`
	Name   string `json:"name,omitempty"`
	Before string `json:"before,omitempty"`
	After  string `json:"after,omitempty"`
}

// LastTime is what became of the incident of the same job and kind before.
type LastTime struct {
	ID         string    `json:"id"`
	OpenedAt   time.Time `json:"opened_at"`
	ResolvedAt time.Time `json:"resolved_at"`
	Count      int       `json:"count"`
	Cause      string    `json:"cause,omitempty"`
	SameCause  bool      `json:"same_cause"`
	AckedBy    *Person   `json:"acked_by,omitempty"`
	ResolvedBy *Person   `json:"resolved_by,omitempty"`
	Said       []Entry   `json:"said"`
	Link       string    `json:"link,omitempty"`
}
