package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"rollcall.dev/rollcall/internal/deliver"
	"rollcall.dev/rollcall/internal/diagnose"
	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/ledger"
	"rollcall.dev/rollcall/internal/monitor"
	"rollcall.dev/rollcall/internal/notify"
)

const (
	outbox        = 1000 // messages of a round, each the first of its incident
	deliverRounds = 4    // the first is a rehearsal
	deliverLimit  = time.Minute
)

// deliveries measures how many messages a second the deliverer takes from the outbox to a receiver that costs nothing. The baseline
// calls the receiver and marks the message as sent with one UPDATE, one after the other: with no lease, no order and no retry.
func deliveries(ctx context.Context, b *bench) (figures []figure, err error) {
	h, err := b.openHouse(ctx, nil)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, h.close()) }()
	dir, err := b.folder("bare")
	if err != nil {
		return nil, err
	}
	base, err := openBare(ctx, dir)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, base.close()) }()
	b.say("%d rounds of %d messages", deliverRounds, outbox)
	var ours, bare []float64
	for round := range deliverRounds {
		messages := messagesOf(round)
		took, err := h.deliver(ctx, round, messages)
		if err != nil {
			return nil, err
		}
		without, err := base.deliver(ctx, messages)
		if err != nil {
			return nil, err
		}
		if round > 0 {
			ours, bare = append(ours, rate(outbox, took)), append(bare, rate(outbox, without))
		}
	}
	return []figure{newFigure("deliver", median(ours), "msg/s", median(bare))}, nil
}

func messagesOf(round int) []notify.Message {
	all := make([]notify.Message, outbox)
	now := time.Now()
	for i := range all {
		all[i] = notify.Message{
			ID: fmt.Sprintf("message-%d-%d", round, i), Destination: notify.Destination{Receiver: receiver}, Action: notify.Post,
			Notice: incident.Notice{
				Incident: fmt.Sprintf("incident-%d-%d", round, i), Kind: incident.Failing, Change: incident.Opened, Judgement: monitor.Failed,
				Subject: incident.Subject{Monitor: monitorID(i), Source: monitor.SourceKubernetes, Cluster: "bench", Namespace: "billing", Name: "nightly"},
				Cause:   diagnose.NoCheckIn(time.Minute), OpenedAt: now, At: now, DecidedAt: now, Count: 1, Consecutive: 1,
			},
		}
	}
	return all
}

// counting is a receiver, and takes the deliverer's metrics.
type counting struct {
	left     atomic.Int64 // until everything was concluded
	received atomic.Int64
	finished chan time.Time
}

// Notify implements notify.Notifier.
func (c *counting) Notify(context.Context, notify.Attempt) (notify.Receipt, error) {
	c.received.Add(1)
	return notify.Receipt(`{"n":1}`), nil
}

// ObserveFallback implements deliver.Metrics.
func (*counting) ObserveFallback(notify.Message, string) {}

// ObserveDelivery implements deliver.Metrics.
func (c *counting) ObserveDelivery(_ notify.Message, result string, _, _ time.Time) {
	if result == deliver.ResultSent && c.left.Add(-1) == 0 {
		c.finished <- time.Now() // it was concluded: the attempt ended before that
	}
}

// deliver puts messages into the outbox and then starts a deliverer, until all of them are concluded.
func (h *house) deliver(ctx context.Context, round int, messages []notify.Message) (time.Duration, error) {
	state := monitor.State{ID: monitor.ID(fmt.Sprintf("checkin/outbox-%d", round))}
	err := h.store.Update(ctx, func(tx ledger.Tx) error {
		return tx.Save(ctx, []ledger.Change{{State: state, Messages: messages}})
	})
	if err != nil {
		return 0, err
	}
	c := &counting{finished: make(chan time.Time, 1)}
	c.left.Store(int64(len(messages)))
	d := deliver.New(h.store, map[string]notify.Notifier{receiver: c}, deliver.Options{Metrics: c})
	running, stop := context.WithTimeout(ctx, deliverLimit)
	defer stop()
	ended := make(chan error, 1)
	began := time.Now()
	go func() { ended <- d.Run(running) }()
	select {
	case at := <-c.finished:
		stop()
		if err := <-ended; err != nil {
			return 0, err
		}
		if n := int(c.received.Load()); n != len(messages) {
			return 0, fmt.Errorf("%d messages were received %d times", len(messages), n)
		}
		return at.Sub(began), nil
	case err := <-ended:
		return 0, fmt.Errorf("%d messages are left after %s: %w", c.left.Load(), deliverLimit, errors.Join(err, context.Cause(running)))
	}
}

// deliver does the least.
func (b *bare) deliver(ctx context.Context, messages []notify.Message) (time.Duration, error) {
	facts := make([]fact, len(messages))
	for i, m := range messages {
		doc, err := json.Marshal(m)
		if err != nil {
			return 0, fmt.Errorf("message: %w", err)
		}
		facts[i] = fact{m.ID, string(doc)}
	}
	if _, err := b.insert(ctx, facts...); err != nil {
		return 0, err
	}
	c := &counting{}
	began := time.Now()
	for _, m := range messages {
		if _, err := c.Notify(ctx, notify.Attempt{Message: m}); err != nil {
			return 0, err
		}
		if err := b.done(ctx, m.ID); err != nil {
			return 0, err
		}
	}
	return time.Since(began), nil
}
