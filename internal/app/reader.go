package app

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"time"

	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/monitor"
	"rollcall.dev/rollcall/internal/store"
	"rollcall.dev/rollcall/internal/web"
)

// reader shows the store to the pages.
type reader struct {
	store   *store.Store
	windows func(time.Time) []incident.Silence // that the configuration makes
}

var _ web.Reader = reader{}

// maxTold bounds the messages that an incident's page shows.
const maxTold = 200

func (r reader) Incidents(ctx context.Context, resolved bool, limit int) ([]incident.Incident, error) {
	if resolved {
		return incidents(ctx, r.store, store.IncidentFilter{Status: incident.Resolved, Alone: true}, limit)
	}
	return incidents(ctx, r.store, store.IncidentFilter{Unresolved: true, Alone: true}, limit)
}

// incidents lists up to limit incidents, the newest first, also where that is more than the store returns at a time.
func incidents(ctx context.Context, s *store.Store, f store.IncidentFilter, limit int) ([]incident.Incident, error) {
	var all []incident.Incident
	for before := ""; ; before = all[len(all)-1].ID {
		page, err := s.Incidents(ctx, f, before, limit-len(all))
		all = append(all, page...)
		if err != nil || len(page) == 0 || len(all) >= limit {
			return all, err
		}
	}
}

func (r reader) Incident(ctx context.Context, id string) (incident.Incident, error) {
	i, err := r.store.Incident(ctx, id)
	if errors.Is(err, store.ErrNotFound) {
		return i, web.ErrNotFound
	}
	return i, err
}

func (r reader) Members(ctx context.Context, burst, before string, limit int) ([]incident.Incident, error) {
	return r.store.Incidents(ctx, store.IncidentFilter{Burst: burst}, before, limit)
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

func (r reader) Silences(ctx context.Context, now time.Time, ended bool, limit int) ([]incident.Silence, error) {
	if ended {
		return r.store.EndedSilences(ctx, now, limit)
	}
	active, err := r.store.Silences(ctx, now, false, "", limit)
	if err != nil {
		return nil, err
	}
	// The store knows a window that has muted something, or that somebody has ended.
	windows := r.windows(now)
	ids := make([]string, len(windows))
	for i, w := range windows {
		ids[i] = w.ID
	}
	known, err := r.store.SilencesByID(ctx, ids)
	if err != nil {
		return nil, err
	}
	for _, w := range windows {
		if !slices.ContainsFunc(known, func(s incident.Silence) bool { return s.ID == w.ID }) {
			active = append(active, w)
		}
	}
	active = slices.DeleteFunc(active, func(s incident.Silence) bool { return !s.Active(now) })
	slices.SortStableFunc(active, func(a, b incident.Silence) int {
		return cmp.Or(b.CreatedAt.Compare(a.CreatedAt), cmp.Compare(a.ID, b.ID))
	})
	return active[:min(len(active), limit)], nil
}

func (r reader) Names(ctx context.Context, ids []string) ([]web.Name, error) {
	found, err := r.store.IncidentNames(ctx, ids)
	if err != nil {
		return nil, err
	}
	names := make([]web.Name, 0, len(found))
	for _, n := range found {
		job := monitor.JobName(n.Namespace, n.Name)
		names = append(names, web.Name{ID: n.ID, Kind: n.Kind, Job: job, Resolved: n.Status == incident.Resolved})
	}
	return names, nil
}
