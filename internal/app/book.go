package app

import (
	"context"
	"time"

	"rollcall.dev/rollcall/internal/checkin"
	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/ledger"
	"rollcall.dev/rollcall/internal/monitor"
	"rollcall.dev/rollcall/internal/store"
)

// book shows the check-in APIs what the ledger made of the reports.
type book struct {
	store  *store.Store
	ledger *ledger.Ledger
}

var _ checkin.Book = book{}

func (b book) States(ctx context.Context, ids ...monitor.ID) (map[monitor.ID]monitor.State, error) {
	if err := b.ledger.Settle(ctx, ids...); err != nil {
		return nil, err
	}
	return b.store.States(ctx, ids...)
}

func (b book) Reports(ctx context.Context, id monitor.ID, limit int) ([]monitor.Observation, error) {
	if err := b.ledger.Settle(ctx, id); err != nil {
		return nil, err
	}
	return b.store.Reports(ctx, id, limit)
}

func (b book) Incidents(ctx context.Context, id monitor.ID, since time.Time) ([]incident.Incident, error) {
	if err := b.ledger.Settle(ctx, id); err != nil {
		return nil, err
	}
	all, err := b.store.Incidents(ctx, store.IncidentFilter{Monitor: id}, "", 0)
	for i, in := range all {
		if in.Status == incident.Resolved && in.ResolvedAt.Before(since) && in.OpenedAt.Before(since) {
			return all[:i], err
		}
	}
	return all, err
}
