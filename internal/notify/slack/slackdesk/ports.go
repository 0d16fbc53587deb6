package slackdesk

import (
	"context"
	"errors"

	"rollcall.dev/rollcall/internal/incident"
)

// Desk is where answers are handed in. It is safe for concurrent use.
type Desk interface {
	// Incident is one of them, as it stands now; ErrNotFound where there is none of that id.
	Incident(ctx context.Context, id string) (incident.Incident, error)
	// Open lists Incidents that are not resolved, the newest first.
	Open(ctx context.Context, f Filter) ([]incident.Incident, error)
	// Answer takes in what somebody says, and returns the Incident as it stands then. The same Answer twice is one. An error that is
	// incident.ErrStale, ErrNoUse or ErrMalformed has words for that person.
	Answer(ctx context.Context, a incident.Answer) (incident.Incident, error)
	// Silence begins one; the same id twice is one. An error that is incident.ErrSilence has words for its author.
	Silence(ctx context.Context, s incident.Silence) (incident.Silence, error)
	// Silences lists those that mute now, or will, the first to end first.
	Silences(ctx context.Context) ([]incident.Silence, error)
	// EndSilence ends one before its time; ErrNotFound where there is none of that id.
	EndSilence(ctx context.Context, id string, by incident.Person) (incident.Silence, error)
	// Deny keeps in the audit log that somebody was told no.
	Deny(ctx context.Context, r incident.Record) error
}

// Teams are those of the directory. It is safe for concurrent use.
type Teams interface {
	// Named returns the id of the team that somebody means by its id or name; of one that is archived, its heir's.
	Named(text string) (id string, ok bool)
}

// Filter chooses Incidents. The zero value is all of them.
type Filter struct {
	Teams []string // ids of owners; empty: whoever's they are
	Limit int      // at most so many; 0: no limit
}

// ErrNotFound says that the Desk has nothing of that id.
var ErrNotFound = errors.New("not found")
