package healthchecks_test

import (
	"testing"

	"rollcall.dev/rollcall/internal/monitor"
)

// TestFilters sends words to checks that look for them.
func TestFilters(t *testing.T) {
	t.Parallel()
	const (
		words    = `"start_kw": "BEGIN", "success_kw": "OK, DONE", "failure_kw": "ERROR,FATAL"`
		bodies   = `{"filter_body": true, ` + words + `}`
		all      = `{"filter_http_body": true, ` + words + `}`
		strict   = `{"filter_http_body": true, "filter_default_fail": true, ` + words + `}`
		subjects = `{"filter_subject": true, ` + words + `}`
	)
	for _, c := range []struct {
		spec, method, signal, body, want string
	}{
		{bodies, "POST", "", "job: DONE", "success"},
		{bodies, "POST", "", "job: FATAL", "fail"},
		{bodies, "POST", "", "OK, then ERROR", "fail"},
		{bodies, "POST", "", "BEGIN", "start"},
		{bodies, "POST", "", "BEGIN … OK", "success"},
		{bodies, "POST", "", "nothing known", "ign"},
		{bodies, "POST", "", "error", "ign"},
		{bodies, "POST", "/log", "nothing known", "log"},
		{bodies, "POST", "", "", "success"},
		{bodies, "GET", "", "", "success"},
		{bodies, "POST", "/fail", "DONE", "fail"},
		{bodies, "POST", "/start", "ERROR", "start"},
		{bodies, "POST", "/0", "ERROR", "success"},
		{all, "POST", "", "DONE", "success"},
		{all, "POST", "/fail", "DONE", "success"},
		{all, "POST", "/fail", "nothing known", "ign"},
		{all, "GET", "", "", "ign"},
		{strict, "POST", "", "DONE", "success"},
		{strict, "POST", "", "nothing known", "fail"},
		{strict, "GET", "", "", "fail"},
		{subjects, "POST", "", "ERROR", "success"},
		{`{"subject": "OK", "subject_fail": "ERROR"}`, "POST", "", "ERROR", "success"},
		{`{` + words + `}`, "POST", "", "ERROR", "success"},
		{`{"methods": "POST"}`, "POST", "", "", "success"},
		{`{"methods": "POST"}`, "GET", "", "", "ign"},
		{`{"methods": "POST"}`, "HEAD", "", "", "ign"},
		{`{"methods": "POST"}`, "PUT", "/fail", "", "ign"},
		{`{"methods": "POST", "filter_http_body": true, "filter_default_fail": true}`, "GET", "", "", "ign"},
	} {
		t.Run(c.spec+" "+c.method+" "+c.signal+" "+c.body, func(t *testing.T) {
			t.Parallel()
			h := newHouse(t)
			_, id := h.make("v3", c.spec)
			if w := h.ping(c.method, id+c.signal, c.body); w.Code != 200 {
				t.Fatalf("got %d %s", w.Code, w.Body)
			}
			pings := h.object(h.api("GET", "v3/checks/"+id+"/pings/", ""), 200)["pings"].([]any)
			if got := pings[0].(map[string]any)["type"]; got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}

// TestFilterUnset takes the words away again.
func TestFilterUnset(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	_, id := h.make("v3", `{"filter_http_body": true, "failure_kw": "ERROR"}`)
	h.api("POST", "v3/checks/"+id, `{"filter_http_body": false}`)
	h.ping("POST", id, "ERROR")
	if got := h.recorder.Recorded(monitor.CheckedIn); len(got) != 1 || got[0].Run.Outcome != monitor.OutcomeSucceeded {
		t.Errorf("recorded %+v", got)
	}
	if c, err := h.registry.Get(t.Context(), id); err != nil || c.Filters.Any() || c.Healthchecks.FailureWords != "ERROR" {
		t.Errorf("stored %+v, %v", c, err)
	}
}
