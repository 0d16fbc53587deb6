package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"net/http"
	"os"
	"slices"
	"time"

	"rollcall.dev/rollcall/internal/config"
	"rollcall.dev/rollcall/internal/defects"
	"rollcall.dev/rollcall/internal/deliver"
	"rollcall.dev/rollcall/internal/ledger"
	"rollcall.dev/rollcall/internal/monitor"
	"rollcall.dev/rollcall/internal/notify/slack/slackdesk"
	"rollcall.dev/rollcall/internal/routing"
	"rollcall.dev/rollcall/internal/store"
	"rollcall.dev/rollcall/internal/telemetry"
	"rollcall.dev/rollcall/internal/version"
	"rollcall.dev/rollcall/internal/web"
)

// Options are what an App is made of.
type Options struct {
	Config config.Config
	// Listener takes the HTTP requests. It is not closed: it belongs to the caller.
	Listener keptListener
	Logger   *slog.Logger
	Out      io.Writer // where the console receiver writes
}

// App is Rollcall, put together. Make one with New; Run runs it once.
type App struct {
	Options
	store     *store.Store
	lock      *os.File // of the store's file; nil for a server
	metrics   *telemetry.Metrics
	router    *routing.Router
	ledger    *ledger.Ledger
	deliverer *deliver.Deliverer
	defects   *defects.Checker
	checkins  checkins
	slack     *slackdesk.Clerk // hears what people answer; nil where nobody can
	kube      kubernetes
	remedies  remedies
	server    *http.Server
}

// New opens the store and puts all parts together. On an error nothing is left open.
func New(ctx context.Context, o Options) (*App, error) {
	a := &App{Options: o, metrics: telemetry.NewMetrics(telemetry.Build{Version: version.Version(), Revision: version.Revision()})}
	if err := a.assemble(ctx); err != nil {
		return nil, errors.Join(err, a.close())
	}
	return a, nil
}

func (a *App) assemble(ctx context.Context) (err error) {
	c := a.Config
	if a.store, a.lock, err = openStore(ctx, c.Store); err != nil {
		return err
	}
	if err := a.metrics.WatchOutbox(a.outbox); err != nil {
		return err
	}
	notifiers, err := receivers(c, a.Out, a.Logger) //nolint:contextcheck // a template is tried within bounds of its own
	if err != nil {
		return err
	}
	a.router = &routing.Router{}
	a.router.Use(routes(c))
	a.metrics.Receivers(slices.Collect(maps.Keys(notifiers))...)
	if a.defects, err = a.newDefects(); err != nil {
		return err
	}
	a.deliverer = deliver.New(a.store, notifiers, deliver.Options{
		Fallback: fallback(c), Fallbacks: a.router.Fallbacks, Language: a.router.Language, Refused: a.refused,
		Quiet: quiet(c), Metrics: a.metrics, Paused: a.metrics.ReceiverPaused, Log: a.Logger,
	})
	inspectors, clocks := map[monitor.Source]ledger.Inspector{}, map[monitor.Source]func() time.Time{}
	a.ledger = ledger.New(ledger.Options{
		Store: a.store, Router: a.router, Inspectors: inspectors, Clocks: clocks, Cluster: c.Cluster, Quiet: sweepQuiet(c),
		BurstFrom: int(c.Defaults.BurstFrom), Windows: muting(maintenance(c)), Committed: a.committed, Logger: a.Logger,
	})
	a.checkins = a.newCheckins()
	inspectors[monitor.SourceCheckIn] = a.checkins.service
	if a.kube, err = a.newKubernetes(); err != nil { //nolint:contextcheck // it is Run that gets the context
		return err
	}
	if a.kube.source != nil {
		inspectors[monitor.SourceKubernetes], clocks[monitor.SourceKubernetes] = a.kube.source, a.kube.source.Now
		if err := a.metrics.WatchClock(a.kube.source.Skew); err != nil {
			return err
		}
	}
	if a.remedies, err = a.newRemedies(); err != nil {
		return err
	}
	if err := a.hearSlack(); err != nil {
		return err
	}
	handler, err := a.handler()
	if err != nil {
		return err
	}
	a.server = newServer(handler, a.Logger)
	return nil
}

// Run runs all parts until ctx ends and closes the store after them.
func (a *App) Run(ctx context.Context) error {
	if err := a.Listener.use(); err != nil {
		return errors.Join(fmt.Errorf("listener: %w", err), a.close())
	}
	parts := []part{
		{"deliverer", a.deliverer.Run},
		{"ledger", a.ledger.Run},
		{"clock", newClockWatch(a.clockJumped).run},
		{"pruning", func(ctx context.Context) error { return prune(ctx, a.store, a.Config.Retention, a.Logger) }},
		{"defects", a.defects.Run},
		{"suspensions", a.remedies.keeper.Run},
	}
	parts = append(parts, a.checkins.parts()...)
	parts = append(parts, a.kube.parts()...)
	if a.slack != nil {
		parts = append(parts, part{"slack answers", a.slack.Run})
	}
	parts = append(parts, part{"http", func(ctx context.Context) error { return serve(ctx, a.server, a.Listener) }})
	a.Logger.Info("started", "version", version.Version(), "address", a.Listener.Addr().String(), "store", a.Config.Store.String(),
		"cluster", a.Config.Cluster, "kubernetes", a.kube.describe())
	err := runParts(ctx, parts)
	a.Logger.Info("stopped")
	return errors.Join(err, a.close())
}

func (a *App) close() error {
	var errs []error
	if a.store != nil {
		errs = append(errs, a.store.Close())
	}
	if a.lock != nil {
		errs = append(errs, a.lock.Close())
	}
	return errors.Join(errs...)
}

// committed is told of each commit of the ledger, from its writer.
func (a *App) committed(r ledger.Report) {
	a.metrics.ObserveBatch(r.Requests, r.Observations, a.ledger.Now)
	for _, v := range r.Verdicts {
		a.metrics.ObserveVerdict(v)
		level := slog.LevelInfo
		if v.Run != "" && v.RunName == "" && v.Good() && !v.Revises.Bad() {
			level = slog.LevelDebug // a job that reports that all is well, as it does day in, day out
		}
		a.Logger.Log(context.Background(), level, "verdict", "monitor", v.Monitor, "slot", v.Slot, "run", v.RunName, "judgement", v.Judgement,
			"cause", v.Cause.Code, "flags", v.Flags)
	}
	if r.Messages > 0 {
		a.deliverer.Poke()
	}
}

func (a *App) outbox(ctx context.Context) (telemetry.Outbox, error) {
	c, err := a.store.Counts(ctx)
	return telemetry.Outbox{Pending: c.Pending, Dead: c.Dead}, err
}

func (a *App) handler() (http.Handler, error) {
	pages, err := web.New(web.Options{
		Reader: reader{a.store, muting(maintenance(a.Config))}, Defects: a.store, Cluster: a.Config.Cluster, Version: version.Version(), Logger: a.Logger,
	})
	if err != nil {
		return nil, err
	}
	mux := http.NewServeMux()
	mux.Handle("/", pages)
	mux.HandleFunc("GET /healthz", healthz)
	mux.HandleFunc("GET /readyz", readyz(a.store.Ping, a.kube.trouble))
	mux.Handle("GET /metrics", a.metrics.Handler())
	rest := a.newAPI()
	mux.Handle("/api/v1/", rest)
	mux.Handle("/api/openapi.yaml", rest)
	a.checkins.mount(mux)
	a.mountSlack(mux)
	return mux, nil
}
