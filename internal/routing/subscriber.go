package routing

import (
	"slices"

	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/notify"
)

// Subscriber is a receiver without an address for each team, and what it is told of.
//
// The filter applies to every message alike, and owner and severity follow from the job and the configuration alone: who is told that
// an incident opened is told how it ends, unless somebody changes these in between.
type Subscriber struct {
	To notify.Destination
	// Teams are the ids of the owners whose incidents it is told of; empty: all. What befalls a cluster as a whole is the triage team's.
	Teams []string
	// Severities are those that it is told of; empty: all. What is undeclared counts as normal.
	Severities []incident.Severity
}

func (s Subscriber) wants(n incident.Notice) bool {
	severity := n.Severity
	if severity == incident.Undeclared {
		severity = incident.Normal
	}
	return (len(s.Teams) == 0 || slices.Contains(s.Teams, n.Owner.Team.ID)) &&
		(len(s.Severities) == 0 || slices.Contains(s.Severities, severity))
}

// wanting adds the destinations of those who want to be told.
func wanting(to []notify.Destination, all []Subscriber, n incident.Notice) []notify.Destination {
	for _, s := range all {
		if s.wants(n) {
			to = append(to, s.To)
		}
	}
	return to
}
