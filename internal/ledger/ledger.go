package ledger

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"rollcall.dev/rollcall/internal/monitor"
)

// Options configure a Ledger. The zero value of each field but Store and Router is usable.
type Options struct {
	Store  Store
	Router Router
	// Inspectors are asked before an absence is judged, by source. A source without one is believed to have shown all.
	Inspectors map[monitor.Source]Inspector
	// Clocks say what time it is at a source whose clock is not ours: its slots and runs are told by it. A source without one
	// keeps our time.
	Clocks map[monitor.Source]func() time.Time
	// Cluster is the one that is watched: what is shared by Monitors that name no cluster is told of it.
	Cluster string
	// Quiet is the longest that a sweeper sleeps without asking the store: it bounds how late a deadline is noticed that another
	// process has set. Zero: until something is due, for a store that nobody else writes into.
	Quiet time.Duration
	// Committed is called after every commit, from the writer's goroutine: it must not block.
	Committed func(Report)
	Logger    *slog.Logger
}

// Report says what one commit brought.
type Report struct {
	Observations []monitor.Observation // the fresh ones
	Verdicts     []monitor.Verdict
	Messages     int // outbox rows
	Requests     int // calls of Record that the commit answered
}

// Ledger is the one writer. Create it with New; Run must be running for Record to return.
type Ledger struct {
	Options
	requests chan *request
	started  time.Time // since when the sources are watched
	sweepers map[monitor.Source]*sweeper
	starts   starts
}

// maxBatch bounds the observations of one commit.
const maxBatch = 1000

// request is one call of Record that waits for its commit.
type request struct {
	observations []monitor.Observation
	done         chan error
}

// New returns a Ledger.
func New(o Options) *Ledger {
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	if o.Committed == nil {
		o.Committed = func(Report) {}
	}
	l := &Ledger{Options: o, requests: make(chan *request), started: time.Now(), sweepers: map[monitor.Source]*sweeper{}, starts: starts{}}
	for _, source := range monitor.Sources() {
		l.sweepers[source] = &sweeper{Ledger: l, source: source, deadline: newDeadline()}
	}
	return l
}

// Now is what time it is at a source.
func (l *Ledger) Now(source monitor.Source) time.Time {
	if clock := l.Clocks[source]; clock != nil {
		return clock()
	}
	return time.Now()
}

// ClockMoved says that a clock, ours or that of a source, does not show what it showed a moment ago: whoever sleeps until an
// instant looks at it anew. It does not wait.
func (l *Ledger) ClockMoved() {
	for _, s := range l.sweepers {
		s.deadline.poke()
	}
}

// Record stores the observations, in their order, and all that follows from them. It returns after the commit; an error
// means that nothing of them is stored. It is safe for concurrent use.
func (l *Ledger) Record(ctx context.Context, observations ...monitor.Observation) error {
	if len(observations) == 0 {
		return nil
	}
	r := &request{observations: observations, done: make(chan error, 1)}
	select {
	case l.requests <- r:
	case <-ctx.Done():
		return fmt.Errorf("waiting for the ledger: %w", context.Cause(ctx))
	}
	select {
	case err := <-r.done:
		return err
	case <-ctx.Done():
		return fmt.Errorf("waiting for the commit: %w", context.Cause(ctx))
	}
}

// Run writes and sweeps until ctx ends. What was accepted by then is still committed.
func (l *Ledger) Run(ctx context.Context) error {
	swept := make(chan error, len(l.sweepers))
	sweeping, stop := context.WithCancel(ctx)
	var running sync.WaitGroup
	defer running.Wait()
	defer stop()
	for _, s := range l.sweepers {
		running.Go(func() { swept <- s.run(sweeping) })
	}
	for {
		select {
		case <-ctx.Done():
			return nil
		case err := <-swept:
			return err
		case r := <-l.requests:
			l.commit(context.WithoutCancel(ctx), l.gather(r))
		}
	}
}

// gather takes what else is waiting into the same commit.
func (l *Ledger) gather(r *request) []*request {
	batch := []*request{r}
	for n := len(r.observations); n < maxBatch; {
		select {
		case r := <-l.requests:
			batch = append(batch, r)
			n += len(r.observations)
		default:
			return batch
		}
	}
	return batch
}

// commit answers every request of the batch. Where the batch as a whole is refused, each is tried alone, so that one bad
// request takes no other down.
func (l *Ledger) commit(ctx context.Context, batch []*request) {
	err := l.write(ctx, batch)
	if err == nil || len(batch) == 1 {
		answer(batch, err)
		return
	}
	for _, r := range batch {
		answer([]*request{r}, l.write(ctx, []*request{r}))
	}
}

func answer(batch []*request, err error) {
	for _, r := range batch {
		r.done <- err
	}
}

// maxConflicts bounds how often a batch is applied again because another writer came first.
const maxConflicts = 10

func (l *Ledger) write(ctx context.Context, batch []*request) error {
	var observations []monitor.Observation
	for _, r := range batch {
		observations = append(observations, r.observations...)
	}
	for attempt := 1; ; attempt++ {
		var d decision
		err := l.Store.Update(ctx, func(tx Tx) error {
			var err error
			d, err = l.decide(ctx, tx, observations)
			return err
		})
		switch {
		case err == nil:
			l.await(d.changes)
			l.Committed(Report{Observations: d.fresh, Verdicts: d.verdicts(), Messages: d.messages(), Requests: len(batch)})
			return nil
		case !errors.Is(err, ErrConflict) || attempt >= maxConflicts:
			l.await(d.changes) // it may be stored all the same: an answer can get lost
			return fmt.Errorf("committing %d observations: %w", len(observations), err)
		}
	}
}

// await has the sweepers look at what has changed when it is due.
func (l *Ledger) await(changes []Change) {
	for _, c := range changes {
		if s := l.sweepers[c.State.Definition.Source]; s != nil {
			s.deadline.sooner(c.NextCheck)
		}
	}
}
