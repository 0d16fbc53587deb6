package wire

import "time"

// Defect is something that will keep a message from reaching somebody who can act on it.
type Defect struct {
	ID       string    `json:"id"`
	Kind     string    `json:"kind"`
	Subject  string    `json:"subject"`           // "billing/invoice", "team billing", "channel C012345"
	Monitor  string    `json:"monitor,omitempty"` // its id, where the Subject is a job
	Team     string    `json:"team"`              // id of the team that is to mend it
	Detail   string    `json:"detail,omitempty"`
	Since    time.Time `json:"since"`
	LastSeen time.Time `json:"last_seen"`
	ToldAt   time.Time `json:"told_at,omitzero"`
}
