package main

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"
)

// stream is what go test -json printed for a package with every kind of end, and for one that does not build.
const stream = `{"Action":"start","Package":"rollcall.dev/rollcall/a"}
{"Action":"output","Package":"rollcall.dev/rollcall/a","Output":"-test.shuffle 1700000000\n"}
{"Action":"output","Package":"rollcall.dev/rollcall/a","Output":"building the cluster\n"}
{"Action":"run","Package":"rollcall.dev/rollcall/a","Test":"TestGood"}
{"Action":"output","Package":"rollcall.dev/rollcall/a","Test":"TestGood","Output":"=== RUN   TestGood\n"}
{"Action":"output","Package":"rollcall.dev/rollcall/a","Test":"TestGood","Output":"    a_test.go:3: chatter\n"}
{"Action":"pass","Package":"rollcall.dev/rollcall/a","Test":"TestGood","Elapsed":1.5}
{"Action":"run","Package":"rollcall.dev/rollcall/a","Test":"TestBad"}
{"Action":"output","Package":"rollcall.dev/rollcall/a","Test":"TestBad","Output":"    a_test.go:7: got 1, want 2\n"}
{"Action":"output","Package":"rollcall.dev/rollcall/a","Test":"TestBad","Output":"--- FAIL: TestBad (0.00s)\n"}
{"Action":"fail","Package":"rollcall.dev/rollcall/a","Test":"TestBad"}
{"Action":"output","Package":"rollcall.dev/rollcall/a","Test":"TestNode","Output":"=== RUN   TestNode\n"}
{"Action":"output","Package":"rollcall.dev/rollcall/a","Test":"TestNode","Output":"    a_test.go:9: a real node needs root: run as root\n"}
{"Action":"output","Package":"rollcall.dev/rollcall/a","Test":"TestNode","Output":"--- SKIP: TestNode (0.00s)\n"}
{"Action":"skip","Package":"rollcall.dev/rollcall/a","Test":"TestNode"}
{"Action":"output","Package":"rollcall.dev/rollcall/a","Output":"FAIL\n"}
{"Action":"fail","Package":"rollcall.dev/rollcall/a","Elapsed":2}
go: some remark of the go command
{"ImportPath":"rollcall.dev/rollcall/b","Action":"build-output","Output":"b.go:1:1: undefined: x\n"}
{"ImportPath":"rollcall.dev/rollcall/b","Action":"build-fail"}
{"Action":"fail","Package":"rollcall.dev/rollcall/b","FailedBuild":"rollcall.dev/rollcall/b"}
{"Action":"output","Package":"rollcall.dev/rollcall/c","Test":"TestHangs","Output":"    c_test.go:1: waiting for Slack\n"}
{"Action":"output","Package":"rollcall.dev/rollcall/c","Output":"panic: test timed out after 1s\n"}
{"Action":"fail","Package":"rollcall.dev/rollcall/c","Elapsed":1}
{"Action":"skip","Package":"rollcall.dev/rollcall/d"}
`

func TestReader(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	r := newReader(&out, false, false)
	if err := r.read(strings.NewReader(stream)); err != nil {
		t.Fatal(err)
	}
	got := r.result()
	if got.pass != 1 || got.fail != 1 || got.skipped != 1 || got.broken != 2 {
		t.Errorf("got %+v", got)
	}
	wantFailures := "[a TestBad b does not build c as a whole]"
	if s := fmt.Sprint(got.failures); s != wantFailures {
		t.Errorf("failures %s, want %s", s, wantFailures)
	}
	if len(got.skips) != 1 || got.skips[0] != (skip{"a TestNode", "a real node needs root: run as root"}) {
		t.Errorf("skips %q", got.skips)
	}
	text := out.String()
	for _, want := range []string{
		"got 1, want 2", "undefined: x", "panic: test timed out", "TestHangs did not end", "waiting for Slack",
		"go: some remark of the go command",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("nobody learns of %q in:\n%s", want, text)
		}
	}
	for _, noise := range []string{"chatter", "=== RUN", "--- FAIL", "building the cluster", "-test.shuffle"} {
		if strings.Contains(text, noise) {
			t.Errorf("nobody wants %q in:\n%s", noise, text)
		}
	}
}

func TestReaderLive(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	if err := newReader(&out, true, false).read(strings.NewReader(stream)); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"building the cluster\n", "pass  a TestGood (1.5s)\n"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("no %q in:\n%s", want, out.String())
		}
	}
	if strings.Contains(out.String(), "chatter") {
		t.Error("what a passing test says is noise")
	}
}

func TestReport(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	r := report{out: &out}
	r.add(result{name: "unit", pass: 10, skipped: 2, took: 1200 * time.Millisecond, skips: []skip{
		{"a TestX", "needs root"}, {"b TestY", "needs root"}, {"the race detector", "no compiler"},
	}})
	if r.failed() {
		t.Error("a skip is no failure")
	}
	r.add(result{name: "e2e", pass: 1, fail: 1, broken: 1, took: time.Minute, failures: []string{"c TestZ", "d as a whole"}})
	if !r.failed() {
		t.Error("a failure is one")
	}
	r.print()
	const want = `
Skipped
  needs root
    - a TestX
    - b TestY
  no compiler
    - the race detector

Failed in e2e
  - c TestZ
  - d as a whole

Summary
  unit        10 passed     0 failed     2 skipped     1.2s
  e2e          1 passed     2 failed     0 skipped     1m0s

11 passed, 2 failed, 2 skipped
`
	if out.String() != want {
		t.Errorf("got:\n%s\nwant:\n%s", out.String(), want)
	}
}

func TestReason(t *testing.T) {
	t.Parallel()
	for output, want := range map[string]string{
		"    x_test.go:12: no containerd here\n":                   "no containerd here",
		"    x_test.go:9: looked\n    x_test.go:12: not root: 5\n": "not root: 5",
		"": "no reason given",
	} {
		if got := reason(output); got != want {
			t.Errorf("reason(%q) = %q, want %q", output, got, want)
		}
	}
}

func TestChoose(t *testing.T) {
	t.Parallel()
	got, err := choose([]string{"lint", "unit"})
	if err != nil || len(got) != 2 || got[0].name != "unit" || got[1].name != "lint" {
		t.Errorf("got %v, %v", got, err)
	}
	if _, err := choose([]string{"units"}); err == nil || !strings.Contains(err.Error(), `"units": there are unit, lint, oracle, sim, cluster, e2e`) {
		t.Errorf("got %v", err)
	}
	if got, err := choose(nil); err != nil || len(got) != len(suites()) {
		t.Errorf("got %v, %v", got, err)
	}
}

func TestMissingFolderIsSaid(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	got := suite{name: "sim", dir: "nowhere", steps: goTest}.perform(t.Context(), &out, options{})
	if got.skipped != 1 || got.skips[0] != (skip{"sim", "nowhere is not there"}) {
		t.Errorf("got %+v", got)
	}
}
