package words_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"reflect"
	"regexp"
	"strings"
	"testing"
	"time"

	"rollcall.dev/rollcall/internal/notify/words"
)

// entry is one text of the catalogue by its key, such as Title.Failed.
type entry struct {
	key  string
	text reflect.Value // a string, or a function that returns one
}

// entries lists the catalogue in a language.
func entries(l words.Language) []entry {
	var all []entry
	catalogue := reflect.ValueOf(words.Of(l))
	for part, value := range catalogue.Fields() {
		if value.Kind() != reflect.Struct {
			continue
		}
		for field, text := range value.Fields() {
			all = append(all, entry{part.Name + "." + field.Name, text})
		}
	}
	return all
}

// TestNoTextIsMissing: in no language. Arguments and their types are the compiler's to prove.
func TestNoTextIsMissing(t *testing.T) {
	t.Parallel()
	for _, l := range words.Languages() {
		if got := words.Of(l).Language; got != l {
			t.Errorf("the catalogue of %s says that it is that of %s", l, got)
		}
		for _, e := range entries(l) {
			switch {
			case e.text.IsZero():
				t.Errorf("%s: %s is missing", l, e.key)
			case e.text.Kind() != reflect.String && e.text.Kind() != reflect.Func:
				t.Errorf("%s: %s is a %s", l, e.key, e.text.Type())
			}
		}
	}
}

// TestEveryTextSaysItsArguments, each of them once, and is one line.
func TestEveryTextSaysItsArguments(t *testing.T) {
	t.Parallel()
	for _, l := range words.Languages() {
		for _, e := range entries(l) {
			said, arguments := say(e.text)
			for _, a := range arguments {
				if strings.Count(said, a) != 1 {
					t.Errorf("%s: %s says %q, which has not once %q", l, e.key, said, a)
				}
			}
			if said == "" || strings.ContainsAny(said, "\n\t") || strings.Contains(said, "%!") {
				t.Errorf("%s: %s says %q", l, e.key, said)
			}
		}
	}
}

// say calls a text with arguments that can be told apart, and returns them as they are to be found in it.
func say(text reflect.Value) (said string, arguments []string) {
	if text.Kind() == reflect.String {
		return text.String(), nil
	}
	var in []reflect.Value
	for i := range text.Type().NumIn() {
		switch of := text.Type().In(i); {
		case of == reflect.TypeFor[time.Duration]():
			in = append(in, reflect.ValueOf(time.Duration(41+i)*time.Second))
			arguments = append(arguments, fmt.Sprint(41+i))
		case of == reflect.TypeFor[time.Time]():
			in = append(in, reflect.ValueOf(time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)))
			arguments = append(arguments, "09:00 UTC")
		case of.Kind() == reflect.Int:
			in = append(in, reflect.ValueOf(41+i))
			arguments = append(arguments, fmt.Sprint(41+i))
		case of.Kind() == reflect.Bool:
			in = append(in, reflect.ValueOf(true))
			arguments = append(arguments, "2026")
		case text.Type().IsVariadic():
			in = append(in, reflect.ValueOf("argument-0"))
			arguments = append(arguments, "argument-0")
		default:
			name := fmt.Sprintf("argument-%d", i)
			in = append(in, reflect.ValueOf(name))
			arguments = append(arguments, name)
		}
	}
	return text.Call(in)[0].String(), arguments
}

// TestLanguagesDiffer: what is the same in two languages has not been translated. Names and mere marks are the same.
func TestLanguagesDiffer(t *testing.T) {
	t.Parallel()
	letters := regexp.MustCompile(`[A-Za-z]{2}`)
	japanese := entries(words.Japanese)
	for i, e := range entries(words.English) {
		english, _ := say(e.text)
		other, _ := say(japanese[i].text)
		if bare := strings.ReplaceAll(english, "argument", ""); english == other && letters.MatchString(bare) {
			t.Errorf("%s is %q in both", e.key, english)
		}
	}
}

// TestEveryTextIsSaid: each key stands in the source of what speaks to people.
func TestEveryTextIsSaid(t *testing.T) {
	t.Parallel()
	said := keysIn(t, "../..")
	all := entries(words.English)
	for _, e := range all {
		if !said[strings.ToLower(e.key)] {
			t.Errorf("nobody says %s", e.key)
		}
	}
	if len(all) < 100 {
		t.Errorf("only %d texts were found", len(all))
	}
}

// keysIn are the keys in the Go files and templates below a folder, in lower case: what is selected of a value that is called like a part
// of the catalogue, as in say.Title.Failed, form.Now, card.Label().Why and FormOf(l).Ago. Tests and the catalogue itself are left out.
func keysIn(t *testing.T, folder string) map[string]bool {
	t.Helper()
	keys := map[string]bool{}
	root := os.DirFS(folder)
	err := fs.WalkDir(root, ".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && (d.Name() == "words" || d.Name() == "testdata"):
			return fs.SkipDir
		case strings.HasSuffix(name, ".go") && !strings.HasSuffix(name, "_test.go"):
			return keysOf(root, name, keys)
		case strings.HasSuffix(name, ".html"):
			source, err := fs.ReadFile(root, name)
			for _, key := range regexp.MustCompile(`\.(\w+\.\w+)`).FindAllSubmatch(source, -1) {
				keys[strings.ToLower(string(key[1]))] = true
			}
			return err
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return keys
}

func keysOf(root fs.FS, name string, keys map[string]bool) error {
	source, err := fs.ReadFile(root, name)
	if err != nil {
		return err
	}
	file, err := parser.ParseFile(token.NewFileSet(), name, source, 0)
	if err != nil {
		return err
	}
	ast.Inspect(file, func(n ast.Node) bool {
		if key, ok := n.(*ast.SelectorExpr); ok {
			keys[strings.ToLower(called(key.X)+"."+key.Sel.Name)] = true
		}
		return true
	})
	return nil
}

// called is the last name in an expression.
func called(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.Ident:
		return e.Name
	case *ast.SelectorExpr:
		return e.Sel.Name
	case *ast.CallExpr:
		return strings.TrimSuffix(called(e.Fun), "Of")
	default:
		return ""
	}
}
