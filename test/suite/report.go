package main

import (
	"fmt"
	"io"
	"time"
)

// result is what became of a suite.
type result struct {
	name                string
	took                time.Duration
	pass, fail, skipped int
	// broken counts what failed as a whole: a package that does not build, a suite that does not start.
	broken   int
	failures []string
	skips    []skip
}

// skip is a test that did not run.
type skip struct{ test, reason string }

// note counts something that was left out and is no test.
func (r *result) note(what, why string) { r.skips = append(r.skips, skip{what, why}) }

// join adds what another reader of the same suite saw.
func (r *result) join(o result) {
	r.pass += o.pass
	r.fail += o.fail
	r.skipped += o.skipped
	r.broken += o.broken
	r.failures = append(r.failures, o.failures...)
	r.skips = append(r.skips, o.skips...)
}

// report sums up suites.
type report struct {
	out     io.Writer
	results []result
}

func (r *report) add(one result) { r.results = append(r.results, one) }

func (r *report) failed() bool {
	for _, one := range r.results {
		if one.fail+one.broken > 0 {
			return true
		}
	}
	return false
}

// print ends with one line that any reader of logs understands.
func (r *report) print() {
	r.printSkips()
	r.printFailures()
	var total result
	fmt.Fprintln(r.out, "\nSummary")
	for _, one := range r.results {
		total.join(one)
		fmt.Fprintf(r.out, "  %-8s %5d passed %5d failed %5d skipped %8s\n",
			one.name, one.pass, one.fail+one.broken, one.skipped, one.took.Round(time.Second/10))
	}
	fmt.Fprintf(r.out, "\n%d passed, %d failed, %d skipped\n", total.pass, total.fail+total.broken, total.skipped)
}

// printSkips groups by reason: forty tests that need root are one thing to know.
func (r *report) printSkips() {
	var order []string
	by := map[string][]string{}
	for _, one := range r.results {
		for _, s := range one.skips {
			if by[s.reason] == nil {
				order = append(order, s.reason)
			}
			by[s.reason] = append(by[s.reason], s.test)
		}
	}
	if len(order) == 0 {
		fmt.Fprintln(r.out, "\nNothing was skipped.")
		return
	}
	fmt.Fprintln(r.out, "\nSkipped")
	for _, reason := range order {
		fmt.Fprintf(r.out, "  %s\n", reason)
		for _, test := range by[reason] {
			fmt.Fprintf(r.out, "    - %s\n", test)
		}
	}
}

func (r *report) printFailures() {
	for _, one := range r.results {
		if len(one.failures) > 0 {
			fmt.Fprintf(r.out, "\nFailed in %s\n", one.name)
			for _, f := range one.failures {
				fmt.Fprintf(r.out, "  - %s\n", f)
			}
		}
	}
}
