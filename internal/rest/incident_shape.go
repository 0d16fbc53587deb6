package rest

import (
	"time"

	"rollcall.dev/rollcall/internal/diagnose"
	"rollcall.dev/rollcall/internal/incident"
)

// personShape is somebody in JSON.
type personShape struct {
	ID   string `json:"id"`
	Name string `json:"name,omitempty"`
}

func personOf(p incident.Person) *personShape {
	if p.ID == "" {
		return nil
	}
	return &personShape{ID: p.ID, Name: p.Name}
}

// incidentShape is an Incident in JSON, as lists have it. Times are in RFC 3339; what is not known is left out.
type incidentShape struct {
	ID           string       `json:"id"`
	Version      int64        `json:"version"`
	Kind         string       `json:"kind"`
	Status       string       `json:"status"`
	Severity     string       `json:"severity,omitempty"`
	Monitor      string       `json:"monitor"`
	Cluster      string       `json:"cluster,omitempty"`
	Job          string       `json:"job"` // "namespace/name", or the name alone
	Owner        string       `json:"owner,omitempty"`
	OpenedAt     time.Time    `json:"opened_at"`
	UpdatedAt    time.Time    `json:"updated_at"`
	ResolvedAt   time.Time    `json:"resolved_at,omitzero"`
	Cause        causeShape   `json:"cause"`
	Count        int          `json:"count"`
	Jobs         int          `json:"jobs,omitempty"`
	AckedBy      *personShape `json:"acked_by,omitempty"`
	AckedAt      time.Time    `json:"acked_at,omitzero"`
	SnoozedUntil time.Time    `json:"snoozed_until,omitzero"`
	ActBy        time.Time    `json:"act_by,omitzero"`
	Feedback     string       `json:"feedback,omitempty"`
	Held         bool         `json:"held"`
	MutedBy      string       `json:"muted_by,omitempty"`
	MutedUntil   time.Time    `json:"muted_until,omitzero"`
	Burst        string       `json:"burst,omitempty"`
	Link         string       `json:"link,omitempty"`
}

// causeShape is why, in lists with its first two fields only.
type causeShape struct {
	Code      string   `json:"code"`
	Summary   string   `json:"summary"`
	Signal    string   `json:"signal,omitempty"`
	Advice    []string `json:"advice,omitempty"`
	Container string   `json:"container,omitempty"`
	ExitCode  *int32   `json:"exit_code,omitempty"`
	LogTail   string   `json:"log_tail,omitempty"`
}

func incidentOf(i incident.Incident) incidentShape {
	n := i.Notice
	s := incidentShape{
		ID: i.ID, Version: i.Version, Kind: string(i.Kind), Status: string(i.Status), Severity: string(n.Severity), Monitor: string(i.Monitor),
		Cluster: n.Subject.Cluster, Job: jobOf(n.Subject), Owner: n.Owner.Team.ID, OpenedAt: i.OpenedAt, UpdatedAt: i.UpdatedAt,
		ResolvedAt: i.ResolvedAt, Cause: causeShape{Code: string(i.Cause.Code), Summary: i.Cause.Summary}, Count: i.Count,
		AckedBy: personOf(i.AckedBy), AckedAt: i.AckedAt, SnoozedUntil: i.SnoozedUntil, ActBy: i.ActBy, Feedback: string(i.Feedback),
		Held: i.Held, MutedBy: i.MutedBy, MutedUntil: i.MutedUntil, Burst: i.Burst, Link: n.Link,
	}
	if i.Sharing != nil {
		s.Jobs = i.Sharing.Jobs
	}
	return s
}

// jobOf is the job as people name it.
func jobOf(s incident.Subject) string {
	if s.Namespace == "" {
		return s.Name
	}
	return s.Namespace + "/" + s.Name
}

// wholeShape is all of an Incident.
type wholeShape struct {
	incidentShape

	LastSuccess time.Time       `json:"last_success,omitzero"`
	NextSlot    time.Time       `json:"next_slot,omitzero"`
	Runbook     string          `json:"runbook,omitempty"`
	Members     []memberShape   `json:"members"`
	Timeline    []timelineShape `json:"timeline"`
	Deliveries  *Tally          `json:"deliveries,omitempty"`
}

// memberShape is one bad verdict.
type memberShape struct {
	Job       string    `json:"job,omitempty"`
	Slot      time.Time `json:"slot,omitzero"`
	Run       string    `json:"run,omitempty"`
	Judgement string    `json:"judgement"`
	Code      string    `json:"code,omitempty"`
	At        time.Time `json:"at"`
}

// timelineShape is one line of who did what.
type timelineShape struct {
	At    time.Time   `json:"at"`
	By    personShape `json:"by"`
	What  string      `json:"what"`
	Text  string      `json:"text,omitempty"`
	Until time.Time   `json:"until,omitzero"`
	Times int         `json:"times,omitempty"`
}

func wholeOf(i incident.Incident, deliveries *Tally) wholeShape {
	s := wholeShape{
		incidentShape: incidentOf(i), LastSuccess: i.Notice.LastSuccess, NextSlot: i.Notice.NextSlot, Runbook: i.Notice.Subject.Runbook,
		Members: make([]memberShape, 0, len(i.Members)), Timeline: make([]timelineShape, 0, len(i.Timeline)), Deliveries: deliveries,
	}
	s.Cause = causeOf(i.Cause)
	for _, m := range i.Members {
		s.Members = append(s.Members, memberShape{
			Job: m.Job, Slot: m.Slot, Run: m.RunName, Judgement: string(m.Judgement), Code: string(m.Code), At: m.At,
		})
	}
	for _, e := range i.Timeline {
		s.Timeline = append(s.Timeline, timelineShape{
			At: e.At, By: personShape(e.By), What: string(e.What), Text: e.Text, Until: e.Until, Times: e.Times,
		})
	}
	return s
}

func causeOf(c diagnose.Cause) causeShape {
	return causeShape{
		Code: string(c.Code), Summary: c.Summary, Signal: c.Signal, Advice: c.Advice, Container: c.Container, ExitCode: c.ExitCode,
		LogTail: c.LogTail,
	}
}
