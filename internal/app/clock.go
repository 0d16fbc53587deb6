package app

import (
	"context"
	"time"
)

const (
	// clockLook is how often the clock is looked at. That asks nobody anything.
	clockLook = 15 * time.Second
	// clockJump is by how much it must have been set for anybody to care; NTP corrects less by going a little faster or slower.
	clockJump = time.Second
	// compareTimeout bounds the question what time it is in the cluster.
	compareTimeout = 10 * time.Second
)

// clockWatch notices when this machine's clock was set, or when the machine stood still, as a virtual one does that is suspended: the
// time of day has then moved otherwise than the time that has passed. Whoever sleeps until an instant sleeps by the latter.
type clockWatch struct {
	// read returns the time of day, and the time that has passed since some beginning.
	read   func() (day time.Time, passed time.Duration)
	jumped func(ctx context.Context, by time.Duration)
}

// newClockWatch watches the machine's clocks.
func newClockWatch(jumped func(ctx context.Context, by time.Duration)) clockWatch {
	began := time.Now()
	return clockWatch{jumped: jumped, read: func() (time.Time, time.Duration) {
		now := time.Now()
		return now.Round(0), now.Sub(began)
	}}
}

func (w clockWatch) run(ctx context.Context) error {
	tick := time.NewTicker(clockLook)
	defer tick.Stop()
	day, passed := w.read()
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-tick.C:
		}
		nextDay, nextPassed := w.read()
		if by := nextDay.Sub(day) - (nextPassed - passed); by.Abs() >= clockJump {
			w.jumped(ctx, by)
		}
		day, passed = nextDay, nextPassed
	}
}

// clockJumped has everybody who counts on the clock look at it anew.
func (a *App) clockJumped(ctx context.Context, by time.Duration) {
	a.Logger.Warn("clock_jumped", "by", by.Round(time.Millisecond).String())
	a.ledger.ClockMoved()
	if a.kube.source == nil {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, compareTimeout)
	defer cancel()
	if err := a.kube.source.CompareClocks(ctx); err != nil && ctx.Err() == nil {
		a.Logger.Debug("clocks_not_compared", "error", err) // the next answer of the API server does it
	}
}
