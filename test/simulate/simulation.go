package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"time"

	"rollcall.dev/rollcall/test/simulate/tally"
)

// simulation is a test that plays histories from seeds.
type simulation struct {
	title     string
	dir       string // of its package
	count     int    // of histories
	args      func(count int, seed uint64) []string
	binary    string // where it is built
	processes int
	seed      uint64
}

// apart is how far the seeds of two processes are from each other.
const apart = 10_000_000

// play builds the test, runs it in as many processes as are asked for, and reports whether anything was judged wrong.
func (s simulation) play(ctx context.Context, out io.Writer) (failed bool, err error) {
	fmt.Fprintf(out, "\n== %s\n", s.title)
	build := exec.CommandContext(ctx, "go", "-C", s.dir, "test", "-c", "-o", s.binary, ".")
	build.Stdout, build.Stderr = out, out
	if err := build.Run(); err != nil {
		return false, fmt.Errorf("building the test: %w", err)
	}
	b := board{out: out, want: s.count, latest: make([]tally.Tally, s.processes), began: time.Now()}
	errs := make([]error, s.processes)
	var running sync.WaitGroup
	for p := range s.processes {
		n := s.count / s.processes
		if p < s.count%s.processes {
			n++
		}
		if n == 0 {
			continue
		}
		running.Go(func() { errs[p] = s.process(ctx, &b, p, n) })
	}
	running.Wait()
	if ctx.Err() != nil {
		return false, ctx.Err()
	}
	failed = b.conclude()
	if err := errors.Join(errs...); err != nil && !failed {
		return false, err
	}
	return failed, nil
}

// process runs one process and reads what it says.
func (s simulation) process(ctx context.Context, b *board, p, n int) error {
	args := append([]string{"-test.run", "^TestHistories$", "-test.timeout", "0", "-progress"}, s.args(n, s.seed+uint64(p)*apart)...)
	cmd := exec.CommandContext(ctx, s.binary, args...)
	cmd.Dir = s.dir
	// A bubble is one thread at a time anyway: more of them only get into each other's way. Memory is cheaper than collecting it.
	cmd.Env = append(os.Environ(), "GOMAXPROCS=1", "GOGC=400")
	said, w := io.Pipe()
	cmd.Stdout, cmd.Stderr = w, w
	var reading sync.WaitGroup
	reading.Go(func() { b.listen(p, said) })
	err := cmd.Run()
	_ = w.Close()
	reading.Wait()
	if err != nil {
		return fmt.Errorf("process %d: %w", p, err)
	}
	return nil
}

// every is how often a person is told how far it is.
const every = 10 * time.Second

// board adds up what the processes say. It is safe for concurrent use.
type board struct {
	out   io.Writer
	want  int
	began time.Time

	mu     sync.Mutex
	latest []tally.Tally // of each process
	shown  time.Time
}

// listen takes in the lines of one process: a tally is added up, and anything else is shown.
func (b *board) listen(p int, said io.Reader) {
	lines := bufio.NewScanner(said)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		t, ok := tally.Read(lines.Text())
		b.mu.Lock()
		switch {
		case ok:
			b.latest[p] = t
			if time.Since(b.shown) >= every {
				b.shown = time.Now()
				fmt.Fprintln(b.out, b.progress())
			}
		case lines.Text() != "PASS":
			fmt.Fprintln(b.out, lines.Text())
		}
		b.mu.Unlock()
	}
	_, _ = io.Copy(io.Discard, said)
}

func (b *board) sum() tally.Tally {
	var sum tally.Tally
	for _, t := range b.latest {
		sum.Add(t)
	}
	return sum
}

func (b *board) progress() string {
	sum, took := b.sum(), time.Since(b.began)
	line := fmt.Sprintf("%8s  %d of %d histories, %d seeds wrong", took.Round(time.Second), sum.Histories, b.want, len(sum.Failed))
	if left := b.want - sum.Histories; sum.Histories > 0 && left > 0 {
		line += fmt.Sprintf(", about %s to go", (took / time.Duration(sum.Histories) * time.Duration(left)).Round(10*time.Second))
	}
	return line
}

// conclude says what came of it, and reports whether anything was judged wrong.
func (b *board) conclude() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	sum, took := b.sum(), time.Since(b.began)
	fmt.Fprintf(b.out, "%d histories in %s, %d seeds wrong\n", sum.Histories, took.Round(time.Second), len(sum.Failed))
	for _, name := range slices.Sorted(maps.Keys(sum.Counts)) {
		fmt.Fprintf(b.out, "%10d %s\n", sum.Counts[name], name)
	}
	if len(sum.Failed) > 0 {
		fmt.Fprintf(b.out, "seeds: %s\n", strings.Trim(fmt.Sprint(sum.Failed), "[]"))
	}
	return len(sum.Failed) > 0
}
