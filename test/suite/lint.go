package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// check is one step of the lint suite.
type check struct {
	name string
	dir  string
	cmd  []string
	// quiet: anything that it prints is a complaint, whatever its exit code.
	quiet bool
}

// checks are gofmt over the tree, then go vet and golangci-lint in each module that is ours to shape.
func checks(modules []string) []check {
	all := []check{{name: "gofmt", dir: ".", cmd: []string{"gofmt", "-l", "."}, quiet: true}}
	for _, dir := range modules {
		root, err := filepath.Rel(dir, ".")
		if err != nil {
			root = "."
		}
		config := filepath.Join(root, ".golangci.yml")
		tools := filepath.Join(root, "tools", "go.mod")
		all = append(all,
			check{name: "go vet in " + dir, dir: dir, cmd: []string{"go", "vet", "./..."}},
			check{name: "golangci-lint in " + dir, dir: dir, cmd: []string{
				"go", "tool", "-modfile=" + tools, "golangci-lint", "run", "--config=" + config, "./...",
			}},
		)
	}
	return all
}

// lint runs the checks; each counts as one test.
func lint(ctx context.Context, out io.Writer, _ suite, _ options) (result, error) {
	modules := []string{"."}
	for _, dir := range []string{"test/cluster", "test/e2e", "test/oracle"} {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			modules = append(modules, dir)
		}
	}
	var r result
	for _, c := range checks(modules) {
		if ctx.Err() != nil {
			return r, ctx.Err()
		}
		began := time.Now()
		output, err := c.run(ctx)
		if errors.Is(err, exec.ErrNotFound) {
			return r, err
		}
		mark := "ok  "
		if err != nil || c.quiet && output != "" {
			mark = "FAIL"
			r.fail++
			r.failures = append(r.failures, c.name)
		} else {
			r.pass++
		}
		fmt.Fprintf(out, "%s  %-40s %6.1fs\n", mark, c.name, time.Since(began).Seconds())
		if mark == "FAIL" {
			fmt.Fprintln(out, indent(output))
		}
	}
	return r, nil
}

// run returns what the check printed. Warnings of the linter about itself are left out.
func (c check) run(ctx context.Context) (string, error) {
	cmd := exec.CommandContext(ctx, c.cmd[0], c.cmd[1:]...)
	cmd.Dir = c.dir
	output, err := cmd.CombinedOutput()
	var kept []string
	for line := range strings.Lines(string(output)) {
		if !strings.HasPrefix(line, "level=warning") && !strings.HasPrefix(line, "go: downloading") {
			kept = append(kept, line)
		}
	}
	return strings.TrimRight(strings.Join(kept, ""), "\n"), err
}
