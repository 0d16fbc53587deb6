package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"time"

	"rollcall.dev/rollcall/internal/monitor"
)

const (
	callers       = 64   // of Record at the same time, as many as internal/kube has workers
	watched       = 1024 // Monitors, each with one caller
	commitRounds  = 5
	commitTurn    = time.Second // of each of those that are measured by turns
	rehearsalTurn = commitTurn / 2
)

// commits measures Record: 64 callers, each with one observation at a time, every second of which ends a run well and so brings a
// verdict. The baselines put the observations, byte for byte, into a bare table: a transaction each, and a transaction for as many
// as there are callers.
func commits(ctx context.Context, b *bench) (figures []figure, err error) {
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
	if err := h.define(ctx, definitions(watched, farAway(), time.Minute, time.Now())); err != nil {
		return nil, err
	}
	b.say("%d rounds of %s: ledger, bare commits one by one, bare commits of %d", commitRounds, commitTurn, callers)
	if _, err := h.record(ctx, rehearsalTurn); err != nil {
		return nil, err
	}
	var ours, single, grouped turns
	source := &facts{}
	for range commitRounds {
		if err := errors.Join(
			ours.take(h.record(ctx, commitTurn)),
			single.take(base.repeat(ctx, commitTurn, source, 1)),
			grouped.take(base.repeat(ctx, commitTurn, source, callers)),
		); err != nil {
			return nil, err
		}
	}
	return []figure{
		newFigure("ledger_vs_single", median(ours.rates), "obs/s", median(single.rates)),
		newFigure("ledger_vs_grouped", median(ours.rates), "obs/s", median(grouped.rates)),
		durations("ledger_p50", percentile(ours.latencies, 50), percentile(single.latencies, 50)),
		durations("ledger_p99", percentile(ours.latencies, 99), percentile(single.latencies, 99)),
	}, nil
}

// turn is what one second of work brought.
type turn struct {
	took      time.Duration
	done      int
	latencies []time.Duration // of each call
	cpu       time.Duration   // of this process; of a load only
}

// turns are those of several rounds.
type turns struct {
	rates     []float64
	latencies []time.Duration
	costs     []float64 // microseconds of the processor a call
}

func (t *turns) take(one turn, err error) error {
	if err != nil {
		return err
	}
	t.rates = append(t.rates, rate(one.done, one.took))
	t.latencies = append(t.latencies, one.latencies...)
	t.costs = append(t.costs, 1000*milliseconds(one.cpu)/float64(one.done))
	return nil
}

// record has all callers record for some time.
func (h *house) record(ctx context.Context, long time.Duration) (turn, error) {
	var all turn
	var errs []error
	var mu sync.Mutex
	var running sync.WaitGroup
	began := time.Now()
	for caller := range callers {
		running.Go(func() {
			latencies, err := h.call(ctx, caller, began.Add(long))
			mu.Lock()
			defer mu.Unlock()
			all.latencies = append(all.latencies, latencies...)
			errs = append(errs, err)
		})
	}
	running.Wait()
	all.took, all.done = time.Since(began), len(all.latencies)
	return all, errors.Join(errs...)
}

// call is one caller: a run begins, a run ends, then the next Monitor.
func (h *house) call(ctx context.Context, caller int, until time.Time) ([]time.Duration, error) {
	var latencies []time.Duration
	for n := 0; time.Now().Before(until); n++ {
		id := monitorID((caller + n*callers) % watched)
		for _, o := range lifetime(id, fmt.Sprintf("%d-%d-%d", until.UnixNano(), caller, n)) {
			began := time.Now()
			if err := h.ledger.Record(ctx, o); err != nil {
				return nil, err
			}
			latencies = append(latencies, time.Since(began))
		}
	}
	return latencies, nil
}

// lifetime is what is told of a run: that it began, and that it ended well.
func lifetime(id monitor.ID, run string) []monitor.Observation {
	now := time.Now()
	began := monitor.RunFacts{ID: monitor.RunID(run), Name: "nightly-" + run, Manual: true, CreatedAt: now, StartedAt: now}
	ended := began
	ended.FinishedAt, ended.Outcome = now.Add(time.Second), monitor.OutcomeSucceeded
	return []monitor.Observation{
		{ID: "run/" + run + "/began", Monitor: id, Kind: monitor.RunSeen, At: now, SeenAt: now, Run: &began},
		{ID: "run/" + run + "/finished", Monitor: id, Kind: monitor.RunSeen, At: now, SeenAt: now, Run: &ended},
	}
}

// facts makes the same observations as rows of a bare table.
type facts struct {
	n    int
	left []fact
}

func (f *facts) next() (fact, error) {
	if len(f.left) == 0 {
		f.n++
		for _, o := range lifetime(monitorID(f.n%watched), fmt.Sprintf("%d-%d-%d", time.Now().UnixNano(), f.n%callers, f.n)) {
			doc, err := json.Marshal(o)
			if err != nil {
				return fact{}, fmt.Errorf("observation: %w", err)
			}
			f.left = append(f.left, fact{o.ID, string(doc)})
		}
	}
	one := f.left[0]
	f.left = f.left[1:]
	return one, nil
}

// repeat inserts for some time, so many facts a transaction.
func (b *bare) repeat(ctx context.Context, long time.Duration, source *facts, together int) (turn, error) {
	var all turn
	began := time.Now()
	for time.Since(began) < long {
		batch := make([]fact, together)
		for i := range batch {
			var err error
			if batch[i], err = source.next(); err != nil {
				return turn{}, err
			}
		}
		took, err := b.insert(ctx, batch...)
		if err != nil {
			return turn{}, err
		}
		all.done += together
		all.latencies = append(all.latencies, took)
	}
	all.took = time.Since(began)
	return all, nil
}
