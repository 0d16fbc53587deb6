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
	Listen string
	Dir    string // its working directory: configuration, database
	Env    []string
	Stdout io.Writer
	Stderr io.Writer
}

// BuildRollcall builds the binary into a folder and returns its path.
func BuildRollcall(ctx context.Context, dir string) (string, error) {
	root, err := Root()
	if err != nil {
		return "", err
	}
	path := filepath.Join(dir, "rollcall")
	cmd := exec.CommandContext(ctx, "go", "build", "-o", path, "./cmd/rollcall")
	cmd.Dir = root
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("building rollcall: %w\n%s", err, out)
	}
	return path, nil
}

// StartRollcall starts the process and waits until it is ready.
func StartRollcall(ctx context.Context, o RollcallOptions) (*Rollcall, error) {
	if o.Listen == "" {
		var err error
		if o.Listen, err = freeAddress(); err != nil {
			return nil, err
		}
	}
	if err := os.MkdirAll(o.Dir, 0o700); err != nil {
		return nil, fmt.Errorf("rollcall: %w", err)
	}
	file := filepath.Join(o.Dir, "rollcall.yaml")
	if err := os.WriteFile(file, []byte(o.Config+"\nlisten: "+o.Listen+"\n"), 0o600); err != nil {
		return nil, fmt.Errorf("rollcall: %w", err)
	}
	cmd := exec.Command(o.Binary, "serve", "--config", file) //nolint:gosec,noctx // ended by Stop and Kill, not by a context
	cmd.Dir, cmd.Env = o.Dir, append(os.Environ(), o.Env...)
	cmd.Stdout, cmd.Stderr = o.Stdout, o.Stderr
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
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

func freeAddress() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0") //nolint:noctx // nothing to cancel: it returns at once
	if err != nil {
		return "", fmt.Errorf("free port: %w", err)
	}
	address := l.Addr().String()
	return address, l.Close()
}
