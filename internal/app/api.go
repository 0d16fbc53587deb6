package app

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/google/uuid"

	"rollcall.dev/rollcall/api"
	"rollcall.dev/rollcall/internal/auth"
	"rollcall.dev/rollcall/internal/config"
	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/rest"
	"rollcall.dev/rollcall/internal/store"
)

// newAPI is what stands at /api/v1/ beside what other services' clients know.
func (a *App) newAPI() *rest.Handler {
	desk := counter{a.store, a.ledger}
	return rest.New(rest.Options{
		Access:     access{auth.NewTokens(tokens(a.Config))},
		Deliveries: outbox{store: a.store, queued: a.deliverer.Poke},
		Incidents:  desk, Silences: desk, Audit: desk, Monitors: roll{a.store, a.router, a.ledger.Now},
		Remedies: restOperations{a.operations()},
		Defects:  a.store, Teams: teams{a.router},
		Spec: api.OpenAPI(), Logger: a.Logger,
	})
}

// tokens are those of the configuration.
func tokens(c config.Config) []auth.Token {
	all := make([]auth.Token, 0, len(c.API.Tokens))
	for _, t := range c.API.Tokens {
		all = append(all, auth.Token{Name: t.Name, Value: t.Token.Reveal(), Role: auth.Role(t.Role), Teams: t.Teams})
	}
	return all
}

// access lets in who has a token.
type access struct{ tokens *auth.Tokens }

func (a access) Who(r *http.Request) (rest.Caller, error) {
	who, err := a.tokens.Who(r)
	switch {
	case errors.Is(err, auth.ErrClosed):
		return rest.Caller{}, rest.ErrClosed
	case errors.Is(err, auth.ErrMissing):
		return rest.Caller{}, rest.ErrMissing
	case err != nil:
		return rest.Caller{}, rest.ErrUnknown
	}
	return rest.Caller{Name: who.Name, Act: who.May(auth.Act), Operate: who.May(auth.Operate), Teams: who.Teams}, nil
}

// outbox shows the deliveries to the API, and sends them again.
type outbox struct {
	store  *store.Store
	queued func() // is told when something was queued
}

func (o outbox) Deliveries(ctx context.Context, f rest.DeliveryFilter) ([]rest.Delivery, error) {
	found, err := o.store.Deliveries(ctx, store.DeliveryFilter{
		Status: store.DeliveryStatus(f.Status), Incident: f.Incident, Receiver: f.Receiver, Before: f.Before,
	}, f.Limit)
	all := make([]rest.Delivery, 0, len(found))
	for _, d := range found {
		all = append(all, shown(d))
	}
	return all, err
}

func (o outbox) Delivery(ctx context.Context, id string) (rest.Delivery, error) {
	d, err := o.store.Delivery(ctx, id)
	return shown(d), apiError(err)
}

func shown(d store.Delivery) rest.Delivery {
	return rest.Delivery{
		Message: d.Message, Seq: d.Seq, Status: string(d.Status), QueuedAt: d.QueuedAt, NotBefore: d.NotBefore, InFlight: d.InFlight,
		Uncertain: d.Uncertain, Attempts: d.Attempts, LastError: d.LastError, ConcludedAt: d.ConcludedAt, ResentBy: d.ResentBy,
		ResentAt: d.ResentAt,
	}
}

// again is the wish of a person that something be sent again.
func again(by incident.Person, force bool) store.Again {
	return store.Again{By: by, At: time.Now(), NewID: func() string { return uuid.Must(uuid.NewV7()).String() }, Force: force}
}

func (o outbox) Resend(ctx context.Context, id string, by incident.Person, force bool) error {
	all, err := o.store.Resend(ctx, []string{id}, again(by, force))
	if err != nil {
		return err
	}
	o.queued()
	return refused(all[0].Err)
}

func (o outbox) ResendDead(ctx context.Context, receiver string, by incident.Person) ([]rest.Resent, bool, error) {
	all, more, err := o.store.ResendDead(ctx, receiver, again(by, false))
	if err != nil {
		return nil, false, err
	}
	o.queued()
	resent := make([]rest.Resent, 0, len(all))
	for _, one := range all {
		resent = append(resent, rest.Resent{ID: one.ID, Err: refused(one.Err)})
	}
	return resent, more, nil
}

// refused is why a delivery was not queued again, in the API's words.
func refused(err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, store.ErrNotFound):
		return rest.ErrNotFound
	case errors.Is(err, store.ErrSent), errors.Is(err, store.ErrSkipped):
		return &rest.RefusedError{Reason: err.Error() + " (force sends it all the same)"}
	default:
		return &rest.RefusedError{Reason: err.Error()}
	}
}
