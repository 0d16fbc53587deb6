package execute

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// TestMain makes this binary the two processes, and some commands, when it is called so.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 {
		switch os.Args[1] {
		case "front":
			os.Exit(frontMain(os.Args[2:]))
		case "exec-keeper":
			socket, _ := strconv.Atoi(os.Args[2])
			os.Exit(Keep(socket))
		case "keeper-that-dies":
			os.Exit(1)
		case "eat":
			n, _ := strconv.Atoi(os.Args[2])
			memory := bytes.Repeat([]byte{1}, n)
			os.Exit(int(memory[n-1]) - 1)
		case "flood":
			n, _ := strconv.Atoi(os.Args[2])
			flood(os.Stdout, n)
			os.Exit(0)
		}
	}
	// What this process was told to ignore (nohup) its children would ignore as well; what it takes itself they do not inherit.
	for _, s := range []os.Signal{syscall.SIGHUP, syscall.SIGINT, syscall.SIGQUIT, syscall.SIGTERM} {
		if signal.Ignored(s) {
			signal.Notify(make(chan os.Signal, 1), s)
		}
	}
	os.Exit(m.Run())
}

// frontMain reads: spool, wait, whether there is output, the keeper's name, URL, command.
func frontMain(args []string) int {
	wait, _ := time.ParseDuration(args[1])
	return Options{
		Spool: args[0], Wait: wait, NoOutput: args[2] == "no-output", Keeper: []string{"rollcall", args[3]}, URL: args[4], Command: args[5:],
		UserAgent: "rollcall/test", Log: os.Stderr,
	}.Run()
}

// flood writes n bytes that are not all alike.
func flood(w io.Writer, n int) {
	block := make([]byte, 1<<20)
	for i := range block {
		block[i] = byte(i * 2654435761 >> 7)
	}
	for ; n > 0; n -= len(block) {
		block[0]++
		_, _ = w.Write(block[:min(n, len(block))])
	}
}

// told is a report as the service takes it.
type told struct {
	Path       string        `json:"-"`
	Status     string        `json:"status"`
	RunID      string        `json:"run_id"`
	StartedAt  time.Time     `json:"started_at"`
	FinishedAt time.Time     `json:"finished_at"`
	SentAt     time.Time     `json:"sent_at"`
	Duration   *int64        `json:"duration"`
	ExitCode   *int          `json:"exit_code"`
	Signal     string        `json:"signal"`
	MaxRSS     int64         `json:"max_rss"`
	Stdout     *string       `json:"stdout"`
	Stderr     *string       `json:"stderr"`
	Peer       time.Duration `json:"-"`
}

// check holds a report against what is agreed.
func (r told) check() error {
	switch {
	case r.RunID == "" || r.StartedAt.IsZero() || r.SentAt.IsZero():
		return fmt.Errorf("no run_id, started_at or sent_at: %+v", r)
	case r.Status == "start" && r.FinishedAt.IsZero() && r.Duration == nil && r.ExitCode == nil && r.Stdout == nil && r.Stderr == nil:
		return nil
	case r.Status != "success" && r.Status != "error":
		return fmt.Errorf("status %q", r.Status)
	case r.FinishedAt.Before(r.StartedAt) || r.Duration == nil || r.ExitCode == nil || r.Stdout == nil || r.Stderr == nil:
		return fmt.Errorf("incomplete: %+v", r)
	case (r.Status == "success") != (*r.ExitCode == 0):
		return fmt.Errorf("%s with exit code %d", r.Status, *r.ExitCode)
	}
	return nil
}

// standIn is a service.
type standIn struct {
	*httptest.Server
	mu    sync.Mutex
	away  bool
	onEnd func(told)
	ends  chan told
	all   []told
	hold  chan struct{} // answers wait until it is closed; nil is none
}

func newStandIn(t *testing.T) *standIn {
	t.Helper()
	s := &standIn{ends: make(chan told, 100)}
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		s.mu.Lock()
		hold := s.hold
		s.mu.Unlock()
		if hold != nil {
			<-hold
		}
		s.mu.Lock()
		defer s.mu.Unlock()
		if s.away {
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		var got struct {
			CheckIn told `json:"check_in"`
		}
		dec := json.NewDecoder(bytes.NewReader(body))
		dec.DisallowUnknownFields()
		if err == nil {
			err = dec.Decode(&got)
		}
		if err == nil {
			err = got.CheckIn.check()
		}
		if err != nil || len(body) >= 20_000 || r.Method != http.MethodPost || r.Header.Get("Content-Type") != "application/json" {
			t.Errorf("%s %s of %d bytes: %v", r.Method, r.URL, len(body), err)
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		got.CheckIn.Path = r.URL.Path
		s.all = append(s.all, got.CheckIn)
		if got.CheckIn.Status == "start" {
			return
		}
		if s.onEnd != nil {
			s.onEnd(got.CheckIn)
		}
		s.ends <- got.CheckIn
	}))
	t.Cleanup(s.Close)
	return s
}

func (s *standIn) url() string { return s.URL + "/v1/check_in/SECRETID" }

func (s *standIn) setAway(away bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.away = away
}

// end waits for the next end to be told.
func (s *standIn) end(t *testing.T) told {
	t.Helper()
	select {
	case e := <-s.ends:
		return e
	case <-time.After(time.Minute):
		t.Fatal("no end was told")
		return told{}
	}
}

// job is a front one with a command.
type job struct {
	*exec.Cmd
	out, err *bytes.Buffer
	dir      string // in which the command runs, and leaves word
	spool    string
}

// how says how it is run; the zero value is ordinary.
type how struct {
	url, spool, keeper string
	wait               time.Duration
	noOutput           bool
}

func newJob(t *testing.T, s *standIn, h how, command ...string) *job {
	t.Helper()
	dir := t.TempDir()
	if h.spool == "" {
		h.spool = t.TempDir()
	}
	if h.url == "" {
		h.url = s.url()
	}
	if h.keeper == "" {
		h.keeper = "exec-keeper"
	}
	output := "output"
	if h.noOutput {
		output = "no-output"
	}
	args := append([]string{"front", h.spool, h.wait.String(), output, h.keeper, h.url}, command...)
	j := &job{Cmd: exec.Command(os.Args[0], args...), out: &bytes.Buffer{}, err: &bytes.Buffer{}, dir: dir, spool: h.spool}
	j.Dir = dir
	j.Stdout, j.Stderr = j.out, j.err
	t.Cleanup(func() {
		if pid := j.number("keeper"); pid > 0 && strings.Contains(cmdline(pid), "exec-keeper") {
			_ = syscall.Kill(pid, syscall.SIGKILL) // it may wait for a service that has gone
		}
	})
	return j
}

// shell is a command that leaves its parent's id, which is the keeper's, and runs a script.
func shell(script string) []string {
	return []string{"/bin/sh", "-c", "echo $PPID >keeper.tmp; mv keeper.tmp keeper; " + script}
}

func cmdline(pid int) string {
	text, _ := os.ReadFile(fmt.Sprintf("/proc/%d/cmdline", pid))
	return strings.ReplaceAll(string(text), "\x00", " ")
}

// number reads a process id that the command has left.
func (j *job) number(name string) int {
	text, _ := os.ReadFile(filepath.Join(j.dir, name))
	n, _ := strconv.Atoi(strings.TrimSpace(string(text)))
	return n
}

// fifo makes a pipe with a name in the command's folder, and returns its end to write to. The command waits where it reads it.
func (j *job) fifo(t *testing.T, name string) *os.File {
	t.Helper()
	path := filepath.Join(j.dir, name)
	if err := syscall.Mkfifo(path, 0o600); err != nil {
		t.Fatal(err)
	}
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = f.Close() })
	return f
}

// pipes has the test read the output as it comes.
func (j *job) pipes(t *testing.T) (stdout io.Reader) {
	t.Helper()
	j.Stdout = nil
	stdout, err := j.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	return stdout
}

// code waits for the front one.
func (j *job) code(t *testing.T) int {
	t.Helper()
	_ = j.Wait()
	status := j.ProcessState.Sys().(syscall.WaitStatus)
	if status.Signaled() {
		return -int(status.Signal())
	}
	return status.ExitStatus()
}

func (j *job) begin(t *testing.T) {
	t.Helper()
	if err := j.Start(); err != nil {
		t.Fatal(err)
	}
}

// run runs it to its end.
func (j *job) run(t *testing.T) int {
	t.Helper()
	j.begin(t)
	return j.code(t)
}
