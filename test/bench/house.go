package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"time"

	"rollcall.dev/rollcall/internal/ledger"
	"rollcall.dev/rollcall/internal/monitor"
	"rollcall.dev/rollcall/internal/notify"
	"rollcall.dev/rollcall/internal/routing"
	"rollcall.dev/rollcall/internal/schedule"
	"rollcall.dev/rollcall/internal/store"
)

// house is a ledger on a SQLite file, put together as internal/app does it.
type house struct {
	path   string
	store  *store.Store
	ledger *ledger.Ledger
	stop   context.CancelFunc
	ended  chan error
}

// receiver is where all messages of a house go.
const receiver = "bench"

// openHouse starts one in a folder of its own. committed may be nil.
func (b *bench) openHouse(ctx context.Context, committed func(ledger.Report)) (*house, error) {
	dir, err := b.folder("house")
	if err != nil {
		return nil, err
	}
	h := &house{path: filepath.Join(dir, "rollcall.db"), ended: make(chan error, 1)}
	if h.store, err = store.Open(ctx, "sqlite:"+h.path, store.Options{}); err != nil {
		return nil, err
	}
	router := &routing.Router{}
	router.Use(routing.Table{Everyone: []routing.Subscriber{{To: notify.Destination{Receiver: receiver}}}})
	h.ledger = ledger.New(ledger.Options{Store: h.store, Router: router, Committed: committed})
	running, stop := context.WithCancel(context.WithoutCancel(ctx))
	h.stop = stop
	go func() { h.ended <- h.ledger.Run(running) }()
	return h, nil
}

func (h *house) close() error {
	h.stop()
	return errors.Join(<-h.ended, h.store.Close())
}

// definitions are observations that define so many Monitors, all alike.
func definitions(n int, spec schedule.Spec, grace time.Duration, seen time.Time) []monitor.Observation {
	all := make([]monitor.Observation, n)
	for i := range all {
		all[i] = monitor.Observation{
			ID: fmt.Sprintf("bench/%d/defined", i), Monitor: monitorID(i), Kind: monitor.Defined, At: seen, SeenAt: seen,
			Definition: &monitor.Definition{
				Source: monitor.SourceCheckIn, Cluster: "bench", Namespace: fmt.Sprintf("team-%d", i%100), Name: fmt.Sprintf("nightly-%d", i),
				CreatedAt: seen, Schedule: spec, Grace: grace,
				Annotations: map[string]string{"rollcall.dev/owner": "billing", "rollcall.dev/runbook": "https://runbooks.example.com/nightly"},
				CheckIn:     &monitor.CheckIn{ID: fmt.Sprintf("check-%d", i)},
			},
		}
	}
	return all
}

func monitorID(i int) monitor.ID { return monitor.ID(fmt.Sprintf("checkin/check-%d", i)) }

// define records Monitors, as many at a time as the ledger commits together.
func (h *house) define(ctx context.Context, all []monitor.Observation) error {
	const together = 1000
	for len(all) > 0 {
		n := min(together, len(all))
		if err := h.ledger.Record(ctx, all[:n]...); err != nil {
			return err
		}
		all = all[n:]
	}
	return nil
}

// farAway is a schedule whose next slot is beyond every measurement.
func farAway() schedule.Spec { return schedule.Cron("0 0 29 2 *", "UTC") }
