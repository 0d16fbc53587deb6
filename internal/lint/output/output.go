package output

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"rollcall.dev/rollcall/internal/lint"
)

// Formats are the names of all formats.
func Formats() []string { return []string{"text", "json", "sarif", "junit"} }

// Options say how a Report is written.
type Options struct {
	Format  string // one of Formats
	Colour  bool   // of text
	Version string // of Rollcall, for SARIF
}

// Write writes a Report.
func Write(w io.Writer, r lint.Report, o Options) error {
	switch o.Format {
	case "text":
		return text(w, r, o.Colour)
	case "json":
		return indented(w, r)
	case "sarif":
		return indented(w, sarif(r, o.Version))
	case "junit":
		return junit(w, r)
	default:
		return fmt.Errorf("format %q: use %s", o.Format, strings.Join(Formats(), ", "))
	}
}

func indented(w io.Writer, v any) error {
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	return e.Encode(v)
}
