package execute

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"runtime"
	"syscall"
	"time"

	"golang.org/x/sys/unix"

	"rollcall.dev/rollcall/internal/checkin/report"
)

// The exit codes of a command that cannot be started, as in shells.
const (
	cannotRun = 126
	notFound  = 127
)

// resolve finds a program as a shell does.
func resolve(name string) (string, error) {
	path, err := exec.LookPath(name)
	if errors.Is(err, exec.ErrDot) {
		err = nil // PATH has it so
	}
	return path, err
}

// start starts the command in a process group of its own.
func start(command []string, files []*os.File) (*os.Process, error) {
	path, err := resolve(command[0])
	if err != nil {
		return nil, err
	}
	attr := &os.ProcAttr{Files: files, Sys: &syscall.SysProcAttr{Setpgid: true}}
	p, err := os.StartProcess(path, command, attr)
	if errors.Is(err, syscall.ENOEXEC) { // a script that does not say by whom it is run
		p, err = os.StartProcess("/bin/sh", script(path, command), attr)
	}
	return p, err
}

func script(path string, command []string) []string {
	return append([]string{"/bin/sh", path}, command[1:]...)
}

// alone becomes the command. It returns only where that cannot be started, with the exit code.
func (o Options) alone() int {
	path, err := resolve(o.Command[0])
	if err == nil {
		err = syscall.Exec(path, o.Command, os.Environ()) //nolint:gosec // to run what the caller names is what it is for
	}
	if errors.Is(err, syscall.ENOEXEC) {
		err = syscall.Exec("/bin/sh", script(path, o.Command), os.Environ()) //nolint:gosec // the same
	}
	say(o.Log, unstartedText(o.Command[0], err))
	return unstartedCode(err)
}

func unstartedCode(err error) int {
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, exec.ErrNotFound) {
		return notFound
	}
	return cannotRun
}

func unstartedText(name string, err error) string {
	why := err
	if e, ok := errors.AsType[*exec.Error](why); ok {
		why = e.Err
	}
	if e, ok := errors.AsType[*fs.PathError](why); ok {
		why = e.Err
	}
	return fmt.Sprintf("cannot start %q: %v", name, why)
}

// endOf is how a process ended. Memory up to floor cannot be told from that of the process that started it, and is left out: Linux counts
// what a process was before it became another program.
func endOf(status syscall.WaitStatus, usage *syscall.Rusage, floor int64) report.End {
	e := report.End{ExitCode: status.ExitStatus()}
	if status.Signaled() {
		e.ExitCode, e.Signal = 128+int(status.Signal()), unix.SignalName(status.Signal())
	}
	if rss := maxRSS(usage); rss > floor {
		e.MaxRSS = rss
	}
	return e
}

// maxRSS is in bytes. Linux counts in KiB, others in bytes (getrusage(2)).
func maxRSS(usage *syscall.Rusage) int64 {
	if usage == nil {
		return 0
	}
	if runtime.GOOS == "linux" {
		return int64(usage.Maxrss) << 10 //nolint:unconvert // it has 32 bits on some systems
	}
	return int64(usage.Maxrss) //nolint:unconvert // the same
}

// ownRSS is the peak memory of this process, in bytes.
func ownRSS() int64 {
	var usage syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &usage) != nil {
		return 0
	}
	return maxRSS(&usage)
}

// timed adds when a run ended. Where the clock was set meanwhile, its start is reckoned from that, so that both are by one clock.
func timed(r report.Report, e report.End, began time.Time) report.Report {
	now := time.Now()
	e.Duration = now.Sub(began)
	e.FinishedAt = now
	reckoned := now.Round(0).Add(-e.Duration)
	if off := reckoned.Sub(r.StartedAt); off < -time.Second || off > time.Second {
		r.StartedAt = reckoned.UTC()
	}
	return r.With(e)
}
