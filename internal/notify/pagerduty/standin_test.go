package pagerduty

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"sync"
	"testing"
	"time"
	"unicode/utf16"
)

// key is a routing key as the stand-in takes it.
const key = "R0123456789abcdef0123456789abcde"

// account stands for PagerDuty: it refuses what the documents of the Events API v2 do not allow, and keeps the alerts that events make.
type account struct {
	mu     sync.Mutex
	alerts map[string]string // state by dedup_key: triggered, acknowledged, resolved
	opened int               // alerts that were made
	events []map[string]any
	fail   []int // statuses to answer first
	header http.Header
}

func serve(t *testing.T, fail ...int) (string, *account) {
	t.Helper()
	a := &account{alerts: map[string]string{}, fail: fail, header: http.Header{}}
	srv := httptest.NewServer(a)
	t.Cleanup(srv.Close)
	return srv.URL + "/v2/enqueue", a
}

func (a *account) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if len(a.fail) > 0 {
		maps.Copy(w.Header(), a.header)
		w.WriteHeader(a.fail[0])
		a.fail = a.fail[1:]
		return
	}
	body, err := io.ReadAll(r.Body)
	if err != nil || r.Method != http.MethodPost || r.URL.Path != "/v2/enqueue" || r.Header.Get("Content-Type") != "application/json" {
		http.Error(w, "no such endpoint", http.StatusNotFound)
		return
	}
	e, problems := read(body)
	if len(problems) > 0 {
		answer(w, http.StatusBadRequest, map[string]any{"status": "invalid event", "message": "Event object is invalid", "errors": problems})
		return
	}
	a.events = append(a.events, e)
	a.take(e)
	answer(w, http.StatusAccepted, map[string]any{"status": "success", "message": "Event processed", "dedup_key": e["dedup_key"]})
}

// take applies an event: what comes for an alert that is resolved, or was never there, is dropped, unless it triggers a new one.
func (a *account) take(e map[string]any) {
	alert := e["dedup_key"].(string)
	state := a.alerts[alert]
	there := state != "" && state != "resolved"
	switch action := e["event_action"]; {
	case action == "trigger" && !there:
		a.alerts[alert] = "triggered"
		a.opened++
	case action == "acknowledge" && there:
		a.alerts[alert] = "acknowledged"
	case action == "resolve" && there:
		a.alerts[alert] = "resolved"
	}
}

func answer(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(v)
}

// read decodes an event and names all that is wrong with it.
func read(body []byte) (map[string]any, []string) {
	var e map[string]any
	dec := json.NewDecoder(bytes.NewReader(body))
	if err := dec.Decode(&e); err != nil || dec.More() {
		return nil, []string{"JSON parse error"}
	}
	var problems []string
	fail := func(format string, args ...any) { problems = append(problems, fmt.Sprintf(format, args...)) }
	if len(body) > 512<<10 {
		fail("the payload is limited to 512 KB")
	}
	if action := e["event_action"]; !slices.Contains([]any{"trigger", "acknowledge", "resolve"}, action) {
		fail("'event_action' is invalid: %v", action)
	}
	text(e, "routing_key", true, 0, fail)
	if s, _ := e["routing_key"].(string); len(s) != 32 {
		fail("Length of 'routing_key' is incorrect (should be 32 characters)")
	}
	text(e, "dedup_key", e["event_action"] != "trigger", 255, fail)
	known(e, fail, "routing_key", "event_action", "dedup_key", "client", "client_url", "payload", "links", "images")
	if e["event_action"] == "trigger" {
		text(e, "client", false, 0, fail)
		address(e, "client_url", false, fail)
		links(e, fail)
		p, ok := e["payload"].(map[string]any)
		if !ok {
			fail("'payload' is missing or no object")
		}
		checkPayload(p, fail)
	}
	return e, problems
}

func checkPayload(p map[string]any, fail func(string, ...any)) {
	text(p, "summary", true, 1024, fail)
	text(p, "source", true, 0, fail)
	for _, name := range []string{"component", "group", "class"} {
		text(p, name, false, 0, fail)
	}
	if !slices.Contains([]any{"critical", "error", "warning", "info"}, p["severity"]) {
		fail("'payload.severity' is invalid: %v", p["severity"])
	}
	if v, ok := p["timestamp"]; ok {
		s, _ := v.(string)
		if _, err := time.Parse(time.RFC3339, s); err != nil {
			fail("'payload.timestamp' is invalid: %v", v)
		}
	}
	if _, ok := p["custom_details"].(map[string]any); !ok {
		fail("'payload.custom_details' is no object")
	}
	known(p, fail, "summary", "source", "component", "group", "class", "severity", "timestamp", "custom_details")
}

func text(o map[string]any, name string, needed bool, limit int, fail func(string, ...any)) {
	v, there := o[name]
	s, ok := v.(string)
	switch {
	case there && !ok:
		fail("'%s' is no string", name)
	case needed && s == "":
		fail("'%s' is missing or blank", name)
	case limit > 0 && len(utf16.Encode([]rune(s))) > limit:
		fail("'%s' is longer than %d characters", name, limit)
	}
}

func address(o map[string]any, name string, needed bool, fail func(string, ...any)) {
	text(o, name, needed, 0, fail)
	s, _ := o[name].(string)
	if u, err := url.Parse(s); s != "" && (err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http") {
		fail("'%s' is no URL", name)
	}
}

func links(e map[string]any, fail func(string, ...any)) {
	v, there := e["links"]
	all, ok := v.([]any)
	if there && !ok {
		fail("'links' is no list")
	}
	for _, l := range all {
		o, ok := l.(map[string]any)
		if !ok {
			fail("'links' has an item that is no object")
			continue
		}
		address(o, "href", true, fail)
		text(o, "text", false, 0, fail)
		known(o, fail, "href", "text")
	}
}

func known(o map[string]any, fail func(string, ...any), names ...string) {
	for name := range o {
		if !slices.Contains(names, name) {
			fail("'%s' is unknown", name)
		}
	}
}

// handlerTransport answers with a handler, without a network.
type handlerTransport struct{ http.Handler }

func (h handlerTransport) RoundTrip(r *http.Request) (*http.Response, error) {
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w.Result(), nil
}
