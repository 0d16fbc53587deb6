package execute

import (
	"bufio"
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// refusing is the address of a service that knows nothing.
func refusing(t *testing.T) string {
	t.Helper()
	server := httptest.NewServer(http.NotFoundHandler())
	t.Cleanup(server.Close)
	return server.URL + "/SECRETID"
}

// waiting is a command that says that it is ready, waits for word, says more and fails.
func waiting() []string {
	return shell("echo ready; echo err >&2; read word <go; echo after; exit 5")
}

// begun starts a job that waits, and returns what gives it word and the rest of its output.
func begun(t *testing.T, j *job) (word func(), rest *bufio.Reader) {
	t.Helper()
	fifo := j.fifo(t, "go")
	out := bufio.NewReader(j.pipes(t))
	j.begin(t)
	if line, err := out.ReadString('\n'); line != "ready\n" {
		t.Fatalf("%q, %v", line, err)
	}
	return func() { _, _ = fifo.WriteString("go\n") }, out
}

func kill(t *testing.T, pid int) {
	t.Helper()
	if err := syscall.Kill(pid, syscall.SIGKILL); err != nil || pid <= 1 {
		t.Fatalf("kill %d: %v", pid, err)
	}
}

// TestKillFront kills what cron started: the command lives, its output goes where it went, and its story arrives.
func TestKillFront(t *testing.T) {
	t.Parallel()
	s := newStandIn(t)
	j := newJob(t, s, how{}, waiting()...)
	word, out := begun(t, j)
	kill(t, j.Process.Pid)
	_, _ = j.Process.Wait()
	word()
	if rest, err := io.ReadAll(out); string(rest) != "after\n" {
		t.Errorf("passed on %q, %v", rest, err)
	}
	if e := s.end(t); *e.ExitCode != 5 || *e.Stdout != "ready\nafter\n" || *e.Stderr != "err\n" {
		t.Errorf("told %+v", e)
	}
}

// TestKillKeeper kills the command's parent: the command lives, its output goes where it went, its exit code is the front one's, and its
// story arrives.
func TestKillKeeper(t *testing.T) {
	t.Parallel()
	s := newStandIn(t)
	j := newJob(t, s, how{}, waiting()...)
	word, out := begun(t, j)
	kill(t, j.number("keeper"))
	word()
	if rest, err := io.ReadAll(out); string(rest) != "after\n" {
		t.Errorf("passed on %q, %v", rest, err)
	}
	if code := j.code(t); code != 5 {
		t.Errorf("exit code %d; said %q", code, j.err)
	}
	if e := s.end(t); *e.ExitCode != 5 || !strings.HasSuffix(*e.Stdout, "after\n") || e.Signal != "" {
		t.Errorf("told %+v", e)
	}
}

// TestKillKeeperThenStop passes a signal on when the keeper is dead.
func TestKillKeeperThenStop(t *testing.T) {
	t.Parallel()
	s := newStandIn(t)
	j := newJob(t, s, how{}, waiting()...)
	_, out := begun(t, j)
	kill(t, j.number("keeper"))
	if err := j.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	_, _ = io.ReadAll(out)
	if code := j.code(t); code != 143 {
		t.Errorf("exit code %d; said %q", code, j.err)
	}
	if e := s.end(t); *e.ExitCode != 143 || e.Signal != "SIGTERM" {
		t.Errorf("told %+v", e)
	}
}

// TestAwayAndKilled has the service be away and the keeper killed as soon as the front one ended: the next run tells both, with the times
// of each.
func TestAwayAndKilled(t *testing.T) {
	t.Parallel()
	s := newStandIn(t)
	s.setAway(true)
	first := newJob(t, s, how{}, shell("exit 3")...)
	if code := first.run(t); code != 3 || first.err.String() != "" {
		t.Errorf("exit code %d, said %q", code, first.err)
	}
	kill(t, first.number("keeper"))
	if kept, err := filepath.Glob(filepath.Join(first.spool, "*", "*.json")); err != nil || len(kept) != 1 {
		t.Fatalf("kept %q, %v", kept, err)
	}
	s.setAway(false)
	second := newJob(t, s, how{spool: first.spool}, shell("exit 0")...)
	if code := second.run(t); code != 0 {
		t.Errorf("exit code %d", code)
	}
	a, b := s.end(t), s.end(t)
	for a.RunID == b.RunID { // the first keeper's last try was on its way when that was killed
		a, b = b, s.end(t)
	}
	if *a.ExitCode != 3 || *b.ExitCode != 0 || a.RunID == b.RunID || !a.FinishedAt.Before(b.StartedAt) || a.SentAt.Before(b.StartedAt) {
		t.Errorf("told %+v, then %+v", a, b)
	}
}
