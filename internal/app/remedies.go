package app

import (
	"context"
	"errors"
	"fmt"
	"time"

	"rollcall.dev/rollcall/internal/config"
	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/kube"
	kuberemedy "rollcall.dev/rollcall/internal/kube/remedy"
	"rollcall.dev/rollcall/internal/ledger"
	"rollcall.dev/rollcall/internal/monitor"
	"rollcall.dev/rollcall/internal/remedy"
	"rollcall.dev/rollcall/internal/store"
)

// remedies are where people have something done to a job, and what ends it again. Where that is switched off they are there as well, and
// refuse: what was suspended before is still to be resumed.
type remedies struct {
	desk   *remedy.Desk
	keeper *remedy.Keeper
}

func (a *App) newRemedies() (remedies, error) {
	o := remedyOptions(a.Config)
	o.Roll = cronJobs{a.store, a.ledger.Now}
	o.Spec, o.Log = kube.SpecOf, a.Logger
	if a.kube.connection != nil {
		api, err := kuberemedy.As(a.kube.connection, o.ServiceAccount)
		if err != nil {
			return remedies{}, fmt.Errorf("kubernetes.remedies: %w", err)
		}
		o.API = api
	}
	cluster, book := kuberemedy.New(o), remedyBook{a.ledger, a.store}
	keeper := remedy.NewKeeper(cluster, book, a.Logger, sweepQuiet(a.Config) == 0)
	return remedies{
		desk: &remedy.Desk{Cluster: cluster, Book: book, Log: a.Logger, Changed: keeper.Poke}, keeper: keeper,
	}, nil
}

// remedyOptions is what the configuration says of them.
func remedyOptions(c config.Config) kuberemedy.Options {
	r := c.Kubernetes.Remedies
	return kuberemedy.Options{Cluster: c.Cluster, ServiceAccount: r.ServiceAccount, Namespaces: r.Namespaces}
}

// cronJobs say what is stored of a CronJob.
type cronJobs struct {
	store *store.Store
	now   func(monitor.Source) time.Time // at the source
}

// Known implements kuberemedy.Roll.
func (c cronJobs) Known(ctx context.Context, id monitor.ID) (kuberemedy.Known, bool, error) {
	m, err := c.store.Monitor(ctx, id)
	switch {
	case errors.Is(err, store.ErrNotFound):
		return kuberemedy.Known{}, false, nil
	case err != nil:
		return kuberemedy.Known{}, false, err
	case m.Definition.Source != monitor.SourceKubernetes:
		return kuberemedy.Known{}, false, nil
	}
	d, usual := m.Definition, m.LastSuccessDuration
	if took, enough := m.Baseline.UsuallyTook(); enough {
		usual = took.Typical
	}
	return kuberemedy.Known{
		Cluster: d.Cluster, Namespace: d.Namespace, Name: d.Name, NextSlot: m.NextSlot(c.now(d.Source)), Usual: usual,
	}, true, nil
}

// remedyBook is where what people ask for is kept.
type remedyBook struct {
	*ledger.Ledger
	store *store.Store
}

// Incident implements remedy.Book.
func (b remedyBook) Incident(ctx context.Context, id string) (incident.Incident, error) {
	return b.store.Incident(ctx, id)
}
