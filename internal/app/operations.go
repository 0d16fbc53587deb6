package app

import (
	"context"

	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/monitor"
	"rollcall.dev/rollcall/internal/notify/slack/slackdesk"
	"rollcall.dev/rollcall/internal/remedy"
	"rollcall.dev/rollcall/internal/rest"
	"rollcall.dev/rollcall/internal/routing"
	"rollcall.dev/rollcall/internal/store"
)

// operations is where people have something done to jobs, by whichever way they ask.
type operations struct {
	*remedy.Desk

	store  *store.Store
	router *routing.Router
}

func (a *App) operations() operations {
	return operations{Desk: a.remedies.desk, store: a.store, router: a.router}
}

// watched is a Monitor that is not gone at its source.
func (o operations) watched(ctx context.Context, id monitor.ID) (store.Monitor, error) {
	m, err := o.store.Monitor(ctx, id)
	if err == nil && !m.RemovedAt.IsZero() {
		err = store.ErrNotFound
	}
	return m, err
}

// owner is the id of the team that owns a Monitor as things are now.
func (o operations) owner(m store.Monitor) string {
	routed, _ := o.router.Route(incident.Notice{}, m.Definition)
	return routed.Owner.Team.ID
}

// slackOperations are those as Slack asks for them.
type slackOperations struct{ operations }

var _ slackdesk.Remedies = slackOperations{}

func (o slackOperations) Job(ctx context.Context, id monitor.ID) (slackdesk.Job, error) {
	m, err := o.watched(ctx, id)
	if err != nil {
		return slackdesk.Job{}, deskError(err)
	}
	return o.job(m), nil
}

func (o slackOperations) job(m store.Monitor) slackdesk.Job {
	d := m.Definition
	return slackdesk.Job{Monitor: m.ID, Cluster: d.Cluster, Namespace: d.Namespace, Name: d.Name, Owner: o.owner(m)}
}

func (o slackOperations) Jobs(ctx context.Context, namespace, name string) ([]slackdesk.Job, error) {
	found, err := o.store.Monitors(ctx, store.MonitorFilter{Source: monitor.SourceKubernetes, Namespace: namespace, Search: name}, store.Page{})
	var jobs []slackdesk.Job
	for _, m := range found {
		if m.Definition.Name == name {
			jobs = append(jobs, o.job(m))
		}
	}
	return jobs, err
}

func (o slackOperations) Offer(ctx context.Context, id string) (remedy.Offer, error) {
	offer, err := o.Desk.Offer(ctx, id)
	return offer, deskError(err)
}

func (o slackOperations) Run(ctx context.Context, order remedy.Order) (incident.Rerun, error) {
	r, err := o.Desk.Run(ctx, order)
	return r, deskError(err)
}

// restOperations are those as the API asks for them.
type restOperations struct{ operations }

var _ rest.Remedies = restOperations{}

func (o restOperations) Owner(ctx context.Context, id monitor.ID) (string, error) {
	m, err := o.watched(ctx, id)
	if err != nil {
		return "", apiError(err)
	}
	return o.owner(m), nil
}

func (o restOperations) Offer(ctx context.Context, id string) (remedy.Offer, error) {
	offer, err := o.Desk.Offer(ctx, id)
	return offer, apiError(err)
}

func (o restOperations) Run(ctx context.Context, order remedy.Order) (incident.Rerun, error) {
	r, err := o.Desk.Run(ctx, order)
	return r, apiError(err)
}
