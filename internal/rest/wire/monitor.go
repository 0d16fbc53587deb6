package wire

import "time"

// Monitor is what is watched, and how it stands.
type Monitor struct {
	ID          string    `json:"id"`
	Source      string    `json:"source"`
	Cluster     string    `json:"cluster,omitempty"`
	Job         string    `json:"job"` // "namespace/name", or the name alone
	State       string    `json:"state"`
	Open        int       `json:"open"`
	Owner       string    `json:"owner,omitempty"`
	Schedule    string    `json:"schedule,omitempty"`
	Zone        string    `json:"zone,omitempty"`
	Last        string    `json:"last,omitempty"` // judgement of the newest verdict
	LastAt      time.Time `json:"last_at,omitzero"`
	LastSuccess time.Time `json:"last_success,omitzero"`
	NextSlot    time.Time `json:"next_slot,omitzero"`
}
