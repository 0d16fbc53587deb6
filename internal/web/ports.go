package web

import (
	"context"
	"errors"
	"time"

	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/notify"
)

// ErrNotFound says that there is no such incident.
var ErrNotFound = errors.New("no such incident")

// Reader reads what the ledger wrote. It is safe for concurrent use.
type Reader interface {
	// Incidents lists the incidents that are unresolved, or else the resolved ones, newest change first.
	Incidents(ctx context.Context, resolved bool, limit int) ([]incident.Incident, error)
	// Incident returns one, or ErrNotFound.
	Incident(ctx context.Context, id string) (incident.Incident, error)
	// Told lists the messages of an incident, oldest first.
	Told(ctx context.Context, incidentID string) ([]Told, error)
	// Watched counts the Monitors that are there to be watched.
	Watched(ctx context.Context) (int, error)
}

// Told is one message and what became of it.
type Told struct {
	notify.Message
	State    string // pending, sent, skipped, dead
	QueuedAt time.Time
	DoneAt   time.Time // zero while pending
	Attempts int
	Error    string // of the last attempt; empty when sent
}
