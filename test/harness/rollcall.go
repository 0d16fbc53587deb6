package harness

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"time"
)

// Rollcall is a running rollcall process.
type Rollcall struct {
	URL string // of its HTTP server

	process *exec.Cmd
	ended   chan struct{}
	err     error // how it ended; read it after ended
}

// RollcallOptions say how to run it.
type RollcallOptions struct {
	Binary string
	// Config is the configuration without `listen`, which the harness chooses unless Listen is set.
	Config string
	// NoConfig runs it without a configuration file: it then listens where it does by default.
	NoConfig bool
	Listen   string
	Args     []string // further arguments of serve
	Dir      string   // its working directory: configuration, database
	Env      []string
	Stdout   io.Writer
	Stderr   io.Writer
}

// StartRollcall starts the process and waits until it is ready.
func StartRollcall(ctx context.Context, o RollcallOptions) (*Rollcall, error) {
	args, err := o.prepare()
	if err != nil {
		return nil, err
	}
	cmd := exec.Command(o.Binary, args...) // ended by Stop and Kill, not by a context
	cmd.Dir, cmd.Env = o.Dir, append(os.Environ(), o.Env...)
	cmd.Stdout, cmd.Stderr = o.Stdout, o.Stderr
	cmd.SysProcAttr = diesWithUs()
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("rollcall: %w", err)
	}
	r := &Rollcall{URL: "http://" + o.Listen, process: cmd, ended: make(chan struct{})}
	go func() {
		r.err = cmd.Wait()
		close(r.ended)
	}()
	if err := r.waitReady(ctx); err != nil {
		return nil, errors.Join(err, r.Kill())
	}
	return r, nil
}

// DefaultListen is where rollcall listens without a configuration.
const DefaultListen = "127.0.0.1:8080"

// prepare makes the folder and the configuration, and returns the command line.
func (o *RollcallOptions) prepare() ([]string, error) {
	if err := os.MkdirAll(o.Dir, 0o700); err != nil {
		return nil, fmt.Errorf("rollcall: %w", err)
	}
	if o.NoConfig {
		o.Listen = DefaultListen
		return append([]string{"serve"}, o.Args...), nil
	}
	if o.Listen == "" {
		var err error
		if o.Listen, err = FreeAddress("127.0.0.1"); err != nil {
			return nil, err
		}
	}
	file := filepath.Join(o.Dir, "rollcall.yaml")
	if err := os.WriteFile(file, []byte(o.Config+"\nlisten: "+o.Listen+"\n"), 0o600); err != nil {
		return nil, fmt.Errorf("rollcall: %w", err)
	}
	return append([]string{"serve", "--config", file}, o.Args...), nil
}

// readyEvery is how often a starting process is asked whether it is ready.
const readyEvery = 50 * time.Millisecond

func (r *Rollcall) waitReady(ctx context.Context) error {
	tick := time.NewTicker(readyEvery)
	defer tick.Stop()
	for {
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, r.URL+"/readyz", nil)
		if err != nil {
			return fmt.Errorf("rollcall: %w", err)
		}
		if resp, err := http.DefaultClient.Do(req); err == nil {
			_ = resp.Body.Close()
			if resp.StatusCode == http.StatusOK {
				return nil
			}
		}
		select {
		case <-r.ended:
			return fmt.Errorf("rollcall ended before it was ready: %w", r.err)
		case <-ctx.Done():
			return fmt.Errorf("rollcall is not ready: %w", context.Cause(ctx))
		case <-tick.C:
		}
	}
}

// Stop asks the process to end and returns how it ended.
func (r *Rollcall) Stop() error {
	if err := r.process.Process.Signal(syscall.SIGTERM); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return fmt.Errorf("rollcall: %w", err)
	}
	<-r.ended
	return r.err
}

// Kill ends the process at whatever instruction it is (SIGKILL).
func (r *Rollcall) Kill() error {
	err := r.process.Process.Kill()
	<-r.ended
	if err != nil && !errors.Is(err, os.ErrProcessDone) {
		return fmt.Errorf("rollcall: %w", err)
	}
	return nil
}

// Ended is closed when the process has ended.
func (r *Rollcall) Ended() <-chan struct{} { return r.ended }

// FreeAddress is an address of a host that nobody listens on at this moment.
func FreeAddress(host string) (string, error) {
	l, err := net.Listen("tcp", net.JoinHostPort(host, "0"))
	if err != nil {
		return "", fmt.Errorf("free port: %w", err)
	}
	address := l.Addr().String()
	return address, l.Close()
}
