package arch

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// root is the repository, seen from this package.
const root = "../.."

// The limits of a file, in lines.
const (
	maxLines     = 500
	maxMainLines = 100
)

// sources returns all files of the repository by their slash-separated path, without what git ignores.
func sources(t *testing.T) map[string][]byte {
	t.Helper()
	ignored := []string{".git", "bin", "data", "dist", ".cache"}
	files := map[string][]byte{}
	err := filepath.WalkDir(root, func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			if slices.Contains(ignored, d.Name()) && (filepath.Dir(name) == filepath.Clean(root) || d.Name() == ".cache") {
				return filepath.SkipDir
			}
			return nil
		}
		if !d.Type().IsRegular() {
			return nil
		}
		text, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(root, name)
		files[filepath.ToSlash(rel)] = text
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, ok := files["go.mod"]; !ok {
		t.Fatalf("no go.mod in %s: the test looks in the wrong place", root)
	}
	return files
}

func TestSource(t *testing.T) {
	t.Parallel()
	files := sources(t)
	for _, complaint := range complaints(t, files) {
		t.Error(complaint)
	}
	t.Logf("%d files", len(files))
}

// complaints returns a sentence for everything in the files that was agreed not to be.
func complaints(t *testing.T, files map[string][]byte) []string {
	t.Helper()
	var found []string
	packages := map[string]bool{} // folder → has a doc.go
	for _, name := range slices.Sorted(maps.Keys(files)) {
		text := files[name]
		found = append(found, wordComplaints(name, text)...)
		if path.Ext(name) != ".go" || strings.Contains(name, "/testdata/") {
			continue
		}
		packages[path.Dir(name)] = packages[path.Dir(name)] || path.Base(name) == "doc.go"
		fset := token.NewFileSet()
		file, err := parser.ParseFile(fset, name, text, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		found = append(found, sizeComplaints(name, text, ast.IsGenerated(file))...)
		found = append(found, nameComplaints(name, file)...)
		found = append(found, globalComplaints(name, fset, file)...)
	}
	for _, dir := range slices.Sorted(maps.Keys(packages)) {
		if !packages[dir] && !isMain(files, dir) {
			found = append(found, dir+": no doc.go that says what the package is for")
		}
	}
	return found
}

// isMain reports whether main.go carries the documentation of a command, which is where `go doc` and readers look for it.
func isMain(files map[string][]byte, dir string) bool {
	file, err := parser.ParseFile(token.NewFileSet(), "main.go", files[path.Join(dir, "main.go")], parser.ParseComments)
	return err == nil && file.Name.Name == "main" && file.Doc != nil
}

func sizeComplaints(name string, text []byte, generated bool) []string {
	limit := maxLines
	if name == "cmd/rollcall/main.go" {
		limit = maxMainLines
	}
	if lines := strings.Count(string(text), "\n"); lines > limit && !generated {
		return []string{fmt.Sprintf("%s: %d lines, and %d are the most", name, lines, limit)}
	}
	return nil
}

// wordComplaints finds notes that somebody meant to come back to: they belong in an issue.
func wordComplaints(name string, text []byte) []string {
	if path.Base(name) == "go.sum" || path.Base(name) == "LICENSE" || path.Ext(name) == ".png" { // a picture has no words
		return nil
	}
	var found []string
	for number, line := range strings.Split(string(text), "\n") {
		for _, word := range []string{"TO" + "DO", "FIX" + "ME", "XX" + "X"} { // in two parts, or this line would be found
			if hasWord(line, word) {
				found = append(found, fmt.Sprintf("%s:%d: %s", name, number+1, word))
			}
		}
	}
	return found
}

// hasWord reports whether the word stands in the line with no letter or digit on either side.
func hasWord(line, word string) bool {
	letter := func(r rune) bool {
		return r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '_'
	}
	return slices.Contains(strings.FieldsFunc(line, func(r rune) bool { return !letter(r) }), word)
}

func nameComplaints(name string, file *ast.File) []string {
	banned := []string{"util", "utils", "helper", "helpers", "common", "misc", "shared", "lib", "base"}
	pkg := strings.TrimSuffix(file.Name.Name, "_test")
	if slices.Contains(banned, pkg) || slices.Contains(banned, path.Base(path.Dir(name))) {
		return []string{fmt.Sprintf("%s: package %s says nothing about what is in it", name, pkg)}
	}
	return nil
}
