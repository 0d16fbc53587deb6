package app

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"
)

// part is something that runs until its context ends.
type part struct {
	name string
	run  func(context.Context) error
}

// stopBound is how long each part may take to end. One that takes longer is left behind: the process ends anyway, and what
// was not concluded is taken up at the next start.
const stopBound = 15 * time.Second

var errStuck = errors.New("did not end in time")

// runParts runs all parts until ctx ends or one of them does, and then ends them in reverse order, each only after the ones
// that were started later have ended: they may need it until then.
func runParts(ctx context.Context, parts []part) error {
	ended := make(chan error, len(parts))
	running := make([]runningPart, 0, len(parts))
	for _, p := range parts {
		partCtx, cancel := context.WithCancel(context.WithoutCancel(ctx))
		r := runningPart{name: p.name, cancel: cancel, done: make(chan struct{})}
		running = append(running, r)
		go func() {
			defer close(r.done)
			if err := p.run(partCtx); err != nil && !errors.Is(err, context.Canceled) {
				ended <- fmt.Errorf("%s: %w", p.name, err)
			} else if partCtx.Err() == nil {
				ended <- fmt.Errorf("%s ended by itself", p.name)
			}
		}()
	}
	var errs []error
	select {
	case <-ctx.Done():
	case err := <-ended:
		errs = append(errs, err)
	}
	for _, r := range slices.Backward(running) {
		errs = append(errs, r.stop())
	}
	for len(ended) > 0 {
		errs = append(errs, <-ended)
	}
	return errors.Join(errs...)
}

type runningPart struct {
	name   string
	cancel context.CancelFunc
	done   chan struct{}
}

func (r runningPart) stop() error {
	r.cancel()
	bound := time.NewTimer(stopBound)
	defer bound.Stop()
	select {
	case <-r.done:
		return nil
	case <-bound.C:
		return fmt.Errorf("%s: %w (%s)", r.name, errStuck, stopBound)
	}
}
