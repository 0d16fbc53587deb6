package rest

import (
	"context"

	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/monitor"
	"rollcall.dev/rollcall/internal/rest/wire"
)

// Incidents are what is wrong, and where people answer to it.
type Incidents interface {
	// Incidents lists them, the newest first, and returns the value of Before that brings the next page; empty: there is none. A page may
	// have fewer than the limit, and more come after it, where they are picked out of many.
	Incidents(ctx context.Context, f IncidentFilter) (page []incident.Incident, next string, err error)
	// Incident returns one, or ErrNotFound.
	Incident(ctx context.Context, id string) (incident.Incident, error)
	// Tally counts the deliveries of one.
	Tally(ctx context.Context, id string) (wire.Tally, error)
	// Answer takes in what somebody says, and returns the Incident as it stands then. The same Answer twice is one. The error is ErrNotFound,
	// or one of those of incident.Incident.Answer.
	Answer(ctx context.Context, a incident.Answer) (incident.Incident, error)
}

// IncidentFilter selects Incidents; empty fields select all.
type IncidentFilter struct {
	Status     incident.Status
	Unresolved bool // whatever their status is else
	Monitor    monitor.ID
	Owner      string // id of a team
	Kind       incident.Kind
	Burst      string // those that this burst tells of
	Before     string // ID of the last one of the page before
	Limit      int
}

// Silences are what keeps Incidents quiet.
type Silences interface {
	// Silences lists them, the newest first.
	Silences(ctx context.Context, f SilenceFilter) ([]incident.Silence, error)
	// Silence returns one, or ErrNotFound.
	Silence(ctx context.Context, id string) (incident.Silence, error)
	// Begin takes one in; the same ID twice is one, which it returns. An error that is incident.ErrSilence has words for its author.
	Begin(ctx context.Context, s incident.Silence) (incident.Silence, error)
	// End ends one before its time. The error is ErrNotFound, or incident.ErrNoUse where it has ended already.
	End(ctx context.Context, id string, by incident.Person) (incident.Silence, error)
}

// SilenceFilter selects Silences.
type SilenceFilter struct {
	Ended  bool   // also those that are over
	Before string // ID of the last one of the page before
	Limit  int
}

// Audit is who did what.
type Audit interface {
	// AuditLog lists records, the newest first: those of an Incident or a Silence, or where subject is empty all. before is the ID of the
	// last one of the page before.
	AuditLog(ctx context.Context, subject, before string, limit int) ([]incident.Record, error)
	// Deny keeps in it that somebody was told no.
	Deny(ctx context.Context, r incident.Record) error
}
