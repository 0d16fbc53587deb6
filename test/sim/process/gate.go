package process

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"rollcall.dev/rollcall/internal/ledger"
	"rollcall.dev/rollcall/test/sim/history"
)

var (
	errDead = errors.New("the process is dead")
	errFull = errors.New("the disk is full: nothing was stored")
	errGone = errors.New("the database cannot be reached")
	errLost = errors.New("the connection broke: it is unknown what happened")
)

// gate is what one process reaches the world through. It is safe for concurrent use.
type gate struct {
	house  *House
	number int    // of the process; the first is 1
	name   string // with how often it was started: "p1.3"
	dead   chan struct{}

	mu     sync.Mutex
	killed bool
	down   time.Duration // how long it is to stay away
	counts map[string]int
}

func newGate(house *House, number, boot int) *gate {
	return &gate{
		house: house, number: number, name: fmt.Sprintf("p%d.%d", number, boot), dead: make(chan struct{}), counts: map[string]int{},
	}
}

// die ends the process at once; it stays away for a while. It reports whether it was alive.
func (g *gate) die(down time.Duration, why string) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.killed {
		return false
	}
	g.killed, g.down = true, down
	close(g.dead)
	g.house.Book.Tell(g.name, "dies: %s", why)
	return true
}

func (g *gate) isDead() bool { return closed(g.dead) }

// closed reports whether a channel is closed on which nothing is ever sent.
func closed(c <-chan struct{}) bool {
	select {
	case <-c:
		return true
	default:
		return false
	}
}

// pass lets a step of the process through, or says what became of it.
func (g *gate) pass(ctx context.Context, step string) error {
	if g.isDead() {
		return errDead
	}
	g.house.Book.Count(g.name, step)
	n := g.count(step)
	if e, caught := g.house.trap(g.number, step); caught {
		g.die(e.For, step)
		return errDead
	}
	for i, e := range g.house.now(g.number) {
		if strikes(e.Fault, step) && g.house.History.Chance(i, e.Fault, g.name, step, n).IntN(100) < e.Percent {
			if err := g.suffer(ctx, e, step, n); err != nil {
				return err
			}
		}
	}
	if g.isDead() {
		return errDead
	}
	return nil
}

func (g *gate) count(step string) int {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.counts[step]++
	return g.counts[step]
}

// strikes reports whether a fault is of the kind that befalls a step.
func strikes(f history.Fault, step string) bool {
	writes := []string{history.BeforeCommit, history.BeforeClaim, history.BeforeConclude}
	wrote := []string{history.AfterCommit, history.AfterClaim, history.AfterConclude}
	switch f {
	case history.StoreBusy, history.StoreFull:
		return slices.Contains(writes, step)
	case history.StoreLost:
		return slices.Contains(wrote, step)
	case history.StoreGone, history.StoreSlow:
		return slices.Contains(writes, step) || step == history.Read
	case history.Frozen:
		return true
	case history.Blind:
		return step == history.Look
	default:
		return false
	}
}

// suffer is what a fault does to a step.
func (g *gate) suffer(ctx context.Context, e history.Event, step string, n int) error {
	g.house.Book.Struck(string(e.Fault))
	long := time.Duration(g.house.History.Chance("how long", g.name, step, n).Int64N(int64(max(e.Amount, 1))))
	switch e.Fault {
	case history.StoreBusy:
		g.house.Book.Tell(g.name, "%s: another writer is in the way", step)
		return fmt.Errorf("%s: %w", step, ledger.ErrConflict)
	case history.StoreFull:
		g.house.Book.Tell(g.name, "%s: the disk is full", step)
		return errFull
	case history.StoreLost:
		g.house.Book.Tell(g.name, "%s: the answer is lost", step)
		return errLost
	case history.StoreGone:
		g.house.Book.Tell(g.name, "%s: the store does not answer", step)
		return errGone
	case history.Blind:
		return errors.New("the cluster does not answer")
	case history.StoreSlow:
		return g.wait(ctx, long)
	case history.Frozen:
		g.house.Book.Tell(g.name, "%s: stands still for %s", step, long)
		return g.wait(context.WithoutCancel(ctx), long)
	default:
		return nil
	}
}

// wait returns after a while, or when the process dies or ctx ends.
func (g *gate) wait(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-g.dead:
		return errDead
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// skew is how far the clock of the process is off.
func (g *gate) skew() time.Duration {
	for _, e := range g.house.now(g.number) {
		if e.Fault == history.Skewed {
			return e.Amount
		}
	}
	return 0
}

// blind reports whether the process's source does not reach the cluster at all.
func (g *gate) blind() bool {
	return slices.ContainsFunc(g.house.now(g.number), func(e history.Event) bool { return e.Fault == history.Blind && e.Percent >= 100 })
}
