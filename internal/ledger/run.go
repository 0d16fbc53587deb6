package ledger

import (
	"context"
	"sync"
	"time"
)

// Run writes and sweeps until ctx ends. What was accepted by then is still committed.
func (l *Ledger) Run(ctx context.Context) error {
	if err := l.recall(ctx, true); err != nil {
		if ctx.Err() != nil {
			return nil
		}
		return err
	}
	swept := make(chan error, len(l.sweepers))
	sweeping, stop := context.WithCancel(ctx)
	var running sync.WaitGroup
	defer running.Wait()
	defer stop()
	for _, s := range l.sweepers {
		running.Go(func() { swept <- s.run(sweeping) })
	}
	return l.serve(ctx, swept)
}

// serve is the one goroutine that writes.
func (l *Ledger) serve(ctx context.Context, swept <-chan error) error {
	lasting := context.WithoutCancel(ctx)
	timer := time.NewTimer(0)
	defer timer.Stop()
	for {
		var quiet <-chan time.Time
		if after, some := l.settleAfter(); some {
			timer.Reset(after)
			quiet = timer.C
		}
		select {
		case <-ctx.Done():
			return nil
		case err := <-swept:
			return err
		case r := <-l.requests:
			l.commit(lasting, l.gather(r))
		case <-l.notes:
			l.assemble()
			l.keep(lasting, l.gatherNotes())
			l.settleUnderLoad(lasting)
		case <-quiet:
			l.settleNext(lasting, settleSome)
		case <-l.woken:
		}
	}
}
