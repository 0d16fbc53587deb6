package arch

import (
	"fmt"
	"go/ast"
	"go/token"
	"strings"
)

// globalComplaints finds init functions anywhere, and package variables in what the program is made of.
func globalComplaints(name string, fset *token.FileSet, file *ast.File) []string {
	var found []string
	at := func(n ast.Node) string { return fmt.Sprintf("%s:%d", name, fset.Position(n.Pos()).Line) }
	for _, decl := range file.Decls {
		switch d := decl.(type) {
		case *ast.FuncDecl:
			if d.Name.Name == "init" && d.Recv == nil {
				found = append(found, at(d)+": init() runs unasked; build it where it is used")
			}
		case *ast.GenDecl:
			if d.Tok != token.VAR || !strings.HasPrefix(name, "internal/") || strings.HasSuffix(name, "_test.go") {
				continue
			}
			for _, spec := range d.Specs {
				if v, ok := spec.(*ast.ValueSpec); ok && !constant(d, v) && !linked(name, v) {
					found = append(found, at(v)+": package variable "+v.Names[0].Name+"; give it to who needs it")
				}
			}
		}
	}
	return found
}

// constant reports whether a package variable is one only because Go has no constants of its type: an error to compare with,
// a compiled expression, an embedded file, the assertion that a type fits an interface.
func constant(decl *ast.GenDecl, v *ast.ValueSpec) bool {
	for _, doc := range []*ast.CommentGroup{decl.Doc, v.Doc} {
		if doc != nil && strings.Contains(lastComment(doc), "//go:embed") {
			return true
		}
	}
	if len(v.Names) == 1 && v.Names[0].Name == "_" {
		return true
	}
	for _, value := range v.Values {
		call, ok := value.(*ast.CallExpr)
		if !ok {
			return false
		}
		switch callee(call) {
		case "errors.New", "fmt.Errorf", "regexp.MustCompile":
		default:
			return false
		}
	}
	return len(v.Values) == len(v.Names)
}

// linked reports whether this is the one variable that the linker sets.
func linked(file string, v *ast.ValueSpec) bool {
	return file == "internal/version/version.go" && v.Names[0].Name == "version" && v.Values == nil
}

func lastComment(doc *ast.CommentGroup) string { return doc.List[len(doc.List)-1].Text }

func callee(call *ast.CallExpr) string {
	selector, ok := call.Fun.(*ast.SelectorExpr)
	if !ok {
		return ""
	}
	if from, ok := selector.X.(*ast.Ident); ok {
		return from.Name + "." + selector.Sel.Name
	}
	return ""
}
