// Command suite runs everything that says whether the tree is good, and sums it up: the tests of each module, the tests on a
// real cluster, the linters.
//
//	go run ./test/suite                     all of it
//	go run ./test/suite unit lint           some of it
//	go run ./test/suite -run TestX unit     one test
//
// It tells progress while it works, prints the output of what failed, names every test that was skipped with the reason, and
// ends with a line "N passed, N failed, N skipped". It needs no terminal and no input.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, os.Args[1:], os.Stdout)
	stop()
	if err != nil {
		fmt.Fprintf(os.Stderr, "suite: %v\n", err)
		os.Exit(1)
	}
}

// errFailed says that the summary has already told what is wrong.
var errFailed = errors.New("not everything passed")

func run(ctx context.Context, args []string, out io.Writer) error {
	var o options
	flags := flag.NewFlagSet("suite", flag.ContinueOnError)
	flags.StringVar(&o.run, "run", "", "only tests that match this expression (as go test -run)")
	flags.BoolVar(&o.verbose, "v", false, "print the output of tests that pass, too")
	if err := flags.Parse(args); err != nil {
		return err
	}
	chosen, err := choose(flags.Args())
	if err != nil {
		return err
	}
	total := report{out: out}
	for _, s := range chosen {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		total.add(s.perform(ctx, out, o))
	}
	total.print()
	if total.failed() {
		return errFailed
	}
	return nil
}

// choose returns the suites of these names, in the order in which they stand in suites; all without names.
func choose(names []string) ([]suite, error) {
	known := suites()
	for _, name := range names {
		if !slices.ContainsFunc(known, func(s suite) bool { return s.name == name }) {
			var all []string
			for _, s := range known {
				all = append(all, s.name)
			}
			return nil, fmt.Errorf("unknown suite %q: there are %s", name, strings.Join(all, ", "))
		}
	}
	if len(names) == 0 {
		return known, nil
	}
	return slices.DeleteFunc(known, func(s suite) bool { return !slices.Contains(names, s.name) }), nil
}
