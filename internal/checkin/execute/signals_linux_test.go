package execute

import (
	"bufio"
	"io"
	"strings"
	"syscall"
	"testing"
)

// ready starts a job and waits until it says so.
func ready(t *testing.T, j *job) *bufio.Reader {
	t.Helper()
	out := bufio.NewReader(j.pipes(t))
	j.begin(t)
	if line, err := out.ReadString('\n'); line != "ready\n" {
		t.Fatalf("%q, %v", line, err)
	}
	return out
}

func TestSignals(t *testing.T) {
	t.Parallel()
	for name, number := range map[string]syscall.Signal{
		"TERM": syscall.SIGTERM, "INT": syscall.SIGINT, "HUP": syscall.SIGHUP, "QUIT": syscall.SIGQUIT, "USR1": syscall.SIGUSR1,
		"USR2": syscall.SIGUSR2, "ALRM": syscall.SIGALRM,
	} {
		t.Run("handled "+name, func(t *testing.T) {
			t.Parallel()
			s := newStandIn(t)
			j := newJob(t, s, how{}, shell("sleep 1000 & trap \"echo got; kill $!; exit 9\" "+name+"; echo ready; wait $!")...)
			out := ready(t, j)
			_ = j.Process.Signal(number)
			if line, err := out.ReadString('\n'); line != "got\n" {
				t.Errorf("passed on %q, %v", line, err)
			}
			if code := j.code(t); code != 9 {
				t.Errorf("exit code %d", code)
			}
			if e := s.end(t); *e.ExitCode != 9 || e.Signal != "" {
				t.Errorf("told %+v", e)
			}
		})
		t.Run("deadly "+name, func(t *testing.T) {
			t.Parallel()
			s := newStandIn(t)
			j := newJob(t, s, how{}, shell("echo ready; exec sleep 1000")...)
			out := ready(t, j)
			_ = j.Process.Signal(number)
			_, _ = io.ReadAll(out)
			if code := j.code(t); code != 128+int(number) {
				t.Errorf("exit code %d", code)
			}
			if e := s.end(t); *e.ExitCode != 128+int(number) || e.Signal != "SIG"+name {
				t.Errorf("told %+v", e)
			}
		})
	}
}

// TestGroup stops what the command started as well.
func TestGroup(t *testing.T) {
	t.Parallel()
	s := newStandIn(t)
	j := newJob(t, s, how{}, shell("echo ready; sleep 1000; echo not reached")...)
	out := ready(t, j)
	_ = j.Process.Signal(syscall.SIGTERM)
	if rest, err := io.ReadAll(out); len(rest) > 0 || err != nil { // which ends when sleep has, too
		t.Errorf("passed on %q, %v", rest, err)
	}
	if code := j.code(t); code != 143 {
		t.Errorf("exit code %d", code)
	}
	s.end(t)
}

// TestIgnored is nohup: what the caller ignores, the command ignores.
func TestIgnored(t *testing.T) {
	t.Parallel()
	s := newStandIn(t)
	j := newJob(t, s, how{}, shell("echo ready; exec sleep 1000")...)
	j.Args = append([]string{"/bin/sh", "-c", `trap "" HUP INT; exec "$0" "$@"`}, j.Args...)
	j.Path = "/bin/sh"
	out := ready(t, j)
	for _, number := range []syscall.Signal{syscall.SIGHUP, syscall.SIGINT, syscall.SIGTERM} {
		_ = j.Process.Signal(number)
	}
	_, _ = io.ReadAll(out)
	if code := j.code(t); code != 143 {
		t.Errorf("exit code %d, want that of the one that is not ignored", code)
	}
	s.end(t)
}

// TestKeeperEndures signals the whole of what was started, as systemd does: the story of the end is told.
func TestKeeperEndures(t *testing.T) {
	t.Parallel()
	s := newStandIn(t)
	j := newJob(t, s, how{}, waiting()...)
	word, out := begun(t, j)
	keeper := j.number("keeper")
	if line := cmdline(keeper); !strings.HasPrefix(line, "rollcall exec-keeper ") || strings.Contains(line, "SECRET") {
		t.Errorf("the keeper is called %q", line)
	}
	for _, number := range []syscall.Signal{syscall.SIGTERM, syscall.SIGHUP, syscall.SIGINT, syscall.SIGUSR1} {
		_ = syscall.Kill(keeper, number)
	}
	word()
	_, _ = io.ReadAll(out)
	if code := j.code(t); code != 5 {
		t.Errorf("exit code %d", code)
	}
	if e := s.end(t); *e.ExitCode != 5 {
		t.Errorf("told %+v", e)
	}
}
