package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"path/filepath"
	"time"

	"rollcall.dev/rollcall/internal/app"
	"rollcall.dev/rollcall/internal/config"
	"rollcall.dev/rollcall/internal/store"
	"rollcall.dev/rollcall/test/postgres"
)

const (
	reporters     = 256 // connections
	reported      = 100_000
	checkInRounds = 5
	checkInTurn   = 2 * time.Second
)

// checkIns measures durable check-ins over 100,000 Monitors, of a whole App on a kind of store: 256 connections, each of which reports
// again as soon as it is answered. The baseline is the same crowd at a net/http handler that stores nothing, by turns with it. What
// follows from the reports is written behind, when nobody reports any more; how fast is a figure of its own, and the next turn begins
// when all of it is done.
func checkIns(kind string) func(context.Context, *bench) ([]figure, error) {
	return func(ctx context.Context, b *bench) (figures []figure, err error) {
		app.TuneMemory() // as the binary does
		s := &still{bench: b}
		defer func() { err = errors.Join(err, s.end()) }()
		bare, err := s.bareHandler(ctx)
		if err != nil {
			return nil, err
		}
		return s.checkInsOn(ctx, kind, bare)
	}
}

// checkInsOn measures one kind of store.
func (s *still) checkInsOn(ctx context.Context, kind, bare string) (figures []figure, err error) {
	one := &crowded{still: still{bench: s.bench}}
	defer func() { err = errors.Join(err, one.end()) }()
	ours, err := one.reportedTo(ctx, kind)
	if err != nil {
		return nil, err
	}
	s.say("%d rounds of %s: check-ins on %s, bare handler", checkInRounds, checkInTurn, kind)
	at := func(address string) load {
		return load{address: address, clients: reporters, paths: reported, path: func(n int) string { return "/v1/check_in/" + checkInID(n) }}
	}
	if _, err := at(ours).turn(ctx, checkInTurn); err != nil {
		return nil, err
	}
	if _, err := one.takenIn(ctx); err != nil {
		return nil, err
	}
	var stored, base turns
	var behind []float64
	for range checkInRounds {
		reports, err := at(ours).turn(ctx, checkInTurn)
		if err := stored.take(reports, err); err != nil {
			return nil, err
		}
		took, err := one.takenIn(ctx)
		if err != nil {
			return nil, err
		}
		behind = append(behind, rate(reports.done, took))
		if err := base.take(at(bare).turn(ctx, checkInTurn)); err != nil {
			return nil, err
		}
	}
	return []figure{
		newFigure("checkins_"+kind, median(stored.rates), "per s", median(base.rates)),
		durations("checkins_"+kind+"_p50", percentile(stored.latencies, 50), percentile(base.latencies, 50)),
		durations("checkins_"+kind+"_p99", percentile(stored.latencies, 99), percentile(base.latencies, 99)),
		newFigure("checkins_"+kind+"_cpu", median(stored.costs), "µs", median(base.costs)), // without PostgreSQL's own
		newFigure("checkins_"+kind+"_behind", median(behind), "per s", 0),
	}, nil
}

// crowded is an App that many report to.
type crowded struct {
	still
	store *store.Store // beside the App's own
}

// takenIn waits until nothing waits in the journal, and says how long that took.
func (s *crowded) takenIn(ctx context.Context) (time.Duration, error) {
	began := time.Now()
	for {
		waiting, _, err := s.store.Journal(ctx, func(string) bool { return true })
		if err != nil || len(waiting) == 0 {
			return time.Since(began), err
		}
		if err := s.pause(ctx, 20*time.Millisecond); err != nil {
			return 0, err
		}
	}
}

// bareHandler answers as the check-in service does, and stores nothing.
func (s *still) bareHandler(ctx context.Context) (address string, err error) {
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return "", fmt.Errorf("bare handler: %w", err)
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /v1/check_in/{id}", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		_, _ = io.WriteString(w, "OK\n")
	})
	server := &http.Server{Handler: mux, ReadHeaderTimeout: time.Minute}
	s.background(ctx, func(ctx context.Context) error {
		context.AfterFunc(ctx, func() { _ = server.Close() })
		if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
			return err
		}
		return nil
	})
	return listener.Addr().String(), nil
}

// reportedTo runs a whole App with all check-ins in this process, and returns its address.
func (s *crowded) reportedTo(ctx context.Context, kind string) (address string, err error) {
	c := config.Default()
	c.Kubernetes.Enabled, c.Store.Driver = "false", kind
	if kind == config.Postgres {
		url, stop, err := postgres.Durable()
		if err != nil {
			return "", err
		}
		s.ends = append(s.ends, stop)
		c.Store.URL = config.NewSecret(url)
	} else {
		dir, err := s.folder("checkins")
		if err != nil {
			return "", err
		}
		c.Store.Path = filepath.Join(dir, "rollcall.db")
	}
	s.say("%d check-ins on %s", reported, kind)
	if err := fill(ctx, c.Store); err != nil {
		return "", err
	}
	if c.Listen, err = freeAddress(ctx); err != nil {
		return "", err
	}
	if s.store, err = store.Open(ctx, storeURL(c.Store), store.Options{}); err != nil {
		return "", err
	}
	s.ends = append(s.ends, s.store.Close)
	s.background(ctx, func(ctx context.Context) error {
		return app.Serve(ctx, app.ServeOptions{Config: c, Logger: slog.New(slog.DiscardHandler), Out: io.Discard})
	})
	return c.Listen, s.everybodyReports(ctx, c.Listen)
}

// everybodyReports waits until the App answers, and has each check-in reported once.
func (s *crowded) everybodyReports(ctx context.Context, address string) error {
	limit := time.Now().Add(time.Minute)
	for {
		conn, err := (&net.Dialer{}).DialContext(ctx, "tcp", address)
		if err == nil {
			_ = conn.Close()
			break
		}
		if time.Now().After(limit) {
			return fmt.Errorf("rollcall does not listen: %w", err)
		}
		time.Sleep(10 * time.Millisecond)
	}
	began := time.Now()
	err := eachOnce(ctx, address, reported)
	s.say("each of them reported once in %.1f s", time.Since(began).Seconds())
	return err
}

// freeAddress is one that nobody listens at.
func freeAddress(ctx context.Context) (string, error) {
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return "", fmt.Errorf("address: %w", err)
	}
	return listener.Addr().String(), listener.Close()
}
