package process

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"rollcall.dev/rollcall/internal/deliver"
	"rollcall.dev/rollcall/internal/ledger"
	"rollcall.dev/rollcall/internal/monitor"
	"rollcall.dev/rollcall/internal/notify"
	"rollcall.dev/rollcall/internal/store"
	"rollcall.dev/rollcall/test/sim/history"
)

// Process is one life of Rollcall.
type Process struct {
	*gate

	store     *store.Store
	ledger    *ledger.Ledger
	deliverer *deliver.Deliverer
	watch     *watch
	desk      *desk

	ended chan struct{} // closed when it is told to end
	once  sync.Once
}

// boot puts a process together, as package app does.
func (h *House) boot(ctx context.Context, number, boot int) (*Process, error) {
	s, err := store.Open(ctx, "sqlite:"+h.Path, store.Options{})
	if err != nil {
		return nil, fmt.Errorf("opening the store: %w", err)
	}
	if h.History.Leaders == 1 { // whoever is alone with its store need not wait for the leases of its predecessor
		if err := s.Reclaim(ctx); err != nil {
			return nil, errors.Join(fmt.Errorf("reclaiming: %w", err), s.Close())
		}
	}
	p := &Process{gate: newGate(h, number, boot), store: s, ended: make(chan struct{})}
	notifiers, err := receivers(p.gate)
	if err != nil {
		return nil, errors.Join(err, s.Close())
	}
	d := database{gate: p.gate, store: s}
	var books interface {
		ledger.Store
		deliver.Outbox
	} = d
	p.watch, p.desk = newWatch(p.gate, p.record), newDesk(p.gate, p.record)
	inspectors := map[monitor.Source]ledger.Inspector{monitor.SourceKubernetes: p.watch, monitor.SourceCheckIn: p.desk}
	if h.Sabotage != "" {
		c := crooked{database: d, sabotage: h.Sabotage, states: &sync.Map{}}
		books = c
		for name, n := range notifiers {
			notifiers[name] = crookedNotifier{n, c}
		}
		for source, i := range inspectors {
			inspectors[source] = crookedInspector{i, c}
		}
	}
	p.deliverer = deliver.New(books, notifiers, deliver.Options{
		Workers: h.History.Workers, GiveUpAfter: h.History.GiveUpAfter, Quiet: h.quiet(),
		Fallback: []notify.Destination{{Receiver: history.Slack, Address: Triage}, Console()},
	})
	p.ledger = ledger.New(ledger.Options{
		Store: books, Router: routes(), Inspectors: inspectors, Cluster: "sim", Quiet: h.sweepQuiet(),
		Clocks: map[monitor.Source]func() time.Time{monitor.SourceKubernetes: time.Now}, // the cluster's clock is never off
		Committed: func(r ledger.Report) {
			if r.Messages > 0 {
				p.deliverer.Poke()
			}
		},
	})
	return p, nil
}

// quiet is how long the deliverer leaves an empty outbox alone: long where no other process fills it.
func (h *House) quiet() time.Duration {
	if h.History.Leaders == 1 {
		return 10 * time.Minute
	}
	return 2 * time.Minute
}

// sweepQuiet is how long the ledger sleeps without asking the store, as package app has it.
func (h *House) sweepQuiet() time.Duration {
	if h.History.Leaders == 1 {
		return 0
	}
	return time.Minute
}

// record is the ledger's Record, which notes what it acknowledged.
func (p *Process) record(ctx context.Context, observations ...monitor.Observation) error {
	err := p.ledger.Record(ctx, observations...)
	if err == nil && !p.isDead() {
		p.house.Book.Acknowledged(observations)
	}
	return err
}

// end tells the process to end; it stays away for a while.
func (p *Process) end(down time.Duration) {
	p.once.Do(func() {
		p.mu.Lock()
		p.down = down
		p.mu.Unlock()
		close(p.ended)
	})
}

// live runs the process until it dies, is told to end, or ctx ends, and returns how long it is to stay away. What a dead one
// leaves behind ends by itself, later.
func (p *Process) live(ctx context.Context) time.Duration {
	p.house.Book.Tell(p.name, "starts")
	over := p.house.Book.Lives()
	p.house.set(p.number, p)
	parts := []*part{begin(p.deliverer.Run), begin(p.ledger.Run), begin(p.watch.run)}
	select {
	case <-ctx.Done():
		p.end(0)
	case <-p.ended:
	case <-p.dead:
	case <-parts[0].done:
	case <-parts[1].done:
	}
	for _, part := range parts {
		if part.over() {
			p.die(10*time.Second, fmt.Sprintf("a part of it ended: %v", part.err))
		}
	}
	p.house.set(p.number, nil)
	over()
	leave := func() {
		for _, part := range slices.Backward(parts) {
			if !p.isDead() {
				part.stop()
			}
		}
		for _, part := range parts {
			part.cancel()
		}
		for _, part := range parts {
			<-part.done
		}
		if err := p.store.Close(); err != nil {
			p.house.Book.Tell(p.name, "closing the store: %v", err)
		}
	}
	if p.isDead() {
		p.house.running.Go(leave)
	} else {
		leave()
		p.house.Book.Tell(p.name, "has ended")
		p.die(p.away(), "it is over")
	}
	return p.away()
}

func (p *Process) away() time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.down
}

// part is something that runs until it is stopped.
type part struct {
	cancel context.CancelFunc
	done   chan struct{}
	err    error // once done
}

func begin(run func(context.Context) error) *part {
	ctx, cancel := context.WithCancel(context.Background())
	p := &part{cancel: cancel, done: make(chan struct{})}
	go func() {
		defer close(p.done)
		p.err = run(ctx)
	}()
	return p
}

func (p *part) over() bool { return closed(p.done) }

// stop ends the part and returns when it has ended.
func (p *part) stop() {
	p.cancel()
	<-p.done
}

func (h *House) set(number int, p *Process) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.current[number] = p
}
