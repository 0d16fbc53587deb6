package webhook

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"html"
	"net/url"
	"strconv"
	"strings"
	"text/template"
	"time"
)

// maxBody is how long a produced body may be, and any text on the way to it, in bytes.
const maxBody = 1 << 20

var errTooLong = fmt.Errorf("more than %d bytes", maxBody)

// functions are what a template may call beside the comparisons and accesses that text/template brings. Those of text/template
// that make texts are replaced by ones that make no text of any length.
func functions() template.FuncMap {
	return template.FuncMap{
		"json":    encoded,
		"upper":   func(s string) (string, error) { return bounded(strings.ToUpper(s)) },
		"lower":   func(s string) (string, error) { return bounded(strings.ToLower(s)) },
		"date":    date,
		"print":   func(args ...any) (string, error) { return made(fmt.Sprint, args) },
		"println": func(args ...any) (string, error) { return made(fmt.Sprintln, args) },
		"printf":  printed,
		"html": func(args ...any) (string, error) {
			return made(func(a ...any) string { return html.EscapeString(fmt.Sprint(a...)) }, args)
		},
		"urlquery": func(args ...any) (string, error) {
			return made(func(a ...any) string { return url.QueryEscape(fmt.Sprint(a...)) }, args)
		},
		"js": func(args ...any) (string, error) {
			return made(func(a ...any) string { return template.JSEscapeString(fmt.Sprint(a...)) }, args)
		},
		tick: func() (string, error) { return "", nil },
	}
}

func bounded(s string) (string, error) {
	if len(s) > maxBody {
		return "", errTooLong
	}
	return s, nil
}

// made is the text that form makes of args, unless they alone are longer than any text may be: it would be made before it is measured.
func made(form func(...any) string, args []any) (string, error) {
	total := 0
	for _, a := range args {
		if total += len(fmt.Sprint(a)); total > maxBody {
			return "", errTooLong
		}
	}
	return bounded(form(args...))
}

// maxWidth is how wide fmt makes one value at most.
const maxWidth = 1_000_000

// printed is fmt.Sprintf, unless the widths that the format asks for, or its values as often as it may name them, would be too long.
func printed(format string, args ...any) (string, error) {
	longest := 0
	for _, a := range args {
		longest = max(longest, len(fmt.Sprint(a)))
	}
	verbs, wide := strings.Count(format, "%"), strings.Count(format, "*")*maxWidth
	for _, digits := range strings.FieldsFunc(format, func(r rune) bool { return r < '0' || r > '9' }) {
		if n, err := strconv.Atoi(digits); err == nil && n <= maxWidth {
			wide += n
		}
	}
	if verbs*longest+wide > maxBody {
		return "", errTooLong
	}
	return bounded(fmt.Sprintf(format, args...))
}

// encoded is a value as JSON, a text with its quotes.
func encoded(v any) (string, error) {
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return "", err
	}
	return bounded(strings.TrimSuffix(out.String(), "\n"))
}

// date formats an instant of the payload in a layout of Go's, in a zone by its IANA name, or in UTC: also where a job names a zone
// that is none, since its message is wanted all the same. An instant that is not known is "".
func date(layout, instant string, zone ...string) (string, error) {
	if instant == "" {
		return "", nil
	}
	at, err := time.Parse(time.RFC3339Nano, instant)
	if err != nil {
		return "", fmt.Errorf("date: %q is no instant of the payload", instant)
	}
	if len(zone) > 1 {
		return "", errors.New("date: want a layout, an instant, and at most one zone")
	}
	loc := time.UTC
	if len(zone) == 1 && !strings.EqualFold(zone[0], "local") {
		if l, err := time.LoadLocation(zone[0]); err == nil {
			loc = l
		}
	}
	return bounded(at.In(loc).Format(layout))
}
