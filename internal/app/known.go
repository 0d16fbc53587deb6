package app

import (
	"context"

	"rollcall.dev/rollcall/internal/monitor"
	"rollcall.dev/rollcall/internal/store"
)

// cronJobs lists the Monitors of a cluster's CronJobs that are stored and not removed.
func (r reader) cronJobs(cluster string) func(context.Context) ([]monitor.ID, error) {
	return func(ctx context.Context) ([]monitor.ID, error) {
		var all []monitor.ID
		of := store.MonitorFilter{Source: monitor.SourceKubernetes, Cluster: cluster}
		err := r.store.EachDefinition(ctx, of, func(id monitor.ID, _ monitor.Definition) { all = append(all, id) })
		return all, err
	}
}
