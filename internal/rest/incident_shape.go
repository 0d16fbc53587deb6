package rest

import (
	"rollcall.dev/rollcall/internal/diagnose"
	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/monitor"
	"rollcall.dev/rollcall/internal/rest/wire"
)

func personOf(p incident.Person) *wire.Person {
	if p.ID == "" {
		return nil
	}
	return &wire.Person{ID: p.ID, Name: p.Name}
}

func incidentOf(i incident.Incident) wire.Incident {
	n := i.Notice
	s := wire.Incident{
		ID: i.ID, Version: i.Version, Kind: string(i.Kind), Status: string(i.Status), Severity: string(n.Severity), Monitor: string(i.Monitor),
		Cluster: n.Subject.Cluster, Job: jobOf(n.Subject), Owner: n.Owner.Team.ID, OpenedAt: i.OpenedAt, UpdatedAt: i.UpdatedAt,
		ResolvedAt: i.ResolvedAt, Cause: wire.Cause{Code: string(i.Cause.Code), Summary: i.Cause.Summary}, Count: i.Count,
		AckedBy: personOf(i.AckedBy), AckedAt: i.AckedAt, SnoozedUntil: i.SnoozedUntil, ActBy: i.ActBy, Feedback: string(i.Feedback),
		Held: i.Held, MutedBy: i.MutedBy, MutedUntil: i.MutedUntil, Burst: i.Burst, Link: n.Link,
	}
	if i.Sharing != nil {
		s.Jobs = i.Sharing.Jobs
	}
	return s
}

// jobOf is the job as people name it.
func jobOf(s incident.Subject) string { return monitor.JobName(s.Namespace, s.Name) }

func wholeOf(i incident.Incident, deliveries *wire.Tally) wire.WholeIncident {
	s := wire.WholeIncident{
		Incident: incidentOf(i), LastSuccess: i.Notice.LastSuccess, NextSlot: i.Notice.NextSlot, Runbook: i.Notice.Subject.Runbook,
		Members: make([]wire.Member, 0, len(i.Members)), Timeline: make([]wire.Entry, 0, len(i.Timeline)), Deliveries: deliveries,
	}
	s.Cause = causeOf(i.Cause)
	for _, r := range i.Reruns {
		s.Reruns = append(s.Reruns, rerunOf(r))
	}
	for _, m := range i.Members {
		s.Members = append(s.Members, wire.Member{
			Job: m.Job, Slot: m.Slot, Run: m.RunName, Judgement: string(m.Judgement), Code: string(m.Code), At: m.At,
		})
	}
	for _, e := range i.Timeline {
		s.Timeline = append(s.Timeline, entryOf(e))
	}
	return forStranger(s, i.Notice)
}

func causeOf(c diagnose.Cause) wire.Cause {
	return wire.Cause{
		Code: string(c.Code), Summary: c.Summary, Signal: c.Signal, Advice: c.Advice, Container: c.Container, ExitCode: c.ExitCode,
		LogTail: c.LogTail,
	}
}
