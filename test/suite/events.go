package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"strings"
)

// event is what go test -json prints, a line each (go doc test2json).
type event struct {
	Action      string  `json:"Action"`
	Package     string  `json:"Package"`
	ImportPath  string  `json:"ImportPath"` // of build-output and build-fail
	Test        string  `json:"Test"`
	Elapsed     float64 `json:"Elapsed"` // seconds
	Output      string  `json:"Output"`
	FailedBuild string  `json:"FailedBuild"`
}

// reader turns events into a result, and prints progress.
type reader struct {
	out           io.Writer
	live, verbose bool

	res    result
	output map[string]*strings.Builder // of running tests and packages, by key
	counts map[string]*result          // by package
}

func newReader(out io.Writer, live, verbose bool) *reader {
	return &reader{
		out: out, live: live, verbose: verbose,
		output: map[string]*strings.Builder{}, counts: map[string]*result{},
	}
}

func (r *reader) result() result { return r.res }

// read takes events until their end. A line that is none is shown as it is.
func (r *reader) read(in io.Reader) error {
	lines := bufio.NewReader(in)
	for {
		line, err := lines.ReadString('\n')
		if line != "" {
			var e event
			if json.Unmarshal([]byte(line), &e) != nil || e.Action == "" {
				fmt.Fprint(r.out, line)
			} else {
				r.take(e)
			}
		}
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
	}
}

func (r *reader) take(e event) {
	switch {
	case e.Action == "build-output":
		fmt.Fprint(r.out, e.Output)
	case e.Action == "output":
		r.hear(e)
	case e.Test != "":
		r.endTest(e)
	default:
		r.endPackage(e)
	}
}

// hear keeps what was printed until it is known whether anybody wants it.
func (r *reader) hear(e event) {
	key := e.Package + " " + e.Test
	if r.output[key] == nil {
		r.output[key] = &strings.Builder{}
	}
	r.output[key].WriteString(e.Output)
	if r.verbose || r.live && e.Test == "" && !bookkeeping(e.Output) {
		fmt.Fprint(r.out, e.Output)
	}
}

func (r *reader) endTest(e event) {
	count := r.count(e.Package)
	key := e.Package + " " + e.Test
	switch e.Action {
	case "pass":
		r.res.pass++
		count.pass++
	case "fail":
		r.res.fail++
		count.fail++
		r.res.failures = append(r.res.failures, short(e.Package)+" "+e.Test)
		fmt.Fprintf(r.out, "FAIL  %s %s (%.1fs)\n%s\n", short(e.Package), e.Test, e.Elapsed, indent(r.said(key)))
	case "skip":
		r.res.skipped++
		count.skipped++
		r.res.skips = append(r.res.skips, skip{test: short(e.Package) + " " + e.Test, reason: reason(r.said(key))})
	default: // run, pause, cont, start, bench: not an end
		return
	}
	if r.live && e.Action == "pass" && !strings.Contains(e.Test, "/") {
		fmt.Fprintf(r.out, "pass  %s %s (%.1fs)\n", short(e.Package), e.Test, e.Elapsed)
	}
	delete(r.output, key)
}

func (r *reader) endPackage(e event) {
	count := r.count(e.Package)
	switch e.Action {
	case "pass":
		fmt.Fprintf(r.out, "ok    %-50s %4d tests %6.1fs\n", short(e.Package), count.pass+count.skipped, e.Elapsed)
	case "fail":
		if count.fail == 0 { // nothing else will say it: a panic, a time-out, TestMain, the build
			r.res.broken++
			what := " as a whole"
			if e.FailedBuild != "" {
				what = " does not build"
			}
			r.res.failures = append(r.res.failures, short(e.Package)+what)
			if said := r.said(e.Package + " "); said != "" {
				fmt.Fprintln(r.out, indent(said))
			}
			r.unfinished(e.Package)
		}
		fmt.Fprintf(r.out, "FAIL  %-50s %4d failed %5.1fs\n", short(e.Package), count.fail, e.Elapsed)
	default: // start; skip means: no test files
	}
	delete(r.output, e.Package+" ")
}

// unfinished prints what tests said that never ended: where a panic or a time-out caught them.
func (r *reader) unfinished(pkg string) {
	for key, said := range r.output {
		if test, ok := strings.CutPrefix(key, pkg+" "); ok && test != "" {
			fmt.Fprintf(r.out, "      %s did not end\n%s\n", test, indent(said.String()))
		}
	}
}

func (r *reader) count(pkg string) *result {
	if r.counts[pkg] == nil {
		r.counts[pkg] = &result{}
	}
	return r.counts[pkg]
}

// said is what a test or package printed, without go test's own lines.
func (r *reader) said(key string) string {
	b := r.output[key]
	if b == nil {
		return ""
	}
	var kept strings.Builder
	for line := range strings.Lines(b.String()) {
		if !bookkeeping(line) {
			kept.WriteString(line)
		}
	}
	return kept.String()
}

// bookkeeping reports whether go test itself wrote the line.
func bookkeeping(line string) bool {
	line = strings.TrimLeft(line, " ")
	for _, prefix := range []string{"=== ", "--- ", "PASS\n", "FAIL\n", "FAIL\t", "ok  \t", "?   \t", "-test.shuffle ", "coverage: "} {
		if strings.HasPrefix(line, prefix) {
			return true
		}
	}
	return false
}

// reason is the message of t.Skip: "    x_test.go:12: no containerd here".
func reason(output string) string {
	lines := strings.Split(strings.TrimSpace(output), "\n")
	last := strings.TrimSpace(lines[len(lines)-1])
	if _, text, ok := strings.Cut(last, ".go:"); ok {
		if _, text, ok = strings.Cut(text, ": "); ok {
			return text
		}
	}
	if last == "" {
		return "no reason given"
	}
	return last
}

// short leaves out what all our packages begin with.
func short(pkg string) string {
	return strings.TrimPrefix(strings.TrimPrefix(pkg, "rollcall.dev/rollcall"), "/")
}

func indent(text string) string {
	text = strings.TrimRight(text, "\n")
	return "      " + strings.ReplaceAll(text, "\n", "\n      ")
}
