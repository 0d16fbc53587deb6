package rest

import (
	"time"

	"rollcall.dev/rollcall/internal/diagnose"
	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/monitor"
	"rollcall.dev/rollcall/internal/rest/wire"
)

func silenceOf(s incident.Silence, now time.Time) wire.Silence {
	m := s.Match
	shape := wire.Silence{
		ID: s.ID, Active: s.Active(now), By: wire.Person(s.By), Reason: s.Reason, CreatedAt: s.CreatedAt, Until: s.Until,
		UntilRecovery: s.UntilRecovery, EndedAt: s.EndedAt, EndedBy: personOf(s.EndedBy), Window: s.Window, Muted: s.Muted,
		Incidents: append([]string{}, s.Incidents...), Suspends: suspensionOf(s.Suspends),
		Match: wire.Match{
			Monitor: string(m.Monitor), Cluster: m.Cluster, Namespace: m.Namespace, Name: m.Name, Labels: m.Labels, Owner: m.Owner,
			Cause: string(m.Cause),
		},
	}
	return shape
}

func matcherOf(m wire.Match) incident.Matcher {
	return incident.Matcher{
		Monitor: monitor.ID(m.Monitor), Cluster: m.Cluster, Namespace: m.Namespace, Name: m.Name, Labels: m.Labels, Owner: m.Owner,
		Cause: diagnose.Code(m.Cause),
	}
}
