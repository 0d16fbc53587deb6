package wire

import "time"

// Delivery is a message and what became of it.
type Delivery struct {
	ID          string    `json:"id"`
	Status      string    `json:"status"` // pending, sent, skipped, dead
	Incident    string    `json:"incident,omitempty"`
	Job         string    `json:"job"` // "namespace/name", or the name alone
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

// Resent is what became of several that were to be sent again.
type Resent struct {
	Resent  []string  `json:"resent"`
	Refused []Refused `json:"refused"`
	More    bool      `json:"more"` // there may be more of them: ask again
}

// Refused is one that is not sent again.
type Refused struct {
	ID     string `json:"id"`
	Reason string `json:"reason"`
}
