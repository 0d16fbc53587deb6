package rest

import (
	"context"
	"time"

	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/monitor"
	"rollcall.dev/rollcall/internal/remedy"
)

// Remedies are what may be done to a job. It asks nobody who they are. An error that is a remedy.RefusedError has words for who asks.
type Remedies interface {
	// Owner is the id of the team that owns a Monitor as it is watched now, or ErrNotFound.
	Owner(ctx context.Context, id monitor.ID) (team string, err error)
	// Offer says what running the job of an Incident again would be.
	Offer(ctx context.Context, incident string) (remedy.Offer, error)
	// Run runs it again, once for each Order. With an error that is no refusal it is not known whether it does, and the same Order may be
	// tried again.
	Run(ctx context.Context, o remedy.Order) (incident.Rerun, error)
	// Suspend has a job suspended in a moment; the same ID twice is one. An error that is incident.ErrSilence has words for its author.
	Suspend(ctx context.Context, s remedy.Suspend) (incident.Silence, error)
	// Resume ends that before its time.
	Resume(ctx context.Context, id monitor.ID, by incident.Person, at time.Time) (incident.Silence, error)
}
