package watcher

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/kube"
	"rollcall.dev/rollcall/internal/ledger"
	"rollcall.dev/rollcall/internal/monitor"
	"rollcall.dev/rollcall/internal/notify"
	"rollcall.dev/rollcall/test/oracle/apiserver"
)

// Actor is whose client Rollcall uses.
const Actor = "rollcall"

const (
	resync = 12 * time.Hour
	// Defaults of the CronJobs that have no annotation.
	defaultGrace      = 10 * time.Minute
	defaultStartGrace = 5 * time.Minute
)

// Watcher is Rollcall. Its methods are for one goroutine.
type Watcher struct {
	store  *Store
	client *apiserver.Client
	logger *slog.Logger
	stop   func()
}

// New returns a Watcher that does not run yet.
func New(client *apiserver.Client, store *Store, logger *slog.Logger) *Watcher {
	if logger == nil {
		logger = slog.New(slog.DiscardHandler)
	}
	return &Watcher{store: store, client: client, logger: logger}
}

// Start begins to watch, unless it does so already.
func (w *Watcher) Start() error {
	if w.stop != nil {
		return nil
	}
	record := &recorder{}
	source, err := kube.NewFrom(watched(w.client), kube.Options{
		Cluster: "oracle", Defaults: kube.Defaults{Grace: defaultGrace, StartGrace: defaultStartGrace},
		Recorder: record, Known: w.store.Known, Logger: w.logger,
	})
	if err != nil {
		return fmt.Errorf("preparing the source: %w", err)
	}
	l := ledger.New(ledger.Options{
		Store: w.store, Router: nobody{}, Logger: w.logger,
		Inspectors: map[monitor.Source]ledger.Inspector{monitor.SourceKubernetes: source},
	})
	record.Ledger = l
	ctx, cancel := context.WithCancel(context.Background())
	var running sync.WaitGroup
	running.Go(func() { _ = l.Run(ctx) })
	running.Go(func() { _ = source.Run(ctx) })
	w.stop = func() {
		cancel()
		running.Wait()
	}
	return nil
}

// Stop ends the watching, if it goes on, and returns when nothing of it runs any more.
func (w *Watcher) Stop() {
	if w.stop != nil {
		w.stop()
		w.stop = nil
	}
}

// nobody is told of anything.
type nobody struct{}

// Route implements ledger.Router.
func (nobody) Route(n incident.Notice, _ monitor.Definition) (incident.Notice, []notify.Destination) {
	return n, nil
}

// Policy: nobody has to act.
func (nobody) Policy(incident.Notice, monitor.Definition) incident.Policy {
	return incident.Policy{Severity: incident.Low}
}

func (nobody) Escalation(int, incident.Notice) []notify.Destination { return nil }

func (nobody) Person(incident.Person) []notify.Destination { return nil }
