package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"

	"rollcall.dev/rollcall/internal/config"
	"rollcall.dev/rollcall/test/harness"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	switch {
	case errors.Is(err, flag.ErrHelp):
		os.Exit(2)
	case err != nil:
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// group measures figures that belong together. What it measured it returns beside an error, too.
type group struct {
	name    string
	measure func(context.Context, *bench) ([]figure, error)
}

func groups() []group {
	return []group{
		{"delay", delay}, {"ledger", commits}, {"sweep", sweep}, {"deliver", deliveries}, {"idle", idle}, {"traffic", traffic},
		{"checkins-sqlite", checkIns(config.SQLite)}, {"checkins-postgres", checkIns(config.Postgres)}, {"lint", linting},
	}
}

// alone measures a group, and says how long that took.
func (g group) alone(ctx context.Context, b *bench) ([]figure, error) {
	began := time.Now()
	b.say("%s", g.name)
	figures, err := g.measure(ctx, b)
	b.say("%s: %.0f s", g.name, time.Since(began).Seconds())
	return figures, err
}

// apart measures a group in a process of its own: what one leaves behind in memory is not to slow down the next.
func (g group) apart(ctx context.Context, b *bench) ([]figure, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, fmt.Errorf("a process of its own: %w", err)
	}
	file := filepath.Join(b.dir, g.name+".json")
	c := exec.CommandContext(ctx, self, "-only", g.name, "-o", file, "-nodes", b.nodes, "-failures", strconv.Itoa(b.failures))
	c.Stderr = b.progress
	c.Cancel = func() error { return c.Process.Signal(os.Interrupt) }
	c.WaitDelay = time.Minute
	ran := c.Run()
	figures, err := readFigures(file)
	return figures, errors.Join(ran, err)
}

// bench is what all groups share.
type bench struct {
	dir      string // for databases and logs; removed at the end
	progress io.Writer
	nodes    string
	failures int
	binary   string // of rollcall; empty until somebody needed it
}

func (b *bench) say(format string, args ...any) {
	fmt.Fprintf(b.progress, "» "+format+"\n", args...)
}

// folder is a new one in dir.
func (b *bench) folder(name string) (string, error) {
	dir, err := os.MkdirTemp(b.dir, name+"-")
	if err != nil {
		return "", fmt.Errorf("folder: %w", err)
	}
	return dir, nil
}

// rollcall is the path of the binary.
func (b *bench) rollcall(ctx context.Context) (string, error) {
	if b.binary != "" {
		return b.binary, nil
	}
	b.say("building rollcall")
	var err error
	b.binary, err = harness.BuildRollcall(ctx, b.dir)
	return b.binary, err
}

func run(ctx context.Context, args []string, out, progress io.Writer) (err error) {
	flags := flag.NewFlagSet("bench", flag.ContinueOnError)
	flags.SetOutput(progress)
	only := flags.String("only", "", "comma-separated: "+strings.Join(names(), ", ")+"; empty is all of them")
	nodes := flags.String("nodes", "simulated", "of delay's cluster: simulated, real or auto")
	failures := flags.Int("failures", 50, "of delay: how many Jobs fail")
	file := flags.String("o", "", "where all figures go as JSON (default bench/latest.json in the repository)")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if flags.NArg() > 0 {
		return fmt.Errorf("argument %q: there are only flags; see -help", flags.Arg(0))
	}
	chosen, err := choose(*only)
	if err != nil {
		return err
	}
	if *failures < 1 {
		return fmt.Errorf("-failures %d: want at least 1", *failures)
	}
	if *file == "" {
		root, err := harness.Root()
		if err != nil {
			return err
		}
		*file = filepath.Join(root, "bench", "latest.json")
	}
	dir, err := os.MkdirTemp("", "rollcall-bench-")
	if err != nil {
		return fmt.Errorf("folder: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	return measure(ctx, &bench{dir: dir, progress: progress, nodes: *nodes, failures: *failures}, chosen, out, *file)
}

// measure runs the groups, and prints and writes what they measured, also where one of them fails.
func measure(ctx context.Context, b *bench, chosen []group, out io.Writer, file string) error {
	var all []figure
	var errs []error
	for _, g := range chosen {
		if ctx.Err() != nil {
			errs = append(errs, context.Cause(ctx))
			break
		}
		measure := g.alone
		if len(chosen) > 1 {
			measure = g.apart
		}
		figures, err := measure(ctx, b)
		if err != nil {
			errs = append(errs, fmt.Errorf("%s: %w", g.name, err))
		}
		all = append(all, figures...)
	}
	return errors.Join(append([]error{printFigures(out, all), writeFigures(file, all)}, errs...)...)
}

func names() []string {
	var all []string
	for _, g := range groups() {
		all = append(all, g.name)
	}
	return all
}

// choose returns the groups with these names, in our order.
func choose(only string) ([]group, error) {
	if only == "" {
		return groups(), nil
	}
	wanted := strings.Split(only, ",")
	for _, name := range wanted {
		if !slices.Contains(names(), name) {
			return nil, fmt.Errorf("-only %q: there is no %q, but %s", only, name, strings.Join(names(), ", "))
		}
	}
	return slices.DeleteFunc(groups(), func(g group) bool { return !slices.Contains(wanted, g.name) }), nil
}
