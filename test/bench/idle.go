package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"rollcall.dev/rollcall/internal/app"
	"rollcall.dev/rollcall/internal/config"
	"rollcall.dev/rollcall/test/harness"
)

const (
	idleMonitors = 100_000
	idleSettled  = 30 * time.Second // after which what belongs to the start is over
	idleTime     = time.Minute
	pollEvery    = time.Second
)

// idle leaves Rollcall alone with 100,000 Monitors that are not due, and with no cluster. It counts the statements of SQL of a
// whole App in this process, beside a sweeper as others have it, which asks once a second what is due; and it reads the time on
// the processor and the resident memory of the binary, beside those of one which watches nothing.
func idle(ctx context.Context, b *bench) (figures []figure, err error) {
	binary, err := b.rollcall(ctx)
	if err != nil {
		return nil, err
	}
	full, err := b.fullStore(ctx)
	if err != nil {
		return nil, err
	}
	const inProcess, polled = "idle-app", "idle-polled"
	count := watchStatements(inProcess, polled)
	s := &still{bench: b}
	defer func() { err = errors.Join(err, s.end()) }()
	if err := s.app(ctx, full, inProcess); err != nil {
		return nil, err
	}
	if err := s.poller(ctx, polled); err != nil {
		return nil, err
	}
	busy, err := s.process(ctx, binary, full)
	if err != nil {
		return nil, err
	}
	empty, err := s.process(ctx, binary, "")
	if err != nil {
		return nil, err
	}
	b.say("nothing happens to %d Monitors for %s", idleMonitors, idleTime)
	if err := s.pause(ctx, idleSettled); err != nil {
		return nil, err
	}
	count.reset()
	used, err := processed(ctx, busy.URL, empty.URL)
	if err != nil {
		return nil, err
	}
	if err := s.pause(ctx, idleTime); err != nil {
		return nil, err
	}
	asked, which := count.of(inProcess)
	peer, _ := count.of(polled)
	if asked > 0 {
		b.say("statements: %s", which)
	}
	used, err = used.until(processed(ctx, busy.URL, empty.URL))
	if err != nil {
		return nil, err
	}
	memory, err := metric(ctx, busy.URL, "process_resident_memory_bytes")
	if err != nil {
		return nil, err
	}
	least, err := metric(ctx, empty.URL, "process_resident_memory_bytes")
	if err != nil {
		return nil, err
	}
	const mebi = 1 << 20
	figures = []figure{
		newFigure("idle_statements", float64(asked), "per min", float64(peer)),
		newFigure("idle_cpu", 100*used.busy/idleTime.Seconds(), "% of a core", 100*used.empty/idleTime.Seconds()),
		newFigure("idle_memory", memory/mebi, "MiB", least/mebi),
	}
	if asked > 0 {
		return figures, fmt.Errorf("%d statements in a minute in which nothing happened: %s", asked, which)
	}
	return figures, nil
}

// fullStore is the path of a database with all Monitors in it, which nobody has open.
func (b *bench) fullStore(ctx context.Context) (string, error) {
	h, err := b.openHouse(ctx, nil)
	if err != nil {
		return "", err
	}
	err = h.define(ctx, definitions(idleMonitors, farAway(), time.Minute, time.Now()))
	return h.path, errors.Join(err, h.close())
}

// still is what does nothing.
type still struct {
	*bench
	ends []func() error
}

func (s *still) end() error {
	var errs []error
	for _, f := range s.ends {
		errs = append(errs, f())
	}
	return errors.Join(errs...)
}

// pause waits; when something of what is to be still ends meanwhile, it shows at the end.
func (s *still) pause(ctx context.Context, long time.Duration) error {
	select {
	case <-time.After(long):
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// place is a folder for a database, with a copy of another one in it if there is one.
func (s *still) place(name, from string) (string, error) {
	dir, err := s.folder(name)
	if err != nil || from == "" {
		return dir, err
	}
	data, err := os.ReadFile(from)
	if err != nil {
		return "", fmt.Errorf("copy: %w", err)
	}
	if err := os.MkdirAll(filepath.Join(dir, "data"), 0o700); err != nil {
		return "", fmt.Errorf("copy: %w", err)
	}
	return dir, os.WriteFile(filepath.Join(dir, "data", "rollcall.db"), data, 0o600)
}

// background runs something until the end.
func (s *still) background(ctx context.Context, run func(context.Context) error) {
	ctx, stop := context.WithCancel(context.WithoutCancel(ctx))
	ended := make(chan error, 1)
	go func() { ended <- run(ctx) }()
	s.ends = append(s.ends, func() error { stop(); return <-ended })
}

// app runs a whole App in this process.
func (s *still) app(ctx context.Context, from, name string) error {
	dir, err := s.place(name, from)
	if err != nil {
		return err
	}
	c := config.Default()
	c.Listen, c.Store.Path, c.Kubernetes.Enabled = "127.0.0.1:0", filepath.Join(dir, "data", "rollcall.db"), "false"
	s.background(ctx, func(ctx context.Context) error {
		return app.Serve(ctx, app.ServeOptions{Config: c, Logger: slog.New(slog.DiscardHandler), Out: io.Discard})
	})
	return nil
}

// poller runs the baseline.
func (s *still) poller(ctx context.Context, name string) error {
	dir, err := s.place(name, "")
	if err != nil {
		return err
	}
	db, err := openBare(ctx, dir)
	if err != nil {
		return err
	}
	s.background(ctx, func(ctx context.Context) error {
		tick := time.NewTicker(pollEvery)
		defer tick.Stop()
		for {
			select {
			case <-ctx.Done():
				return db.close()
			case <-tick.C:
				_, err := db.db.ExecContext(ctx, `SELECT id FROM facts WHERE done > 0 AND done <= ?`, time.Now().UnixMicro())
				if err != nil && ctx.Err() == nil {
					return errors.Join(err, db.close())
				}
			}
		}
	})
	return nil
}

// process runs the binary.
func (s *still) process(ctx context.Context, binary, from string) (*harness.Rollcall, error) {
	dir, err := s.place("idle-process", from)
	if err != nil {
		return nil, err
	}
	ready, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	r, err := harness.StartRollcall(ready, harness.RollcallOptions{
		Binary: binary, Dir: dir, Config: "store: sqlite:data/rollcall.db\nkubernetes: {enabled: \"false\"}\n",
	})
	if err != nil {
		return nil, err
	}
	s.ends = append(s.ends, r.Stop)
	return r, nil
}

// usage is how long two processes have kept a processor busy, in seconds.
type usage struct{ busy, empty float64 }

func processed(ctx context.Context, busy, empty string) (u usage, err error) {
	if u.busy, err = metric(ctx, busy, "process_cpu_seconds_total"); err != nil {
		return u, err
	}
	u.empty, err = metric(ctx, empty, "process_cpu_seconds_total")
	return u, err
}

// until is what was used between the two.
func (u usage) until(later usage, err error) (usage, error) {
	return usage{later.busy - u.busy, later.empty - u.empty}, err
}

// metric is one of a running rollcall.
func metric(ctx context.Context, url, name string) (float64, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url+"/metrics", nil)
	if err != nil {
		return 0, fmt.Errorf("metrics: %w", err)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return 0, fmt.Errorf("metrics: %w", err)
	}
	defer func() { _ = resp.Body.Close() }()
	for lines := bufio.NewScanner(resp.Body); lines.Scan(); {
		if value, ok := strings.CutPrefix(lines.Text(), name+" "); ok {
			return strconv.ParseFloat(value, 64)
		}
	}
	return 0, fmt.Errorf("metrics: rollcall does not tell its %s on this system", name)
}
