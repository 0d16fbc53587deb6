package app

import (
	"context"
	"time"

	"rollcall.dev/rollcall/internal/config"
	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/ledger"
	"rollcall.dev/rollcall/internal/monitor"
	"rollcall.dev/rollcall/internal/notify/slack/slackdesk"
	"rollcall.dev/rollcall/internal/remedy"
	"rollcall.dev/rollcall/internal/rest"
	"rollcall.dev/rollcall/internal/routing"
	"rollcall.dev/rollcall/internal/store"
)

// operations is where people have something done to jobs, by whichever way they ask.
type operations struct {
	store  *store.Store
	router *routing.Router
	ledger *ledger.Ledger
	desk   *remedy.Desk
}

func (a *App) operations() operations {
	return operations{store: a.store, router: a.router, ledger: a.ledger, desk: a.remedies.desk}
}

// rerunsIn reports whether people may have a job of a namespace run again.
func rerunsIn(c config.Config) func(namespace string) bool { return remedyOptions(c).Names }

// watched is a Monitor that is not gone at its source, and whose it is now.
func (o operations) watched(ctx context.Context, id monitor.ID) (slackdesk.Job, error) {
	m, err := o.store.Monitor(ctx, id)
	if err == nil && !m.RemovedAt.IsZero() {
		err = store.ErrNotFound
	}
	return o.job(m), err
}

func (o operations) job(m store.Monitor) slackdesk.Job {
	routed, _ := o.router.Route(incident.Notice{}, m.Definition)
	d := m.Definition
	return slackdesk.Job{Monitor: m.ID, Cluster: d.Cluster, Namespace: d.Namespace, Name: d.Name, Owner: routed.Owner.Team.ID}
}

// Offer says what running the job of an Incident again would be.
func (o operations) Offer(ctx context.Context, id string) (remedy.Offer, error) {
	return o.desk.Offer(ctx, id)
}

// Run runs it again.
func (o operations) Run(ctx context.Context, order remedy.Order) (incident.Rerun, error) {
	return o.desk.Run(ctx, order)
}

// Suspend has a job suspended.
func (o operations) Suspend(ctx context.Context, s remedy.Suspend) (incident.Silence, error) {
	return o.desk.Suspend(ctx, s)
}

// Resume ends that.
func (o operations) Resume(ctx context.Context, id monitor.ID, by incident.Person, at time.Time) (incident.Silence, error) {
	return o.desk.Resume(ctx, id, by, at)
}

// slackOperations are those as Slack asks for them.
type slackOperations struct{ operations }

var _ slackdesk.Remedies = slackOperations{}

func (o slackOperations) Job(ctx context.Context, id monitor.ID) (slackdesk.Job, error) {
	j, err := o.watched(ctx, id)
	return j, deskError(err)
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
	offer, err := o.operations.Offer(ctx, id)
	return offer, deskError(err)
}

func (o slackOperations) Run(ctx context.Context, order remedy.Order) (incident.Rerun, error) {
	r, err := o.operations.Run(ctx, order)
	return r, deskError(err)
}

// restOperations are those as the API asks for them.
type restOperations struct{ operations }

var _ rest.Remedies = restOperations{}

func (o restOperations) Owner(ctx context.Context, id monitor.ID) (string, error) {
	j, err := o.watched(ctx, id)
	return j.Owner, apiError(err)
}

func (o restOperations) Offer(ctx context.Context, id string) (remedy.Offer, error) {
	offer, err := o.operations.Offer(ctx, id)
	return offer, apiError(err)
}

func (o restOperations) Run(ctx context.Context, order remedy.Order) (incident.Rerun, error) {
	r, err := o.operations.Run(ctx, order)
	return r, apiError(err)
}

func (o restOperations) Deny(ctx context.Context, r incident.Record) error {
	return o.ledger.Deny(ctx, r)
}
