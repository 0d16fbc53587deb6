package remedy

import (
	"context"
	"log/slog"
	"time"

	"rollcall.dev/rollcall/internal/incident"
)

const (
	keeperCap   = 5 * time.Minute  // at most so long without a look: clocks are set, and another process may have been asked
	keeperRest  = 24 * time.Hour   // and without one where nothing is suspended, and nobody else is asked
	keeperRetry = 15 * time.Second // after the cluster or the Book did not answer
	keeperStore = 5 * time.Second  // for storing what was done, also at the end
)

// Keeper suspends jobs as people asked, and resumes them when the time is over, also of what was asked for before it was started. Several
// may run beside one another: what each does to the cluster is done once.
type Keeper struct {
	cluster Cluster
	book    Book
	log     *slog.Logger
	poked   chan struct{}
	alone   bool
}

// NewKeeper makes one; Run runs it. Alone says that no other process is asked to suspend jobs: where none is
// suspended, a Keeper has nothing to ask the Book for until it is poked.
func NewKeeper(c Cluster, b Book, log *slog.Logger, alone bool) *Keeper {
	return &Keeper{cluster: c, book: b, log: log, poked: make(chan struct{}, 1), alone: alone}
}

// Poke says that there is something to do. It never blocks.
func (k *Keeper) Poke() {
	select {
	case k.poked <- struct{}{}:
	default:
	}
}

// Run ends with ctx.
func (k *Keeper) Run(ctx context.Context) error {
	for {
		timer := time.NewTimer(k.round(ctx))
		select {
		case <-timer.C:
		case <-k.poked:
			timer.Stop()
		case <-ctx.Done():
			timer.Stop()
			return nil
		}
	}
}

// round does what is due, and returns how long to wait.
func (k *Keeper) round(ctx context.Context) time.Duration {
	all, err := k.book.Suspensions(ctx)
	if err != nil {
		if ctx.Err() == nil {
			k.log.ErrorContext(ctx, "suspensions cannot be read", "error", err)
		}
		return keeperRetry
	}
	wait := keeperCap
	if k.alone && len(all) == 0 {
		wait = keeperRest
	}
	for _, s := range all {
		if s.Pending(time.Now()) && !k.settle(ctx, s) {
			wait = min(wait, keeperRetry)
		}
		if until := time.Until(s.Until); until > 0 && s.EndedAt.IsZero() {
			wait = min(wait, until)
		}
	}
	return wait
}

// settle suspends or resumes the job of one; false where that is to be tried again.
func (k *Keeper) settle(ctx context.Context, s incident.Silence) bool {
	do, state := k.cluster.Resume, incident.SuspensionLifted
	if !s.Over(time.Now()) {
		do, state = k.cluster.Suspend, incident.SuspensionHolds
	}
	problem := ""
	err := do(ctx, s)
	switch {
	case Refused(err) == "" && err != nil && ctx.Err() != nil: // the end: whoever comes after tries again
		return false
	case Refused(err) == "" && err != nil:
		k.log.ErrorContext(ctx, "a job cannot be suspended or resumed yet", "job", s.Suspends.Namespace+"/"+s.Suspends.Name, "wanted", state, "error", err)
		return false
	case err != nil:
		problem = err.Error()
		state = k.refused(ctx, s, state, err)
	}
	// It is done, or refused, whether or not this is the end.
	storing, cancel := context.WithTimeout(context.WithoutCancel(ctx), keeperStore)
	defer cancel()
	if err := k.book.SettleSuspension(storing, s.ID, state, problem); err != nil {
		k.log.ErrorContext(ctx, "what became of a suspension cannot be stored", "silence", s.ID, "state", state, "error", err)
		return false
	}
	return true
}

// refused is how a suspension stands where that state was wanted and is refused. A job that is not there any more, or that somebody has
// resumed, needs nothing; one that may not be resumed stays suspended, and that is tried again: a right that is missing may come back.
func (k *Keeper) refused(ctx context.Context, s incident.Silence, wanted incident.SuspensionState, err error) incident.SuspensionState {
	switch reason := Refused(err); {
	case wanted == incident.SuspensionHolds:
		return incident.SuspensionRefused
	case s.Suspends.State == incident.SuspensionHolds && (reason == NotAllowed || reason == Off):
		k.log.ErrorContext(ctx, "a job may not be resumed", "job", s.Suspends.Namespace+"/"+s.Suspends.Name, "error", err)
		return s.Suspends.State
	}
	return wanted
}
