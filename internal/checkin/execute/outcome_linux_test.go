package execute

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestOutcome runs commands that end in every way.
func TestOutcome(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	plain, script := filepath.Join(dir, "plain"), filepath.Join(dir, "script")
	if err := os.WriteFile(plain, []byte("exit 0\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(script, []byte("echo from a script; exit 4\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		command        []string
		code           int
		signal         string
		stdout, stderr string
	}{
		"success":         {[]string{"sh", "-c", "echo out; echo err >&2"}, 0, "", "out\n", "err\n"},
		"failure":         {[]string{"sh", "-c", "printf out; exit 3"}, 3, "", "out", ""},
		"255":             {[]string{"sh", "-c", "exit 255"}, 255, "", "", ""},
		"OOM killer":      {[]string{"sh", "-c", "echo out; kill -KILL $$"}, 137, "SIGKILL", "out\n", ""},
		"terminated":      {[]string{"sh", "-c", "kill $$"}, 143, "SIGTERM", "", ""},
		"not found":       {[]string{"no-such-command"}, 127, "", "", "cannot start \"no-such-command\": executable file not found in $PATH"},
		"no such path":    {[]string{dir + "/none"}, 127, "", "", "cannot start \"" + dir + "/none\": no such file or directory"},
		"not executable":  {[]string{plain}, 126, "", "", "cannot start \"" + plain + "\": permission denied"},
		"no interpreter":  {[]string{script, "argument"}, 4, "", "from a script\n", ""},
		"odd arguments":   {[]string{"printf", "%s|", "", "a b", "\xff\"", "--"}, 0, "", "|a b|\xff\"|--|", ""},
		"secrets":         {[]string{"echo", "password=hunter2"}, 0, "", "password=hunter2\n", ""},
		"invalid letters": {[]string{"printf", `\377\000x`}, 0, "", "\xff\x00x", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newStandIn(t)
			j := newJob(t, s, how{}, c.command...)
			began := time.Now()
			if code := j.run(t); code != c.code {
				t.Errorf("exit code %d, want %d", code, c.code)
			}
			e := s.end(t)
			stderr := j.err.String()
			if rest, ok := strings.CutPrefix(stderr, "rollcall exec: cannot start"); ok {
				stderr = "cannot start" + strings.TrimSuffix(rest, "\n")
			}
			if j.out.String() != c.stdout || stderr != c.stderr {
				t.Errorf("passed on %q and %q, want %q and %q", j.out, stderr, c.stdout, c.stderr)
			}
			if *e.ExitCode != c.code || e.Signal != c.signal {
				t.Errorf("told %+v", e)
			}
			if told := clean(c.stdout); *e.Stdout != told || *e.Stderr != clean(c.stderr) {
				t.Errorf("told %q and %q", *e.Stdout, *e.Stderr)
			}
			if e.StartedAt.Before(began.Add(-time.Second)) || e.FinishedAt.After(time.Now().Add(time.Second)) {
				t.Errorf("told times from %s to %s", e.StartedAt, e.FinishedAt)
			}
		})
	}
}

// clean is what of an output leaves the machine.
func clean(text string) string {
	return strings.NewReplacer("hunter2", "[redacted]", "\xff", "\ufffd", "\x00", "").Replace(text)
}

func TestMemory(t *testing.T) {
	t.Parallel()
	s := newStandIn(t)
	const eaten = 300 << 20
	if code := newJob(t, s, how{}, os.Args[0], "eat", "314572800").run(t); code != 0 {
		t.Fatalf("exit code %d", code)
	}
	if e := s.end(t); e.MaxRSS < eaten || e.MaxRSS > 4*eaten {
		t.Errorf("peak memory of %d bytes, more than %d were eaten", e.MaxRSS, eaten)
	}
	newJob(t, s, how{}, "true").run(t)
	if e := s.end(t); e.MaxRSS != 0 {
		t.Errorf("peak memory of %d bytes, which is the keeper's", e.MaxRSS)
	}
}

func TestNoOutput(t *testing.T) {
	t.Parallel()
	s := newStandIn(t)
	j := newJob(t, s, how{noOutput: true}, "sh", "-c", "echo out; echo err >&2")
	j.run(t)
	if e := s.end(t); *e.Stdout+*e.Stderr != "" || j.out.String() != "out\n" || j.err.String() != "err\n" {
		t.Errorf("told %q and %q, passed on %q and %q", *e.Stdout, *e.Stderr, j.out, j.err)
	}
}

// TestOneStream has both streams be one file: what is written stays in order.
func TestOneStream(t *testing.T) {
	t.Parallel()
	s := newStandIn(t)
	j := newJob(t, s, how{}, "sh", "-c", "for i in 1 2 3 4 5 6 7 8 9; do echo out; echo err >&2; done")
	file, err := os.Create(filepath.Join(t.TempDir(), "log"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = file.Close() }()
	j.Stdout, j.Stderr = file, file
	j.run(t)
	text, err := os.ReadFile(file.Name())
	if want := strings.Repeat("out\nerr\n", 9); err != nil || string(text) != want {
		t.Errorf("passed on %q, %v", text, err)
	}
	if e := s.end(t); *e.Stdout != string(text) || *e.Stderr != "" {
		t.Errorf("told %q and %q", *e.Stdout, *e.Stderr)
	}
}

func TestStdin(t *testing.T) {
	t.Parallel()
	s := newStandIn(t)
	j := newJob(t, s, how{}, "cat")
	j.Stdin = strings.NewReader("through\n")
	if code := j.run(t); code != 0 || j.out.String() != "through\n" {
		t.Errorf("exit code %d, passed on %q", code, j.out)
	}
	s.end(t)
}

// TestUnreported has nothing work but the command.
func TestUnreported(t *testing.T) {
	t.Parallel()
	s := newStandIn(t)
	for name, c := range map[string]struct {
		how  how
		want string
	}{
		"no address":     {how{url: "rollcall.example/SECRETID"}, "not reported: not an address"},
		"no keeper":      {how{keeper: "keeper-that-dies"}, "the keeper ended before the job began"},
		"no spool":       {how{spool: "/dev/null", wait: time.Minute}, "no spool"},
		"unknown check":  {how{url: "", wait: time.Minute}, ""},
		"refused report": {how{url: refusing(t), wait: time.Minute}, "it was dropped: refused: answered 404 not found"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			j := newJob(t, s, c.how, "sh", "-c", "cat; exit 3")
			j.Stdin = strings.NewReader("out\n")
			if code := j.run(t); code != 3 || j.out.String() != "out\n" {
				t.Errorf("exit code %d, passed on %q", code, j.out)
			}
			if text := j.err.String(); !strings.Contains(text, c.want) || strings.Contains(text, "SECRET") || (text != "") != (c.want != "") {
				t.Errorf("said %q, want %q and no address", text, c.want)
			}
		})
	}
}
