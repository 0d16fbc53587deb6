package app

import (
	"context"
	"errors"
	"slices"

	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/store"
	"rollcall.dev/rollcall/internal/web"
)

// reader shows the store to the pages.
type reader struct{ store *store.Store }

var _ web.Reader = reader{}

// maxTold bounds the messages that an incident's page shows.
const maxTold = 200

func (r reader) Incidents(ctx context.Context, resolved bool, limit int) ([]incident.Incident, error) {
	if resolved {
		return r.store.Incidents(ctx, store.IncidentFilter{Status: incident.Resolved}, "", limit)
	}
	return r.store.Incidents(ctx, store.IncidentFilter{Unresolved: true}, "", limit)
}

func (r reader) Incident(ctx context.Context, id string) (incident.Incident, error) {
	i, err := r.store.Incident(ctx, id)
	if errors.Is(err, store.ErrNotFound) {
		return i, web.ErrNotFound
	}
	return i, err
}

func (r reader) Told(ctx context.Context, incidentID string) ([]web.Told, error) {
	deliveries, err := r.store.Deliveries(ctx, store.DeliveryFilter{Incident: incidentID}, maxTold)
	if err != nil {
		return nil, err
	}
	slices.Reverse(deliveries)
	told := make([]web.Told, 0, len(deliveries))
	for _, d := range deliveries {
		told = append(told, web.Told{
			Message: d.Message, State: string(d.Status), QueuedAt: d.QueuedAt, DoneAt: d.ConcludedAt,
			Attempts: d.Attempts, Error: d.LastError,
		})
	}
	return told, nil
}

func (r reader) Watched(ctx context.Context) (int, error) {
	c, err := r.store.Counts(ctx)
	return c.Monitors, err
}
