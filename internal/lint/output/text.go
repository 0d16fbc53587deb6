package output

import (
	"bytes"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode"

	"rollcall.dev/rollcall/internal/lint"
)

// The colours of a terminal (ECMA-48, SGR).
const (
	red, yellow, blue, bold = "31", "33", "36", "1"
)

// text groups findings by file and job.
func text(w io.Writer, r lint.Report, colour bool) error {
	paint := func(code, s string) string {
		if !colour {
			return s
		}
		return "\x1b[" + code + "m" + s + "\x1b[0m"
	}
	colours := map[lint.Severity]string{lint.Error: red, lint.Warning: yellow, lint.Info: blue}
	var out bytes.Buffer
	last := ""
	for _, f := range r.Findings {
		if head := heading(f); head != last {
			if last != "" {
				out.WriteByte('\n')
			}
			out.WriteString(paint(bold, head) + "\n")
			last = head
		}
		place := ""
		if f.Line > 0 {
			place = strconv.Itoa(f.Line) + ":"
		}
		fmt.Fprintf(&out, "  %5s %s %s %s\n", place, paint(colours[f.Severity], fmt.Sprintf("%-7s", f.Severity)), f.Rule, plain(f.Message))
		fmt.Fprintf(&out, "        %s (%s)\n", plain(f.Do), f.Name)
	}
	if last != "" {
		out.WriteByte('\n')
	}
	for _, n := range r.Notes {
		fmt.Fprintf(&out, "note: %s: %s\n", plain(place(n)), plain(n.Text))
	}
	fmt.Fprintf(&out, "%s: %s, %s, %s\n", counted(r.Jobs, "job"), counted(r.Count(lint.Error), "error"),
		counted(r.Count(lint.Warning), "warning"), counted(r.Count(lint.Info), "info"))
	_, err := w.Write(out.Bytes())
	return err
}

// counted is "1 job", "2 jobs".
func counted(n int, what string) string {
	if n != 1 {
		what += "s"
	}
	return strconv.Itoa(n) + " " + what
}

func heading(f lint.Finding) string {
	if f.File == "" {
		return plain(f.Job)
	}
	return plain(f.File + ": " + f.Job)
}

func place(n lint.Note) string {
	if n.Line == 0 {
		return n.File
	}
	return n.File + ":" + strconv.Itoa(n.Line)
}

// plain is a text in one line that a terminal shows and does not obey.
func plain(text string) string {
	return strings.Join(strings.FieldsFunc(text, func(r rune) bool { return unicode.IsSpace(r) || !unicode.IsPrint(r) }), " ")
}
