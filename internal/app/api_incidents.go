package app

import (
	"cmp"
	"context"
	"errors"
	"time"

	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/ledger"
	"rollcall.dev/rollcall/internal/rest"
	"rollcall.dev/rollcall/internal/rest/wire"
	"rollcall.dev/rollcall/internal/store"
)

// counter shows incidents, silences and the audit log to the API, and hands in what people say there.
type counter struct {
	store  *store.Store
	ledger *ledger.Ledger
}

var (
	_ rest.Incidents = counter{}
	_ rest.Silences  = counter{}
	_ rest.Audit     = counter{}
)

// maxLooked bounds how many incidents are looked at for one page, where the store cannot pick them out.
const maxLooked = 5 * store.MaxLimit

func (c counter) Incidents(ctx context.Context, f rest.IncidentFilter) (page []incident.Incident, next string, err error) {
	filter := store.IncidentFilter{Status: f.Status, Unresolved: f.Unresolved, Monitor: f.Monitor, Kind: f.Kind, Burst: f.Burst}
	size := f.Limit
	if f.Owner != "" { // whose they are is not looked for by the store
		size = store.MaxLimit
	}
	for before, looked := f.Before, 0; ; looked += size {
		if looked >= maxLooked {
			return page, before, nil
		}
		found, err := c.store.Incidents(ctx, filter, before, size)
		if err != nil {
			return nil, "", err
		}
		for _, i := range found {
			before = i.ID
			if f.Owner != "" && i.Notice.Owner.Team.ID != f.Owner {
				continue
			}
			if page = append(page, i); len(page) == f.Limit {
				return page, before, nil
			}
		}
		if len(found) < size {
			return page, "", nil
		}
	}
}

func (c counter) Incident(ctx context.Context, id string) (incident.Incident, error) {
	i, err := c.store.Incident(ctx, id)
	return i, apiError(err)
}

func (c counter) Tally(ctx context.Context, id string) (wire.Tally, error) {
	n, err := c.store.Tally(ctx, id)
	return wire.Tally{Pending: n[store.Pending], Sent: n[store.Sent], Skipped: n[store.Skipped], Dead: n[store.Dead]}, err
}

func (c counter) Answer(ctx context.Context, a incident.Answer) (incident.Incident, error) {
	i, err := c.ledger.Answer(ctx, a)
	return i, apiError(err)
}

func (c counter) Silences(ctx context.Context, f rest.SilenceFilter) ([]incident.Silence, error) {
	return c.store.Silences(ctx, time.Now(), f.Ended, f.Before, f.Limit)
}

func (c counter) Silence(ctx context.Context, id string) (incident.Silence, error) {
	found, err := c.store.SilencesByID(ctx, []string{id})
	if err != nil || len(found) == 0 {
		return incident.Silence{}, cmp.Or(err, rest.ErrNotFound)
	}
	return found[0], nil
}

func (c counter) Begin(ctx context.Context, s incident.Silence) (incident.Silence, error) {
	return c.ledger.Silence(ctx, s)
}

func (c counter) End(ctx context.Context, id string, by incident.Person) (incident.Silence, error) {
	s, err := c.ledger.EndSilence(ctx, id, by, time.Now())
	return s, apiError(err)
}

func (c counter) AuditLog(ctx context.Context, subject, before string, limit int) ([]incident.Record, error) {
	return c.store.AuditLog(ctx, subject, before, limit)
}

func (c counter) Deny(ctx context.Context, r incident.Record) error { return c.ledger.Deny(ctx, r) }

// apiError says in the API's words that there is nothing of an id.
func apiError(err error) error {
	if errors.Is(err, ledger.ErrNotFound) || errors.Is(err, store.ErrNotFound) {
		return rest.ErrNotFound
	}
	return err
}
