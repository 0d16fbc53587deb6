package app

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"rollcall.dev/rollcall/internal/lint"
)

// documented are the rows of docs/annotate.md: the name without the prefix, and what its second column allows.
func documented(t *testing.T) map[string]string {
	t.Helper()
	page, err := os.ReadFile(filepath.Join("..", "..", "docs", "annotate.md"))
	if err != nil {
		t.Fatal(err)
	}
	rows := map[string]string{}
	for _, row := range regexp.MustCompile("(?m)^\\| `rollcall.dev/([a-z-]+)` \\| ([^|]+) \\|").FindAllStringSubmatch(string(page), -1) {
		rows[row[1]] = row[2]
	}
	if len(rows) < 10 {
		t.Fatalf("only %d rows", len(rows))
	}
	return rows
}

// TestEveryAnnotationIsDocumented: what the code reads or writes stands in docs, and what the reference has is read.
func TestEveryAnnotationIsDocumented(t *testing.T) {
	t.Parallel()
	named := regexp.MustCompile(`(?:"rollcall\.dev/|annotationPrefix ?\+ ?")([a-z-]+)"`)
	inCode := map[string]bool{}
	err := filepath.WalkDir("..", func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") || strings.Contains(path, "/lint/") {
			return err
		}
		text, err := os.ReadFile(path)
		for _, m := range named.FindAllStringSubmatch(string(text), -1) {
			inCode[m[1]] = true
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	var pages strings.Builder
	files, err := filepath.Glob(filepath.Join("..", "..", "docs", "*.md"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no pages: %v", err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		pages.Write(text)
	}
	for name := range inCode {
		if !strings.Contains(pages.String(), "`rollcall.dev/"+name) {
			t.Errorf("rollcall.dev/%s is in the code and on no page of docs", name)
		}
	}
	for name := range documented(t) {
		if !inCode[name] {
			t.Errorf("rollcall.dev/%s is documented, and nothing reads it", name)
		}
	}
}

// TestDocumentedValuesAreTaken: each value of the reference is taken, and another one is not where the reference lists them or names a form.
func TestDocumentedValuesAreTaken(t *testing.T) {
	t.Parallel()
	for name, column := range documented(t) {
		good, bad := examples(column)
		for _, value := range good {
			if found := annotationFindings(t, name, value); len(found) > 0 {
				t.Errorf("rollcall.dev/%s: %q is documented, and refused: %v", name, value, found)
			}
		}
		for _, value := range bad {
			if found := annotationFindings(t, name, value); len(found) != 1 || found[0].Name != "annotation-value" {
				t.Errorf("rollcall.dev/%s: %q is not among %q, and not refused: %v", name, value, column, found)
			}
		}
	}
}

// examples are values that a column of the reference allows, and some that it does not; none where it allows any text.
func examples(column string) (good, bad []string) {
	words := regexp.MustCompile("`([^`]+)`").FindAllStringSubmatch(column, -1)
	switch {
	case strings.HasPrefix(column, "duration, `"):
		return []string{words[0][1], words[1][1]}, []string{"0s", "721h", "soon"}
	case strings.HasPrefix(column, "duration"):
		return []string{"90s", "10m", "720h"}, []string{"721h", "soon", "10", "-1s"}
	case strings.HasPrefix(column, "`https://"):
		return []string{"https://runbooks.example.com/x"}, []string{"ftp://x", "soon"}
	case strings.HasPrefix(column, "`"):
		for _, w := range words {
			good = append(good, strings.Trim(w[1], `"`))
		}
		return good, []string{"soon"}
	default:
		return []string{"billing"}, nil
	}
}

// annotationFindings are what the linter says of an annotation itself.
func annotationFindings(t *testing.T, name, value string) []lint.Finding {
	t.Helper()
	manifest := "apiVersion: batch/v1\nkind: CronJob\nmetadata:\n  name: a\n  annotations:\n    rollcall.dev/" + name + ": '" + value + "'\n" +
		"spec: {schedule: '@hourly', jobTemplate: {spec: {template: {spec: {restartPolicy: Never}}}}}\n"
	r, err := Lint(t.Context(), LintOptions{Paths: []string{"-"}, Stdin: strings.NewReader(manifest), Now: lintNow()})
	if err != nil || r.Report.Jobs != 1 {
		t.Fatalf("%d jobs, %v", r.Report.Jobs, err)
	}
	var found []lint.Finding
	for _, f := range r.Report.Findings {
		if strings.HasPrefix(f.Name, "annotation-") || f.Name == "manifest-invalid" {
			found = append(found, f)
		}
	}
	return found
}
