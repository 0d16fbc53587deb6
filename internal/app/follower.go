package app

import (
	"context"
	"log/slog"
	"strings"
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
}

// follower keeps the provider's check-ins in step with the CronJobs that asked for one. It works behind the ledger: what it
// cannot do is tried again, and holds nothing up. Of several changes of one CronJob only the newest counts.
type follower struct {
	provider provider
	log      *slog.Logger

	mu      sync.Mutex
	waiting map[monitor.ID]*checkin.Ref // nil: the CronJob is gone, or asks no more
	poked   chan struct{}
}

func newFollower(p provider, log *slog.Logger) *follower {
	return &follower{provider: p, log: log, waiting: map[monitor.ID]*checkin.Ref{}, poked: make(chan struct{}, 1)}
}

// follow takes note of what happened to CronJobs. It never blocks.
func (f *follower) follow(observations []monitor.Observation) {
	f.mu.Lock()
	defer f.mu.Unlock()
	before := len(f.waiting)
	for _, o := range observations {
		switch {
		case o.Kind == monitor.Removed && isCronJob(o.Monitor):
			f.waiting[o.Monitor] = nil
		case o.Kind == monitor.Defined && o.Definition.Source == monitor.SourceKubernetes:
			f.waiting[o.Monitor] = nil
			if asks(o.Definition.Annotations) {
				ref := checkin.RefOf(o.Monitor, *o.Definition)
				f.waiting[o.Monitor] = &ref
			}
		}
	}
	if len(f.waiting) > before {
		select {
		case f.poked <- struct{}{}:
		default:
		}
	}
}

// followRetry is the pause after a provider that could not be reached.
const followRetry = 10 * time.Second

// run works until ctx ends.
func (f *follower) run(ctx context.Context) error {
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-f.poked:
		}
		for id, ref := range f.take() {
			if err := f.apply(ctx, id, ref); err != nil && ctx.Err() == nil {
				f.log.Warn("checkin_not_kept", "monitor", id, "error", err, "retry_in", followRetry)
				f.again(id, ref)
			}
		}
	}
}

func (f *follower) apply(ctx context.Context, id monitor.ID, ref *checkin.Ref) error {
	if ref == nil {
		return f.provider.Forget(ctx, id)
	}
	_, err := f.provider.EnsureFor(ctx, *ref)
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
	time.AfterFunc(followRetry, func() {
		select {
		case f.poked <- struct{}{}:
		default:
		}
	})
}

// asks reports whether a CronJob's annotations ask for a check-in container.
func asks(annotations map[string]string) bool {
	return strings.EqualFold(strings.TrimSpace(annotations[kube.AnnotationCheckIn]), "true")
}

func isCronJob(id monitor.ID) bool { return strings.HasPrefix(string(id), "kube/") }
