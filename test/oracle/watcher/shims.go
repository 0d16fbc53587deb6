package watcher

import (
	"context"
	"time"

	"rollcall.dev/rollcall/internal/ledger"
	"rollcall.dev/rollcall/internal/monitor"
	"rollcall.dev/rollcall/test/oracle/apiserver"
)

// inspector is the source as the ledger asks it. What an inspection does not find is gone now, not when it was seen last.
type inspector struct {
	ledger.Inspector

	client *apiserver.Client
}

// Inspect implements ledger.Inspector.
func (i inspector) Inspect(ctx context.Context, states []monitor.State) ([]monitor.Observation, time.Time, error) {
	seen, until, err := i.Inspector.Inspect(ctx, states)
	for n := range seen {
		if o := &seen[n]; o.Kind == monitor.RunGone && o.SeenAt.Before(until) {
			o.At, o.SeenAt = until, until
		}
	}
	revise(i.client, seen)
	return seen, until, err
}

// late is the ledger, which is made after the source that records in it.
type late struct {
	*ledger.Ledger

	client *apiserver.Client
}

// Record implements kube.Recorder.
func (l *late) Record(ctx context.Context, observations ...monitor.Observation) error {
	revise(l.client, observations)
	return l.Ledger.Record(ctx, observations...)
}

// revise adds to the definitions what the source leaves out: metadata.generation.
func revise(client *apiserver.Client, observations []monitor.Observation) {
	for i := range observations {
		if d := observations[i].Definition; d != nil && d.Revision == 0 {
			revised := *d
			revised.Revision = client.Generation(d.Generation)
			observations[i].Definition = &revised
		}
	}
}
