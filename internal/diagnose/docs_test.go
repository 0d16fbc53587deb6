package diagnose_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rollcall.dev/rollcall/internal/diagnose"
)

// constants are the values of the string constants of a type that a package declares.
func constants(t *testing.T, dir, typeName string) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	var values []string
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(parsed, func(n ast.Node) bool {
			spec, ok := n.(*ast.ValueSpec)
			if name, isName := ident(spec, ok); !isName || name != typeName {
				return true
			}
			for _, v := range spec.Values {
				if literal, ok := v.(*ast.BasicLit); ok {
					value, err := strconv.Unquote(literal.Value)
					if err != nil {
						t.Fatal(err)
					}
					values = append(values, value)
				}
			}
			return true
		})
	}
	slices.Sort(values)
	return values
}

func ident(spec *ast.ValueSpec, ok bool) (string, bool) {
	if !ok {
		return "", false
	}
	name, ok := spec.Type.(*ast.Ident)
	if !ok {
		return "", false
	}
	return name.Name, true
}

// TestCatalogueIsComplete: every code that is declared is described, and no other.
func TestCatalogueIsComplete(t *testing.T) {
	t.Parallel()
	var described []string
	known := append(constants(t, filepath.Join("..", "monitor"), "Judgement"), constants(t, filepath.Join("..", "monitor"), "Flag")...)
	for _, e := range diagnose.Catalogue() {
		described = append(described, string(e.Code))
		for _, text := range []string{e.Family, e.Means, e.Signal, e.Do} {
			if text == "" {
				t.Errorf("%s is described incompletely: %+v", e.Code, e)
			}
		}
		if len(e.With) == 0 {
			t.Errorf("%s occurs with no verdict", e.Code)
		}
		for _, with := range e.With {
			if !slices.Contains(known, with) {
				t.Errorf("%s occurs with %q, which is no verdict", e.Code, with)
			}
		}
	}
	slices.Sort(described)
	if diff := cmp.Diff(constants(t, ".", "Code"), described); diff != "" {
		t.Errorf("codes (-declared +described):\n%s", diff)
	}
}

// TestVerdictsAreDocumented compares docs/verdicts.md with the verdicts and flags that there are, in both directions, and its causes
// with the catalogue.
func TestVerdictsAreDocumented(t *testing.T) {
	t.Parallel()
	const marker = "<!-- The rest is made of the catalogue in internal/diagnose: go test ./internal/diagnose -update -->\n"
	path := filepath.Join("..", "..", "docs", "verdicts.md")
	page, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	byHand, causes, found := strings.Cut(string(page), marker)
	if !found {
		t.Fatalf("%s has no line %q", path, marker)
	}
	for section, typeName := range map[string]string{"## Verdicts\n": "Judgement", "## Flags\n": "Flag"} {
		_, text, _ := strings.Cut(byHand, section)
		text, _, _ = strings.Cut(text, "\n## ")
		var documented []string
		for _, row := range regexp.MustCompile("(?m)^\\| `([a-z_]+)` \\|").FindAllStringSubmatch(text, -1) {
			documented = append(documented, row[1])
		}
		slices.Sort(documented)
		if diff := cmp.Diff(constants(t, filepath.Join("..", "monitor"), typeName), documented); diff != "" {
			t.Errorf("%s (-declared +documented):\n%s", typeName, diff)
		}
	}
	want := catalogueText()
	if *update {
		if err := os.WriteFile(path, []byte(byHand+marker+want), 0o600); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := cmp.Diff(want, causes); diff != "" {
		t.Errorf("%s differs from the catalogue (run the test with -update), -want +got:\n%s", path, diff)
	}
}

// catalogueText is the catalogue as the document shows it: a section a family, a part a code, so that a code can be linked to.
func catalogueText() string {
	var b strings.Builder
	family := ""
	for _, e := range diagnose.Catalogue() {
		if e.Family != family {
			family = e.Family
			fmt.Fprintf(&b, "\n### %s\n", family)
		}
		fmt.Fprintf(&b, "\n#### %s\n\n%s\n\n- Signal: %s\n- To do: %s\n", e.Code, e.Means, e.Signal, e.Do)
		fmt.Fprintf(&b, "- Verdict: `%s`\n", strings.Join(e.With, "`, `"))
	}
	return b.String()
}
