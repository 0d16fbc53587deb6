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

// Reader reads what the ledger wrote, each list in one go however long it is. It is safe for concurrent use.
type Reader interface {
	// Incidents lists the incidents that are unresolved, or else the resolved ones, the newest first. Those that a burst tells of
	// are not among them, nor are digests.
	Incidents(ctx context.Context, resolved bool, limit int) ([]incident.Incident, error)
	// Incident returns one, or ErrNotFound.
	Incident(ctx context.Context, id string) (incident.Incident, error)
	// Members lists the incidents that a burst tells of, the newest first; before is the last one of the page before.
	Members(ctx context.Context, burst, before string, limit int) ([]incident.Incident, error)
	// Told lists the messages of an incident, oldest first.
	Told(ctx context.Context, incidentID string) ([]Told, error)
	// Watched counts the Monitors that are there to be watched.
	Watched(ctx context.Context) (int, error)
	// Silences lists those that mute at an instant, of people and of maintenance windows, or else those that had ended by then; the
	// newest first, or the one that ended last.
	Silences(ctx context.Context, now time.Time, ended bool, limit int) ([]incident.Silence, error)
	// Names names incidents; those that are gone are left out.
	Names(ctx context.Context, ids []string) ([]Name, error)
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

// Name is an incident as a link to it is written.
type Name struct {
	ID       string
	Kind     incident.Kind
	Job      string // "namespace/name", or of what many share the cluster
	Resolved bool
}
