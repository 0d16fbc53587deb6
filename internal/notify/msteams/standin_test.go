package msteams

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
)

// workflow stands in for a workflow of Teams: it refuses what Teams refuses.
type workflow struct {
	mu      sync.Mutex
	answers []func(w http.ResponseWriter) // in turn, before it looks at what was posted
	taken   []map[string]any
	refused []string
}

func (f *workflow) start(t *testing.T) string {
	t.Helper()
	srv := httptest.NewServer(f)
	t.Cleanup(srv.Close)
	return srv.URL + "/workflows/1/triggers/manual/paths/invoke?sig=hunter2"
}

func (f *workflow) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	f.mu.Lock()
	defer f.mu.Unlock()
	body, _ := io.ReadAll(r.Body)
	if len(f.answers) > 0 {
		answer := f.answers[0]
		f.answers = f.answers[1:]
		if answer != nil {
			answer(w)
			return
		}
	}
	if r.Method != http.MethodPost || !strings.HasPrefix(r.Header.Get("Content-Type"), "application/json") {
		http.Error(w, "method or type", http.StatusBadRequest)
		return
	}
	if len(body) > 28<<10 {
		http.Error(w, "RequestEntityTooLarge", http.StatusRequestEntityTooLarge)
		return
	}
	m, err := accepted(body)
	if err != nil {
		f.refused = append(f.refused, err.Error())
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	f.taken = append(f.taken, m)
	w.WriteHeader(http.StatusAccepted)
}

// properties are those that the schema knows of an element (https://adaptivecards.io/schemas/adaptive-card.json), as far as we use
// it; the ones with a ! must be there.
func properties() map[string][]string {
	return map[string][]string{
		"AdaptiveCard":   {"!$schema", "!version", "!body", "actions", "fallbackText", "msteams"},
		"Container":      {"!items", "style", "bleed", "spacing", "separator"},
		"RichTextBlock":  {"!inlines", "spacing", "separator"},
		"TextRun":        {"!text", "weight", "size", "fontType", "isSubtle", "italic"},
		"TextBlock":      {"!text", "wrap", "spacing", "separator"},
		"Action.OpenUrl": {"!title", "!url"},
	}
}

// accepted holds a message to the schema.
func accepted(body []byte) (map[string]any, error) {
	var m map[string]any
	if err := json.NewDecoder(bytes.NewReader(body)).Decode(&m); err != nil {
		return nil, err
	}
	list, _ := m["attachments"].([]any)
	if m["type"] != "message" || len(list) != 1 {
		return nil, fmt.Errorf("type %v with %d attachments", m["type"], len(list))
	}
	a, _ := list[0].(map[string]any)
	if a["contentType"] != "application/vnd.microsoft.card.adaptive" {
		return nil, fmt.Errorf("contentType %v", a["contentType"])
	}
	card, _ := a["content"].(map[string]any)
	if card["type"] != "AdaptiveCard" || card["version"] != "1.4" {
		return nil, fmt.Errorf("%v %v", card["type"], card["version"])
	}
	return m, valid(card)
}

func valid(o map[string]any) error {
	kind, _ := o["type"].(string)
	known, ok := properties()[kind]
	if !ok {
		return fmt.Errorf("unknown type %q", kind)
	}
	for name, v := range o {
		if name != "type" && !slices.Contains(known, name) && !slices.Contains(known, "!"+name) {
			return fmt.Errorf("%s has no property %s", kind, name)
		}
		if err := validValue(kind, name, v); err != nil {
			return err
		}
	}
	for _, name := range known {
		if name, needed := strings.CutPrefix(name, "!"); needed && o[name] == nil {
			return fmt.Errorf("%s without %s", kind, name)
		}
	}
	return nil
}

func validValue(kind, name string, v any) error {
	values := map[string][]string{
		"style": {"default", "emphasis", "good", "attention", "warning", "accent"}, "spacing": {"None", "Small", "Default", "Medium", "Large"},
		"weight": {"Bolder"}, "size": {"Small", "Large"}, "fontType": {"Monospace"},
	}
	switch v := v.(type) {
	case string:
		if allowed, ok := values[name]; ok && !slices.Contains(allowed, v) {
			return fmt.Errorf("%s %q", name, v)
		}
		if u, err := url.Parse(v); name == "url" && (err != nil || u.Scheme != "https") {
			return fmt.Errorf("url %q", v)
		}
		if name == "text" && v == "" {
			return fmt.Errorf("%s without text", kind)
		}
	case []any:
		if len(v) == 0 {
			return fmt.Errorf("%s without %s", kind, name)
		}
		for _, item := range v {
			o, ok := item.(map[string]any)
			if !ok {
				return fmt.Errorf("%s is %v", name, item)
			}
			if err := valid(o); err != nil {
				return err
			}
		}
	}
	return nil
}

// walk calls f for every object that has a type.
func walk(v any, f func(o map[string]any)) {
	switch v := v.(type) {
	case []any:
		for _, x := range v {
			walk(x, f)
		}
	case map[string]any:
		if _, ok := v["type"].(string); ok {
			f(v)
		}
		for _, x := range v {
			walk(x, f)
		}
	}
}
