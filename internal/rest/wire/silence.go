package wire

import "time"

// Silence is what is kept quiet.
type Silence struct {
	ID            string    `json:"id"`
	Active        bool      `json:"active"` // it mutes now
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
	// Suspends is there where it mutes nothing, and has a job suspended.
	Suspends *Suspension `json:"suspends,omitempty"`
}

// Match says what a Silence keeps quiet: what all of its parts that are there match.
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
	Until         string `json:"until,omitempty"` // an instant
	For           string `json:"for,omitempty"`   // or a span from now on
	UntilRecovery bool   `json:"until_recovery,omitempty"`
}
