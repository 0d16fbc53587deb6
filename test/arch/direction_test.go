package arch

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"path"
	"slices"
	"strings"
	"testing"
)

// pkg is what `go list -json` says of a package, as far as it matters here.
type pkg struct {
	ImportPath   string   `json:"ImportPath"`
	Standard     bool     `json:"Standard"`
	Module       *owner   `json:"Module"`
	Imports      []string `json:"Imports"`
	TestImports  []string `json:"TestImports"`
	XTestImports []string `json:"XTestImports"`
}

// owner is the module that a package belongs to.
type owner struct {
	Path string `json:"Path"`
}

// ours reports whether the package belongs to this module.
func (p pkg) ours() bool { return p.Module != nil && p.Module.Path == module }

func TestDirection(t *testing.T) {
	t.Parallel()
	pkgs := list(t)
	checked := 0
	for _, p := range pkgs {
		if p.ours() {
			checked++
		}
	}
	for _, v := range violations(pkgs) {
		t.Error(v)
	}
	t.Logf("%d packages of ours, %d in all", checked, len(pkgs))
	if checked == 0 {
		t.Error("go list found no package of ours: the test looked at nothing")
	}
}

// list asks the go command about all packages of the module and everything that they need.
func list(t *testing.T) []pkg {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "go", "list", "-deps", "-test=false",
		"-json=ImportPath,Standard,Module,Imports,TestImports,XTestImports", "./...")
	cmd.Dir = root
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v\n%s", err, stderr.String())
	}
	var pkgs []pkg
	for dec := json.NewDecoder(bytes.NewReader(out)); ; {
		var p pkg
		err := dec.Decode(&p)
		if errors.Is(err, io.EOF) {
			return pkgs
		}
		if err != nil {
			t.Fatal(err)
		}
		pkgs = append(pkgs, p)
	}
}

// violations returns a sentence for every import that the rules do not allow.
func violations(pkgs []pkg) []string {
	standard := map[string]bool{"C": true}
	for _, p := range pkgs {
		if p.Standard {
			standard[p.ImportPath] = true
		}
	}
	var found []string
	for _, p := range pkgs {
		if !p.ours() {
			continue
		}
		name := strings.TrimPrefix(p.ImportPath, module+"/")
		r := ruleFor(name)
		for _, imp := range p.Imports {
			if isStandard(standard, imp) || r.allows(name, imp) || inTest(name) && testMayImport(name, imp) {
				continue
			}
			found = append(found, fmt.Sprintf("%s imports %s, and %q allows only the standard library and %v",
				name, imp, r.pattern, r.allow))
		}
		for _, imp := range slices.Concat(p.TestImports, p.XTestImports) {
			if !isStandard(standard, imp) && !r.allows(name, imp) && !testMayImport(name, imp) {
				found = append(found, fmt.Sprintf("a test of %s imports %s, which %q does not allow", name, imp, r.pattern))
			}
		}
	}
	return found
}

// isStandard also knows packages that only tests need, which go list -deps does not describe: the first element of a standard
// package's path has no dot.
func isStandard(known map[string]bool, imp string) bool {
	first, _, _ := strings.Cut(imp, "/")
	return known[imp] || !strings.Contains(first, ".")
}

func (r rule) allows(name, imp string) bool {
	own, isOwn := strings.CutPrefix(imp, module+"/")
	if isOwn && inTest(own) && !inTest(name) {
		return false
	}
	if isOwn && subtree(own) == subtree(name) {
		return true
	}
	for _, a := range r.allow {
		switch {
		case a == "*":
			return true
		case a == "domain":
			if isOwn && slices.Contains(domain(), own) {
				return true
			}
		case isOwn:
			if a == own {
				return true
			}
		case matches(strings.TrimSuffix(a, "/...")+"/...", imp):
			return true
		}
	}
	return false
}

// testMayImport says what a test may use beyond its package's own rule: the usual test libraries; and outside the domain the
// stand-ins and harnesses, and any package of ours but the composition root. A test in the domain stays in the domain.
func testMayImport(name, imp string) bool {
	for _, lib := range testLibraries() {
		if matches(lib+"/...", imp) {
			return true
		}
	}
	own, isOwn := strings.CutPrefix(imp, module+"/")
	if !isOwn || slices.Contains(domain(), name) {
		return false
	}
	return inTest(own) || strings.HasPrefix(own, "internal/") && subtree(own) != "internal/app"
}

// inTest reports whether the package only serves tests: what is in test/, and conformance suites such as storetest, which stand
// beside what they examine, as net/http/httptest does.
func inTest(name string) bool {
	return matches("test/...", name) || strings.HasPrefix(name, "internal/") && strings.HasSuffix(path.Base(name), "test")
}
