package webhook

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"html"
	"net/url"
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
		"json":     encoded,
		"upper":    func(s string) (string, error) { return bounded(strings.ToUpper(s)) },
		"lower":    func(s string) (string, error) { return bounded(strings.ToLower(s)) },
		"date":     date,
		"print":    func(args ...any) (string, error) { return bounded(fmt.Sprint(args...)) },
		"println":  func(args ...any) (string, error) { return bounded(fmt.Sprintln(args...)) },
		"printf":   func(format string, args ...any) (string, error) { return bounded(fmt.Sprintf(format, args...)) },
		"html":     func(args ...any) (string, error) { return bounded(html.EscapeString(fmt.Sprint(args...))) },
		"urlquery": func(args ...any) (string, error) { return bounded(url.QueryEscape(fmt.Sprint(args...))) },
		"js":       func(args ...any) (string, error) { return bounded(template.JSEscapeString(fmt.Sprint(args...))) },
		tick:       func() (string, error) { return "", nil },
	}
}

func bounded(s string) (string, error) {
	if len(s) > maxBody {
		return "", errTooLong
	}
	return s, nil
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
