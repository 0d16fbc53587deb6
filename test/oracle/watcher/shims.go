package watcher

import (
	"context"
	"time"

	"rollcall.dev/rollcall/internal/ledger"
	"rollcall.dev/rollcall/internal/monitor"
)

// inspector is the source as the ledger asks it. What an inspection does not find is gone now, not when it was seen last.
type inspector struct{ ledger.Inspector }

// Inspect implements ledger.Inspector.
func (i inspector) Inspect(ctx context.Context, states []monitor.State) ([]monitor.Observation, time.Time, error) {
	seen, until, err := i.Inspector.Inspect(ctx, states)
	for n := range seen {
		if o := &seen[n]; o.Kind == monitor.RunGone && o.SeenAt.Before(until) {
			o.At, o.SeenAt = until, until
		}
	}
	return seen, until, err
}
