package execute

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"rollcall.dev/rollcall/test/tmpfs"
)

// peak is the peak memory of a process, in bytes.
func peak(pid int) int {
	text, _ := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	_, rest, _ := strings.Cut(string(text), "VmHWM:")
	n, _ := strconv.Atoi(strings.Fields(rest + " 0")[0])
	return n << 10
}

// TestFlood passes 1 GiB through: the same bytes, in bounded memory.
func TestFlood(t *testing.T) {
	t.Parallel()
	const size, most = 1 << 30, 160 << 20 // the test binary takes some 20 MiB by itself, and many times that with the race detector
	s := newStandIn(t)
	j := newJob(t, s, how{}, shell(`echo err >&2; exec "$0" flood `+strconv.Itoa(size))...)
	j.Args = append(j.Args, os.Args[0])
	var keeper int
	s.mu.Lock()
	s.onEnd = func(told) { keeper = peak(j.number("keeper")) }
	s.mu.Unlock()
	out := j.pipes(t)
	j.begin(t)
	got := sha256.New()
	if n, err := io.Copy(got, out); n != size || err != nil {
		t.Errorf("%d bytes, %v", n, err)
	}
	if code := j.code(t); code != 0 || j.err.String() != "err\n" {
		t.Errorf("exit code %d, %q", code, j.err)
	}
	want := sha256.New()
	flood(want, size)
	if !bytes.Equal(got.Sum(nil), want.Sum(nil)) {
		t.Error("other bytes came out than went in")
	}
	e := s.end(t)
	if n := len(*e.Stdout); n == 0 || n > tailBytes || *e.Stderr != "err\n" {
		t.Errorf("told %d bytes and %q", n, *e.Stderr)
	}
	front := int(maxRSS(j.ProcessState.SysUsage().(*syscall.Rusage)))
	t.Logf("peak memory: front %d MiB, keeper %d MiB", front>>20, keeper>>20)
	if front > most || keeper > most || keeper == 0 {
		t.Errorf("peak memory: front %d, keeper %d", front, keeper)
	}
}

// TestNobodyReads ends the command as a closed pipe does.
func TestNobodyReads(t *testing.T) {
	t.Parallel()
	s := newStandIn(t)
	j := newJob(t, s, how{}, "yes")
	out := j.pipes(t)
	j.begin(t)
	_, _ = io.ReadFull(out, make([]byte, 1<<20))
	_ = out.(io.Closer).Close()
	if code := j.code(t); code != 141 || j.err.String() != "" {
		t.Errorf("exit code %d, said %q", code, j.err)
	}
	if e := s.end(t); e.Signal != "SIGPIPE" {
		t.Errorf("told %+v", e)
	}
}

// TestDaemon leaves somebody behind who holds the output: the end is told, and what that one writes later still arrives.
func TestDaemon(t *testing.T) {
	t.Parallel()
	s := newStandIn(t)
	j := newJob(t, s, how{}, shell("(read word <go; echo late) & echo done; exit 6")...)
	fifo := j.fifo(t, "go")
	stdout, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	j.Stdout, j.Stderr = w, nil // a copy of stderr would wait for who is left behind
	j.begin(t)
	_ = w.Close()
	if code := j.code(t); code != 6 {
		t.Errorf("exit code %d", code)
	}
	if e := s.end(t); *e.ExitCode != 6 || *e.Stdout != "done\n" {
		t.Errorf("told %+v, %q", e, *e.Stdout)
	}
	_, _ = fifo.WriteString("go\n")
	if text, err := io.ReadAll(stdout); string(text) != "done\nlate\n" {
		t.Errorf("passed on %q, %v", text, err)
	}
}

// TestHoldsNothing has the service hang after the end: who waits for the output, or for a lock that the caller gave along, waits no longer
// than without us.
func TestHoldsNothing(t *testing.T) {
	t.Parallel()
	s := newStandIn(t)
	s.mu.Lock()
	s.hold = make(chan struct{})
	s.mu.Unlock()
	j := newJob(t, s, how{}, shell("echo out; echo through >&3; exit 2")...)
	given, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	j.ExtraFiles = []*os.File{w}
	out := j.pipes(t)
	j.begin(t)
	_ = w.Close()
	if text, err := io.ReadAll(out); string(text) != "out\n" {
		t.Errorf("passed on %q, %v", text, err)
	}
	if text, err := io.ReadAll(given); string(text) != "through\n" {
		t.Errorf("by the other descriptor came %q, %v", text, err)
	}
	if code := j.code(t); code != 2 {
		t.Errorf("exit code %d", code)
	}
	if cwd, err := os.Readlink(fmt.Sprintf("/proc/%d/cwd", j.number("keeper"))); cwd != "/" {
		t.Errorf("the keeper is in %q, %v", cwd, err)
	}
	close(s.hold)
	s.end(t)
}

// TestFullDisk has the output and the spool on file systems that take nothing.
func TestFullDisk(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		dir   func(*testing.T) string
		limit string
	}{
		"tmpfs": {func(t *testing.T) string { t.Helper(); return tmpfs.Mount(t, "64k") }, "unlimited"},
		"limit": {(*testing.T).TempDir, "8"}, // blocks of 512 bytes: a file grows to 4 KiB
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := c.dir(t)
			s := newStandIn(t)
			log, err := os.Create(filepath.Join(dir, "log"))
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = log.Close() }()
			script := `i=0; while [ $i -lt 2000 ]; do echo "line $i of the output of a job that says a lot of things in many words"; i=$((i+1)); done; exit 7`
			j := newJob(t, s, how{spool: dir}, "sh", "-c", script)
			j.Args = append([]string{"/bin/sh", "-c", "ulimit -f " + c.limit + `; exec "$0" "$@"`}, j.Args...)
			j.Path = "/bin/sh"
			j.Stdout = log
			if code := j.run(t); code != 7 {
				t.Errorf("exit code %d, said %q", code, j.err)
			}
			if text := j.err.String(); !strings.Contains(text, "not all of the output could be passed on") {
				t.Errorf("said %q", text)
			}
			if e := s.end(t); *e.ExitCode != 7 || !strings.Contains(*e.Stdout, "line 1999 ") {
				t.Errorf("told %+v", e)
			}
		})
	}
}

// TestTogether runs many on one spool, which holds what an earlier one left: each is told once.
func TestTogether(t *testing.T) {
	t.Parallel()
	s := newStandIn(t)
	spool := t.TempDir()
	const n = 8
	var wg sync.WaitGroup
	for i := range n {
		wg.Go(func() {
			if code := newJob(t, s, how{spool: spool}, "sh", "-c", fmt.Sprintf("exit %d", i)).run(t); code != i {
				t.Errorf("exit code %d, want %d", code, i)
			}
		})
	}
	wg.Wait()
	seen := map[int]bool{}
	for range n {
		seen[*s.end(t).ExitCode] = true
	}
	if len(seen) != n {
		t.Errorf("told %v", seen)
	}
}

// TestWait has the front one stay until its report is told, where it was asked to, or is process 1.
func TestWait(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		wait time.Duration
		init bool
	}{"asked to": {time.Minute, false}, "process 1": {0, true}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if c.init && os.Getuid() != 0 {
				t.Skip("only root may make a namespace of processes")
			}
			s := newStandIn(t)
			j := newJob(t, s, how{wait: c.wait}, "sh", "-c", "echo out; (:&); exit 3")
			if c.init {
				j.SysProcAttr = &syscall.SysProcAttr{Cloneflags: syscall.CLONE_NEWPID}
			}
			if code := j.run(t); code != 3 || j.out.String() != "out\n" || j.err.String() != "" {
				t.Errorf("exit code %d, passed on %q, said %q", code, j.out, j.err)
			}
			select {
			case e := <-s.ends:
				if *e.ExitCode != 3 {
					t.Errorf("told %+v", e)
				}
			default:
				t.Error("it ended before its report was told")
			}
		})
	}
}

// TestWaitIsBounded has the service be away.
func TestWaitIsBounded(t *testing.T) {
	t.Parallel()
	s := newStandIn(t)
	s.setAway(true)
	j := newJob(t, s, how{wait: 100 * time.Millisecond}, shell("echo ready; exit 3")...)
	out := bufio.NewReader(j.pipes(t))
	j.begin(t)
	_, _ = io.ReadAll(out)
	if code := j.code(t); code != 3 {
		t.Errorf("exit code %d", code)
	}
	kill(t, j.number("keeper"))
}
