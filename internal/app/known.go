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
		page := store.Page{Limit: store.MaxLimit}
		for {
			found, err := r.store.Monitors(ctx, store.MonitorFilter{Source: monitor.SourceKubernetes, Cluster: cluster}, page)
			if err != nil {
				return nil, err
			}
			for _, m := range found {
				all = append(all, m.ID)
			}
			if len(found) < page.Limit {
				return all, nil
			}
			page.After = found[len(found)-1].ID
		}
	}
}
