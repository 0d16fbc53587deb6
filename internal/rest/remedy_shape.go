package rest

import (
	"net/url"

	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/monitor"
	"rollcall.dev/rollcall/internal/remedy"
	"rollcall.dev/rollcall/internal/rest/wire"
)

func offerOf(o remedy.Offer) wire.Offer {
	return wire.Offer{
		Incident: o.Incident, Version: o.Version, Attempt: o.Attempt, Spec: o.Spec, JobName: o.JobName, OfferedAt: o.At, Until: o.Until,
		Cluster: o.Cluster, Namespace: o.Namespace, Name: o.Name, Images: append([]string{}, o.Images...), Declared: o.Declared, Note: o.Note,
		MustCheck: o.MustCheck, Warnings: append([]string{}, o.Warnings...),
	}
}

func rerunOf(r incident.Rerun) wire.Rerun {
	return wire.Rerun{
		Attempt: r.Attempt, Job: r.Job, By: wire.Person(r.By), At: r.At, Reason: r.Reason, State: string(r.State), Problem: r.Problem,
	}
}

func suspensionOf(s *incident.Suspension) *wire.Suspension {
	if s == nil {
		return nil
	}
	return &wire.Suspension{
		Monitor: string(s.Monitor), Job: monitor.JobName(s.Namespace, s.Name), State: string(s.State), Problem: s.Problem, SettledAt: s.SettledAt,
	}
}

func silencePath(id string) string { return "/api/v1/silences/" + url.PathEscape(id) }
