package cluster

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime"
	"sync"
	"syscall"
	"time"
)

const (
	// stopGrace is how long a component gets to end by itself.
	stopGrace = 3 * time.Second
	// restartPause keeps a component that ends at once from spinning.
	restartPause = time.Second
)

// spawner starts processes that die with this one. Linux ties that promise to
// the thread that started them (prctl(2), PR_SET_PDEATHSIG), so one thread,
// which lives as long as the spawner, starts them all.
type spawner struct {
	work chan func()
}

func newSpawner() *spawner {
	s := &spawner{work: make(chan func())}
	go func() {
		runtime.LockOSThread()
		for f := range s.work {
			f()
		}
	}()
	return s
}

// start starts cmd in a process group of its own.
func (s *spawner) start(cmd *exec.Cmd) error {
	if cmd.SysProcAttr == nil {
		cmd.SysProcAttr = &syscall.SysProcAttr{}
	}
	cmd.SysProcAttr.Setpgid = true
	cmd.SysProcAttr.Pdeathsig = syscall.SIGKILL
	err := make(chan error)
	s.work <- func() { err <- cmd.Start() }
	return <-err
}

func (s *spawner) close() { close(s.work) }

// component is one part of a cluster that can be stopped and started again.
type component interface {
	// Start returns when the component has been started, not when it is ready.
	Start() error
	// Stop returns when it has ended.
	Stop() error
}

// process is a component that is a process of its own. When it ends without
// having been stopped it is started again, as a kubelet would do.
type process struct {
	name    string
	args    []string
	logFile string
	spawner *spawner
	warn    func(format string, args ...any)
	crashed func(name string) // it ended by itself

	mu      sync.Mutex
	current *exec.Cmd
	stopped chan struct{} // closed by Stop: do not restart
	ended   chan struct{} // closed when the last one has ended for good
}

// Start starts it; one that runs is left alone.
func (p *process) Start() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.current != nil {
		return nil
	}
	p.stopped, p.ended = make(chan struct{}), make(chan struct{})
	cmd, err := p.spawn()
	if err != nil {
		close(p.ended)
		return err
	}
	p.current = cmd
	go p.keep(cmd, p.stopped, p.ended)
	return nil
}

func (p *process) spawn() (*exec.Cmd, error) {
	log, err := openLog(p.logFile)
	if err != nil {
		return nil, err
	}
	defer log.Close()
	cmd := exec.Command(p.args[0], p.args[1:]...)
	cmd.Stdout, cmd.Stderr = log, log
	if err := p.spawner.start(cmd); err != nil {
		return nil, fmt.Errorf("start %s: %w", p.name, err)
	}
	return cmd, nil
}

func (p *process) keep(cmd *exec.Cmd, stopped <-chan struct{}, ended chan<- struct{}) {
	defer close(ended)
	for {
		err := cmd.Wait()
		select {
		case <-stopped:
			return
		default:
		}
		p.warn("%s ended (%v), starting it again; its log is %s", p.name, err, p.logFile)
		p.crashed(p.name)
		select {
		case <-stopped:
			return
		case <-time.After(restartPause):
		}
		next, err := p.respawn(stopped)
		if err != nil {
			p.warn("%s: %v", p.name, err)
			return
		}
		if next == nil {
			return
		}
		cmd = next
	}
}

// respawn starts it once more, unless Stop came first: then there is none.
func (p *process) respawn(stopped <-chan struct{}) (*exec.Cmd, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	select {
	case <-stopped:
		return nil, nil //nolint:nilnil // none is what was asked for
	default:
	}
	cmd, err := p.spawn()
	if err != nil {
		return nil, err
	}
	p.current = cmd
	return cmd, nil
}

// Stop ends it, politely first, and returns when it is gone.
func (p *process) Stop() error {
	p.end(stopGrace)
	return nil
}

// kill ends it at once.
func (p *process) kill() { p.end(0) }

func (p *process) end(grace time.Duration) {
	p.mu.Lock()
	cmd, ended := p.current, p.ended
	if cmd == nil {
		p.mu.Unlock()
		return
	}
	p.current = nil
	close(p.stopped)
	p.mu.Unlock()

	if grace > 0 {
		_ = syscall.Kill(-cmd.Process.Pid, syscall.SIGTERM)
		select {
		case <-ended:
			return
		case <-time.After(grace):
		}
	}
	_ = syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL)
	<-ended
}

func openLog(path string) (*os.File, error) {
	return os.OpenFile(path, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
}

// poll calls check every interval until it gives nil or ctx ends; the error is
// then the last one that check gave.
func poll(ctx context.Context, interval time.Duration, check func(context.Context) error) error {
	ticker := time.NewTicker(interval)
	defer ticker.Stop()
	for {
		err := check(ctx)
		if err == nil {
			return nil
		}
		select {
		case <-ctx.Done():
			return errors.Join(context.Cause(ctx), err)
		case <-ticker.C:
		}
	}
}

// logTail is the end of a file, for an error message.
func logTail(path string, limit int64) string {
	f, err := os.Open(path)
	if err != nil {
		return ""
	}
	defer f.Close()
	if info, err := f.Stat(); err == nil && info.Size() > limit {
		_, _ = f.Seek(-limit, io.SeekEnd)
	}
	data, _ := io.ReadAll(f)
	return string(data)
}
