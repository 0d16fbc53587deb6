package config

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Problem is one mistake in the file, or, as a warning, something that works and should not stay so.
type Problem struct {
	File  string
	Line  int    // from 1; 0 for the file as a whole
	Key   string // such as teams[1].slack_channel; empty where none can be told
	Value string // as written, "[hidden]" for a secret; empty where it is absent or not a single value
	Text  string // what is wrong and what is allowed
}

// maxValue bounds, in bytes, how much of a value a Problem shows.
const maxValue = 80

// String is "file:line: key: value "x": what is allowed".
func (p Problem) String() string {
	var b strings.Builder
	b.WriteString(p.File)
	if p.Line > 0 {
		b.WriteString(":" + strconv.Itoa(p.Line))
	}
	b.WriteString(": ")
	if p.Key != "" {
		b.WriteString(p.Key + ": ")
	}
	switch p.Value {
	case "":
	case hidden:
		b.WriteString("value " + hidden + ": ")
	default:
		b.WriteString("value " + quoteShort(p.Value) + ": ")
	}
	b.WriteString(p.Text)
	return b.String()
}

// quoteShort quotes untrusted text on one line, cut where it is long.
func quoteShort(text string) string {
	if len(text) > maxValue {
		cut := maxValue
		for cut > 0 && !utf8.RuneStart(text[cut]) {
			cut--
		}
		text = text[:cut] + "…"
	}
	return strconv.Quote(text)
}

// Problems are all mistakes of a file, in its order. It is the error of Load.
type Problems []Problem //nolint:errname // warnings are Problems too, and no error

// Error implements error: one line each.
func (p Problems) Error() string {
	lines := make([]string, len(p))
	for i := range p {
		lines[i] = p[i].String()
	}
	return strings.Join(lines, "\n")
}

// sorted returns the Problems in the order of the files.
func (p Problems) sorted() Problems {
	slices.SortStableFunc(p, func(a, b Problem) int {
		return cmp.Or(strings.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), strings.Compare(a.Key, b.Key))
	})
	return p
}
