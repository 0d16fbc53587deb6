package rest

import (
	"time"

	"rollcall.dev/rollcall/internal/diagnose"
	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/monitor"
)

// silenceShape is a Silence in JSON.
type silenceShape struct {
	ID            string       `json:"id"`
	Active        bool         `json:"active"` // it mutes now
	Match         matchShape   `json:"match"`
	By            personShape  `json:"by"`
	Reason        string       `json:"reason"`
	CreatedAt     time.Time    `json:"created_at"`
	Until         time.Time    `json:"until"`
	UntilRecovery bool         `json:"until_recovery"`
	EndedAt       time.Time    `json:"ended_at,omitzero"`
	EndedBy       *personShape `json:"ended_by,omitempty"`
	Window        string       `json:"window,omitempty"`
	Muted         int          `json:"muted"`
	Incidents     []string     `json:"incidents"`
}

// matchShape is what a Silence mutes: what all of its parts that are there match.
type matchShape struct {
	Monitor   string            `json:"monitor,omitempty"`
	Cluster   string            `json:"cluster,omitempty"`
	Namespace string            `json:"namespace,omitempty"`
	Name      string            `json:"name,omitempty"`
	Labels    map[string]string `json:"labels,omitempty"`
	Owner     string            `json:"owner,omitempty"`
	Cause     string            `json:"cause,omitempty"`
}

func silenceOf(s incident.Silence, now time.Time) silenceShape {
	m := s.Match
	shape := silenceShape{
		ID: s.ID, Active: s.Active(now), By: personShape(s.By), Reason: s.Reason, CreatedAt: s.CreatedAt, Until: s.Until,
		UntilRecovery: s.UntilRecovery, EndedAt: s.EndedAt, EndedBy: personOf(s.EndedBy), Window: s.Window, Muted: s.Muted,
		Incidents: append([]string{}, s.Incidents...),
		Match: matchShape{
			Monitor: string(m.Monitor), Cluster: m.Cluster, Namespace: m.Namespace, Name: m.Name, Labels: m.Labels, Owner: m.Owner,
			Cause: string(m.Cause),
		},
	}
	return shape
}

func (m matchShape) matcher() incident.Matcher {
	return incident.Matcher{
		Monitor: monitor.ID(m.Monitor), Cluster: m.Cluster, Namespace: m.Namespace, Name: m.Name, Labels: m.Labels, Owner: m.Owner,
		Cause: diagnose.Code(m.Cause),
	}
}
