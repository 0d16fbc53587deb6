package app

import (
	"context"
	"errors"
	"log/slog"
	"maps"
	"slices"
	"sync"
	"time"

	"rollcall.dev/rollcall/internal/checkin"
	"rollcall.dev/rollcall/internal/kube"
	"rollcall.dev/rollcall/internal/monitor"
)

// provider keeps the check-ins of CronJobs: the embedded service, or a Honeybadger account.
type provider interface {
	EnsureFor(ctx context.Context, ref checkin.Ref) (url string, err error)
	Forget(ctx context.Context, id monitor.ID) error
	// Retain forgets all but these: what went while nobody watched.
	Retain(ctx context.Context, live []monitor.ID) error
}

// follower keeps the provider's check-ins in step with the CronJobs that asked for one. It works behind the ledger: what it
// cannot do is tried again, and holds nothing up. Of several changes of one CronJob only the newest counts.
type follower struct {
	provider provider
	log      *slog.Logger

	mu      sync.Mutex
	waiting map[monitor.ID]*checkin.Ref // nil: the CronJob is gone, or asks no more
	live    map[monitor.ID]bool         // the CronJobs that ask
	poked   chan struct{}
}

func newFollower(p provider, log *slog.Logger) *follower {
	return &follower{provider: p, log: log, waiting: map[monitor.ID]*checkin.Ref{}, live: map[monitor.ID]bool{}, poked: make(chan struct{}, 1)}
}

// follow takes note of a CronJob as it now is. It never blocks.
func (f *follower) follow(t kube.Target, gone bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	switch {
	case t.Wanted && !gone:
		ref := checkin.RefOf(t.Monitor, t.Definition)
		f.waiting[t.Monitor] = &ref
		f.live[t.Monitor] = true
	case f.live[t.Monitor]:
		f.waiting[t.Monitor] = nil
		delete(f.live, t.Monitor)
	default:
		return // it never asked
	}
	f.poke()
}

func (f *follower) poke() {
	select {
	case f.poked <- struct{}{}:
	default:
	}
}

// followRetry is the pause after a provider that could not be reached.
const followRetry = 10 * time.Second

// run works until ctx ends. What the provider still has of CronJobs that went while nobody watched is forgotten once, when
// listed says that all that exist have been followed.
func (f *follower) run(ctx context.Context, listed func() bool) error {
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	for retained := false; ; {
		for id, ref := range f.take() {
			if err := f.apply(ctx, id, ref); err != nil && ctx.Err() == nil {
				f.log.Warn("checkin_not_kept", "monitor", id, "error", err, "retry_in", followRetry)
				f.again(id, ref)
			}
		}
		if !retained && listed() {
			err := f.provider.Retain(ctx, f.wanted())
			if retained = err == nil; err != nil && ctx.Err() == nil {
				f.log.Warn("checkins_not_compared", "error", err)
			}
			tick.Reset(followRetry)
		}
		if retained {
			tick.Stop()
		}
		select {
		case <-ctx.Done():
			return nil
		case <-f.poked:
		case <-tick.C:
		}
	}
}

// wanted lists the CronJobs that ask for a check-in.
func (f *follower) wanted() []monitor.ID {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Collect(maps.Keys(f.live))
}

func (f *follower) apply(ctx context.Context, id monitor.ID, ref *checkin.Ref) error {
	if ref == nil {
		return f.provider.Forget(ctx, id)
	}
	_, err := f.provider.EnsureFor(ctx, *ref)
	if errors.Is(err, checkin.ErrPending) {
		return nil // it is asked for; the account gets it as soon as it can
	}
	return err
}

func (f *follower) take() map[monitor.ID]*checkin.Ref {
	f.mu.Lock()
	defer f.mu.Unlock()
	all := f.waiting
	f.waiting = map[monitor.ID]*checkin.Ref{}
	return all
}

// again puts a change back, unless a newer one has come, for a little later.
func (f *follower) again(id monitor.ID, ref *checkin.Ref) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if _, newer := f.waiting[id]; !newer {
		f.waiting[id] = ref
	}
	time.AfterFunc(followRetry, f.poke)
}
