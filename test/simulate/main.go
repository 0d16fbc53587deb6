// Command simulate plays long simulations on all cores, a process each, and adds up what they find.
//
//	go run ./test/simulate -histories 100000 -crashes 5000
//
// Histories are those of test/oracle: the CronJob controller of Kubernetes beside Rollcall. Crashes are those of test/sim: the parts of
// Rollcall, with everything going wrong that can. It says how far it is, shows what was judged wrong with the seed that plays it
// again, and ends with 1 if there was anything.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"runtime"
	"strconv"
	"syscall"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, os.Args[1:], os.Stdout)
	stop()
	if err != nil {
		fmt.Fprintf(os.Stderr, "simulate: %v\n", err)
		os.Exit(1)
	}
}

// errDisagree says that what is wrong has been shown.
var errDisagree = errors.New("not everything was judged as it must be")

func run(ctx context.Context, args []string, out io.Writer) error {
	flags := flag.NewFlagSet("simulate", flag.ContinueOnError)
	histories := flags.Int("histories", 20_000, "how many CronJobs' histories to play beside the CronJob controller; 0: none")
	crashes := flags.Int("crashes", 500, "how many histories to play in which everything goes wrong; 0: none")
	seed := flags.Uint64("seed", 1, "the first seed")
	processes := flags.Int("processes", runtime.NumCPU(), "how many processes at a time")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if *processes < 1 || *histories < 0 || *crashes < 0 || flags.NArg() > 0 {
		return fmt.Errorf("-processes %d -histories %d -crashes %d %q: want numbers from 0, at least one process, and nothing else",
			*processes, *histories, *crashes, flags.Args())
	}
	dir, err := os.MkdirTemp("", "rollcall-simulate-")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	simulations := []simulation{
		{
			title: "Rollcall beside the CronJob controller of Kubernetes", dir: "test/oracle", count: *histories,
			args: func(n int, seed uint64) []string {
				return []string{"-histories", strconv.Itoa(n), "-workers", "1", "-faults", "1000", "-seed", strconv.FormatUint(seed, 10)}
			},
		},
		{
			title: "Rollcall with everything going wrong", dir: "test/sim", count: *crashes,
			args: func(n int, seed uint64) []string {
				return []string{"-seeds", strconv.Itoa(n), "-workers", "1", "-seed", strconv.FormatUint(seed, 10)}
			},
		},
	}
	var wrong bool
	for _, s := range simulations {
		if s.count == 0 {
			continue
		}
		s.binary, s.processes, s.seed = filepath.Join(dir, filepath.Base(s.dir)+".test"), *processes, *seed
		failed, err := s.play(ctx, out)
		if err != nil {
			return fmt.Errorf("%s: %w", s.dir, err)
		}
		wrong = wrong || failed
	}
	if wrong {
		return errDisagree
	}
	return nil
}
