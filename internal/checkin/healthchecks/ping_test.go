package healthchecks_test

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"rollcall.dev/rollcall/internal/checkin"
	"rollcall.dev/rollcall/internal/monitor"
	"rollcall.dev/rollcall/internal/schedule"
)

// TestPing goes through the section "Ping API" of the wire, row by row. A kind and an outcome are those of what is recorded; none where
// nothing is.
func TestPing(t *testing.T) {
	t.Parallel()
	const (
		ok, failed = monitor.OutcomeSucceeded, monitor.OutcomeFailed
		started    = monitor.Unfinished
	)
	for _, c := range []struct {
		name, method, path, body string
		code                     int
		answer                   string
		kind                     monitor.Kind
		outcome                  monitor.Outcome
	}{
		{"GET", "GET", nightly, "", 200, "OK", monitor.CheckedIn, ok},
		{"HEAD", "HEAD", nightly, "", 200, "OK", monitor.CheckedIn, ok},
		{"POST", "POST", nightly, "some text", 200, "OK", monitor.CheckedIn, ok},
		{"PUT", "PUT", nightly, "some text", 200, "OK", monitor.CheckedIn, ok},
		{"slash at the end", "GET", nightly + "/", "", 200, "OK", monitor.CheckedIn, ok},
		{"capital digits", "GET", strings.ToUpper(nightly), "", 200, "OK", monitor.CheckedIn, ok},
		{"start", "GET", nightly + "/start", "", 200, "OK", monitor.CheckedIn, started},
		{"fail", "GET", nightly + "/fail", "", 200, "OK", monitor.CheckedIn, failed},
		{"log", "POST", nightly + "/log", "note", 200, "OK", monitor.Logged, ""},
		{"exit 0", "GET", nightly + "/0", "", 200, "OK", monitor.CheckedIn, ok},
		{"exit 1", "GET", nightly + "/1", "", 200, "OK", monitor.CheckedIn, failed},
		{"exit 255", "GET", nightly + "/255", "", 200, "OK", monitor.CheckedIn, failed},
		{"exit 256", "GET", nightly + "/256", "", 400, "invalid url format", "", ""},
		{"exit of many digits", "GET", nightly + "/99999999999999999999", "", 400, "invalid url format", "", ""},
		{"run id", "GET", nightly + "?rid=" + run, "", 200, "OK", monitor.CheckedIn, ok},
		{"run id that is none", "GET", nightly + "?rid=7", "", 400, "invalid uuid format", "", ""},
		{"empty run id", "GET", nightly + "?rid=", "", 400, "invalid uuid format", "", ""},
		{"run id in braces", "GET", nightly + "?rid={" + run + "}", "", 400, "invalid uuid format", "", ""},

		{"by slug", "GET", "pk1/nightly", "", 200, "OK", monitor.CheckedIn, ok},
		{"HEAD by slug", "HEAD", "pk1/nightly", "", 200, "OK", monitor.CheckedIn, ok},
		{"POST by slug", "POST", "pk1/nightly", "text", 200, "OK", monitor.CheckedIn, ok},
		{"start by slug", "GET", "pk1/nightly/start", "", 200, "OK", monitor.CheckedIn, started},
		{"fail by slug", "GET", "pk1/nightly/fail", "", 200, "OK", monitor.CheckedIn, failed},
		{"log by slug", "GET", "pk1/nightly/log", "", 200, "OK", monitor.Logged, ""},
		{"exit by slug", "GET", "pk1/nightly/3", "", 200, "OK", monitor.CheckedIn, failed},
		{"exit 256 by slug", "GET", "pk1/nightly/256", "", 400, "invalid url format", "", ""},
		{"create what is there", "GET", "pk1/nightly?create=1", "", 200, "OK", monitor.CheckedIn, ok},
		{"create", "GET", "pk1/weekly?create=1", "", 201, "Created", monitor.CheckedIn, ok},
		{"create with a start", "POST", "pk1/weekly/start?create=1&rid=" + run, "", 201, "Created", monitor.CheckedIn, started},
		{"create by another word", "GET", "pk1/weekly?create=true", "", 404, "not found", "", ""},
		{"create with capital letters", "GET", "pk1/Weekly?create=1", "", 400, "invalid url format", "", ""},
		{"create with a wrong key", "GET", "nokey/weekly?create=1", "", 404, "not found", "", ""},
		{"create with a wrong run id", "GET", "pk1/weekly?create=1&rid=x", "", 400, "invalid uuid format", "", ""},

		{"unknown id", "GET", nobody, "", 404, "not found", "", ""},
		{"unknown slug", "GET", "pk1/weekly", "", 404, "not found", "", ""},
		{"unknown key", "GET", "nokey/nightly", "", 404, "not found", "", ""},
		{"slug of another project", "GET", "pk1/foreign", "", 404, "not found", "", ""},
		{"id with a word that is no signal", "GET", nightly + "/stop", "", 404, "not found", "", ""},
		{"no id", "GET", "", "", 400, "invalid url format", "", ""},
		{"no UUID", "GET", "nightly", "", 400, "invalid url format", "", ""},
		{"UUID without hyphens", "GET", strings.ReplaceAll(nightly, "-", ""), "", 400, "invalid url format", "", ""},
		{"slug that is none", "GET", "pk1/night%20ly", "", 400, "invalid url format", "", ""},
		{"signal that is none", "GET", "pk1/nightly/stop", "", 400, "invalid url format", "", ""},
		{"too many parts", "GET", "pk1/nightly/fail/1", "", 400, "invalid url format", "", ""},
		{"negative exit", "GET", "pk1/nightly/-1", "", 400, "invalid url format", "", ""},
		{"DELETE", "DELETE", nightly, "", 405, "", "", ""},
		{"PATCH", "PATCH", nightly, "", 405, "", "", ""},
		{"what a browser asks first", "OPTIONS", nightly, "", 204, "", "", ""},

		{"binary", "POST", nightly, "\x00\xff\xfe", 200, "OK", monitor.CheckedIn, ok},
		{"oversized", "POST", nightly, strings.Repeat("€", 1<<18), 200, "OK", monitor.CheckedIn, ok},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			h := newHouse(t)
			w := h.ping(c.method, c.path, c.body)
			if w.Code != c.code || w.Body.String() != c.answer {
				t.Fatalf("got %d %q, want %d %q", w.Code, w.Body, c.code, c.answer)
			}
			if w.Header().Get("Ping-Body-Limit") != "10000" || w.Header().Get("Access-Control-Allow-Origin") != "*" {
				t.Errorf("headers %v", w.Header())
			}
			var got []monitor.Observation
			for _, o := range h.recorder.Recorded("") {
				if o.Kind != monitor.Defined {
					got = append(got, o)
				}
			}
			if c.kind == "" && len(got) != 0 || c.kind != "" && (len(got) != 1 || got[0].Kind != c.kind || got[0].Run.Outcome != c.outcome) {
				t.Errorf("recorded %+v, want %s %q", got, c.kind, c.outcome)
			}
		})
	}
}

// TestPingSays looks at what is kept of a ping.
func TestPingSays(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	r := httptest.NewRequest(http.MethodPost, "/ping/"+nightly+"/3?rid="+strings.ToUpper(run), strings.NewReader("dump: no space left"))
	r.RemoteAddr = "192.0.2.7:4711"
	r.Header.Set("User-Agent", "curl/8.7.1")
	h.do(r)
	got := h.recorder.Recorded(monitor.CheckedIn)
	if len(got) != 1 || got[0].Run.ID != run || got[0].Run.Unnamed || got[0].Run.Via != "POST 192.0.2.7 curl/8.7.1" {
		t.Fatalf("recorded %+v", got)
	}
	if e := got[0].Evidence; e == nil || e.Report.Output != "dump: no space left" || e.Report.ExitCode == nil || *e.Report.ExitCode != 3 {
		t.Errorf("evidence %+v", e)
	}
}

// TestPingBody sends bodies that cannot be kept as they are.
func TestPingBody(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ body, kept string }{
		"exactly as much as is kept": {strings.Repeat("x", 10000), strings.Repeat("x", 10000)},
		"more":                       {strings.Repeat("x", 10001), strings.Repeat("x", 10000)},
		"a rune is split":            {strings.Repeat("x", 9999) + "€", strings.Repeat("x", 9999)},
		"a rune of four is split":    {strings.Repeat("x", 9997) + "😀", strings.Repeat("x", 9997)},
		"a rune just fits":           {strings.Repeat("x", 9997) + "€y", strings.Repeat("x", 9997) + "€"},
		"not UTF-8":                  {"a\xffb\x00c", "a\ufffdbc"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := newHouse(t)
			if w := h.ping("POST", nightly+"/fail", c.body); w.Code != 200 {
				t.Fatalf("got %d %s", w.Code, w.Body)
			}
			if got := h.recorder.Recorded(monitor.CheckedIn)[0].Evidence.Report.Output; got != c.kept {
				t.Errorf("kept %d bytes ending %q, want %d ending %q", len(got), tail(got), len(c.kept), tail(c.kept))
			}
		})
	}
}

func tail(text string) string { return text[max(0, len(text)-8):] }

// TestSlowBody lets a body not end.
func TestSlowBody(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	server := httptest.NewServer(h.handler)
	defer server.Close()
	body, feed := io.Pipe()
	defer feed.Close()
	go func() { _, _ = feed.Write([]byte("begun ")) }()
	res, err := server.Client().Post(server.URL+"/ping/"+nightly, "text/plain", body)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK || len(h.recorder.Recorded(monitor.CheckedIn)) != 1 {
		t.Errorf("got %d, recorded %d", res.StatusCode, len(h.recorder.Recorded(monitor.CheckedIn)))
	}
}

// TestPingNotStored lets the parts of the store fail.
func TestPingNotStored(t *testing.T) {
	t.Parallel()
	away := errors.New("away")
	for name, fail := range map[string]func(*house){
		"registry": func(h *house) { h.registry.Fail(away) },
		"ledger":   func(h *house) { h.recorder.Fail(away) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := newHouse(t)
			fail(h)
			if w := h.ping("GET", nightly, ""); w.Code != 503 || w.Header().Get("Retry-After") == "" {
				t.Errorf("got %d %v", w.Code, w.Header())
			}
		})
	}
}

// TestCreateByPing looks at what a ping makes.
func TestCreateByPing(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.ping("GET", "pk1/weekly?create=1", "")
	c, err := h.registry.FindBySlug(t.Context(), 1, "weekly")
	if err != nil || c.Name != "weekly" || c.Schedule != schedule.Every(24*time.Hour) || c.Grace != time.Hour ||
		c.Origin != checkin.FromAPI || c.Wire != checkin.WireHealthchecks || len(c.ID) != 36 {
		t.Errorf("made %+v, %v", c, err)
	}
	if w := h.ping("GET", c.ID, ""); w.Code != 200 {
		t.Errorf("by its id: %d %s", w.Code, w.Body)
	}
}

// TestCreateAtOnce lets many pings make the same check.
func TestCreateAtOnce(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	var callers sync.WaitGroup
	var created, taken atomic.Int64
	for range 20 {
		callers.Go(func() {
			switch h.ping("GET", "pk1/weekly?create=1", "").Code {
			case http.StatusCreated:
				created.Add(1)
			case http.StatusOK:
				taken.Add(1)
			}
		})
	}
	callers.Wait()
	if created.Load() != 1 || taken.Load() != 19 {
		t.Errorf("%d created, %d taken", created.Load(), taken.Load())
	}
}

// TestAnyCheckInWithUUID pings what another part made.
func TestAnyCheckInWithUUID(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	id := "ABCDEF01-0000-4000-8000-00000000000A"
	if err := h.registry.Put(t.Context(), checkin.CheckIn{ID: id, Name: "declared", Origin: checkin.FromConfig, Generation: 1}); err != nil {
		t.Fatal(err)
	}
	if w := h.ping("GET", id, ""); w.Code != 200 {
		t.Errorf("got %d %s", w.Code, w.Body)
	}
}
