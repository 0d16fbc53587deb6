package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// options come from the command line.
type options struct {
	run     string
	verbose bool
}

// suite is one kind of check.
type suite struct {
	name string
	// what is said before it starts, so that a person knows what takes so long.
	title string
	// dir is the module's folder; a suite whose folder does not exist is skipped, aloud.
	dir string
	// perform runs it.
	steps func(ctx context.Context, out io.Writer, s suite, o options) (result, error)
	// packages are arguments of go test; those that contain one of without are left out.
	packages []string
	without  []string
	flags    []string
	// plain leaves out the race detector.
	plain bool
	// before is a command of go that has to succeed first; dir/of/its/module, then its arguments.
	before []string
	// live shows output and tests as they come, for suites that take minutes a test.
	live bool
}

// suites are all there are, in the order in which they run: what fails fast comes first.
func suites() []suite {
	// Outside of go test, whose time limit is for tests and not for compiling Kubernetes. It does nothing when all is there.
	buildCluster := []string{"test/cluster", "run", "./cmd/cluster", "build"}
	return []suite{
		{
			name: "unit", title: "unit tests of the main module", dir: ".", steps: goTest,
			packages: []string{"./..."}, without: []string{"/test/e2e", "/test/sim"},
			flags: []string{"-timeout=15m", "-shuffle=on"},
		},
		{
			name: "lint", title: "gofmt, go vet and the linters (built on first use)", dir: ".", steps: lint,
		},
		{
			name: "oracle", title: "the CronJob controller of Kubernetes beside Rollcall", dir: "test/oracle", steps: goTest,
			packages: []string{"./..."}, flags: []string{"-timeout=30m", "-shuffle=on"}, live: true,
		},
		{
			// The race detector makes a database that is all Go twenty times slower; the parts have tests of their own under it.
			name: "sim", title: "Rollcall with everything going wrong", dir: "test", steps: goTest, plain: true,
			packages: []string{"./sim/...", "./simulate/..."}, flags: []string{"-timeout=15m", "-shuffle=on"},
		},
		{
			name: "cluster", title: "the cluster harness (builds Kubernetes on first use, some minutes)", dir: "test/cluster",
			steps: goTest, packages: []string{"./..."}, live: true, before: buildCluster,
			flags: []string{"-timeout=30m", "-shuffle=on", "-p=1"},
		},
		{
			name: "e2e", title: "Rollcall on a real cluster", dir: "test/e2e", steps: goTest,
			packages: []string{"./..."}, live: true, before: buildCluster,
			flags: []string{"-timeout=60m", "-count=1", "-p=1"},
		},
	}
}

// perform runs the suite and times it. What could not even start counts as one failure.
func (s suite) perform(ctx context.Context, out io.Writer, o options) result {
	fmt.Fprintf(out, "\n== %s: %s\n", s.name, s.title)
	began := time.Now()
	var r result
	if _, err := os.Stat(s.dir); errors.Is(err, os.ErrNotExist) {
		r = result{skipped: 1, skips: []skip{{test: s.name, reason: s.dir + " is not there"}}}
	} else {
		if err = s.prepare(ctx, out); err == nil {
			r, err = s.steps(ctx, out, s, o)
		}
		if err != nil {
			fmt.Fprintf(out, "%s: %v\n", s.name, err)
			r.broken++
			r.failures = append(r.failures, fmt.Sprintf("%s: %v", s.name, err))
		}
	}
	r.name, r.took = s.name, time.Since(began)
	return r
}

// prepare runs what has to be done before, with its output as it comes.
func (s suite) prepare(ctx context.Context, out io.Writer) error {
	if len(s.before) == 0 {
		return nil
	}
	cmd := command(ctx, s.before[0], s.before[1:]...)
	cmd.Stdout, cmd.Stderr = out, out
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("go %s: %w", strings.Join(s.before[1:], " "), err)
	}
	return nil
}

// goTest runs go test over the suite's packages and reads its events.
func goTest(ctx context.Context, out io.Writer, s suite, o options) (result, error) {
	packages, err := s.list(ctx)
	if err != nil {
		return result{}, err
	}
	args := append([]string{"test", "-json"}, s.flags...)
	var r result
	switch {
	case s.plain:
	case raceDetector(ctx):
		args = append(args, "-race")
	default:
		r.note("the race detector", "it needs cgo and a C compiler")
	}
	if o.run != "" {
		args = append(args, "-run="+o.run)
	}
	cmd := command(ctx, s.dir, append(args, packages...)...)
	cmd.Stderr = out
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		return r, err
	}
	if err := cmd.Start(); err != nil {
		return r, err
	}
	reader := newReader(out, s.live, o.verbose)
	readErr := reader.read(stdout)
	err = errors.Join(readErr, cmd.Wait())
	r.join(reader.result())
	var exit *exec.ExitError
	if errors.As(err, &exit) && readErr == nil && (r.fail > 0 || r.broken > 0) {
		err = nil // go test only says again what its events have said
	}
	if err == nil && r.pass+r.fail+r.skipped == 0 && o.run == "" {
		err = errors.New("no test ran")
	}
	return r, err
}

// list expands the patterns, less what the suite leaves to another.
func (s suite) list(ctx context.Context) ([]string, error) {
	if len(s.without) == 0 {
		return s.packages, nil
	}
	cmd := command(ctx, s.dir, append([]string{"list"}, s.packages...)...)
	cmd.Stderr = os.Stderr
	names, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("go list: %w", err)
	}
	return slices.DeleteFunc(strings.Fields(string(names)), func(name string) bool {
		return slices.ContainsFunc(s.without, func(w string) bool { return strings.Contains(name, w) })
	}), nil
}

// raceDetector reports whether -race can be built here.
func raceDetector(ctx context.Context) bool {
	settings, err := command(ctx, ".", "env", "CGO_ENABLED", "CC").Output()
	if err != nil {
		return false
	}
	enabled, compiler, _ := strings.Cut(strings.TrimSpace(string(settings)), "\n")
	if enabled != "1" {
		return false
	}
	_, err = exec.LookPath(compiler)
	return err == nil
}

// command is the go command in a folder. When the context ends it is asked to stop first, so that tests can put away their
// clusters, and killed a minute later.
func command(ctx context.Context, dir string, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, "go", args...)
	cmd.Dir = filepath.FromSlash(dir)
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	cmd.WaitDelay = time.Minute
	return cmd
}
