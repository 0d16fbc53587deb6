package embedded_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"rollcall.dev/rollcall/internal/checkin"
	"rollcall.dev/rollcall/internal/checkin/checkintest"
	"rollcall.dev/rollcall/internal/checkin/embedded"
	"rollcall.dev/rollcall/internal/monitor"
	"rollcall.dev/rollcall/internal/schedule"
)

// house is a service with its registry and ledger in memory, and one declared check-in.
type house struct {
	service  *embedded.Service
	registry checkintest.Registry
	recorder checkintest.Recorder
}

func newHouse(t *testing.T) *house {
	t.Helper()
	return newHouseWith(t, func(*embedded.Options) {})
}

// newHouseWith is newHouse of a service with other options.
func newHouseWith(t *testing.T, change func(*embedded.Options)) *house {
	t.Helper()
	h := &house{}
	o := embedded.Options{
		Registry: &h.registry, Recorder: &h.recorder, BaseURL: "http://rollcall:8080/",
		Projects:    []embedded.Project{{ID: 1, Key: "hbp_key", APIKey: "hbp_manage"}, {ID: 2, Key: "other"}, {ID: 3}},
		BodyTimeout: 100 * time.Millisecond,
	}
	change(&o)
	h.service = embedded.New(o)
	if err := h.registry.Put(t.Context(), checkin.CheckIn{
		ID: "XyZZy", Project: 1, Slug: "nightly", Name: "Nightly", Origin: checkin.FromConfig,
		Schedule: schedule.Cron("0 19 * * *", ""), Grace: 10 * time.Minute, Generation: 1,
	}); err != nil {
		t.Fatal(err)
	}
	return h
}

func (h *house) call(method, path, body string) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	h.service.Handler().ServeHTTP(w, httptest.NewRequest(method, path, strings.NewReader(body)))
	return w
}

// TestReporting goes through the section "Reporting" of the wire.
func TestReporting(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, method, path, body string
		code                     int
		outcome                  monitor.Outcome
	}{
		{"GET by id", "GET", "/v1/check_in/XyZZy", "", 200, monitor.OutcomeSucceeded},
		{"HEAD by id, as PHP does", "HEAD", "/v1/check_in/XyZZy", "", 200, monitor.OutcomeSucceeded},
		{"POST by id without a body", "POST", "/v1/check_in/XyZZy", "", 200, monitor.OutcomeSucceeded},
		{"GET by slug", "GET", "/v1/check_in/hbp_key/nightly", "", 200, monitor.OutcomeSucceeded},
		{"HEAD by slug", "HEAD", "/v1/check_in/hbp_key/nightly", "", 200, monitor.OutcomeSucceeded},
		{"POST by slug", "POST", "/v1/check_in/hbp_key/nightly", `{"check_in":{"status":"error"}}`, 200, monitor.OutcomeFailed},
		{"query is ignored", "GET", "/v1/check_in/XyZZy?a=b", "", 200, monitor.OutcomeSucceeded},

		{"no other authentication is needed or looked at", "GET", "/v1/check_in/XyZZy?api_key=wrong", "", 200, monitor.OutcomeSucceeded},
		{"POST by slug with the payload", "POST", "/v1/check_in/hbp_key/nightly",
			`{"check_in":{"status":"success","duration":1234,"stdout":"","stderr":"","exit_code":0}}`, 200, monitor.OutcomeSucceeded},

		{"unknown id", "GET", "/v1/check_in/nobody", "", 404, ""},
		{"ids are case-sensitive", "GET", "/v1/check_in/xyzzy", "", 404, ""},
		{"unknown slug", "GET", "/v1/check_in/hbp_key/daily", "", 404, ""},
		{"slug of another project", "GET", "/v1/check_in/other/nightly", "", 404, ""},
		{"unknown key", "GET", "/v1/check_in/nokey/nightly", "", 404, ""},
		{"slugs are case-sensitive", "GET", "/v1/check_in/hbp_key/Nightly", "", 404, ""},
		{"keys are case-sensitive", "GET", "/v1/check_in/HBP_KEY/nightly", "", 404, ""},
		{"a key that manages does not report", "GET", "/v1/check_in/hbp_manage/nightly", "", 404, ""},
		{"a slug is no id", "GET", "/v1/check_in/nightly", "", 404, ""},
		{"a key is no id", "GET", "/v1/check_in/hbp_key", "", 404, ""},
		{"an id is no slug", "GET", "/v1/check_in/hbp_key/XyZZy", "", 404, ""},
		{"a slash at the end", "GET", "/v1/check_in/XyZZy/", "", 404, ""},
		{"too many parts", "GET", "/v1/check_in/hbp_key/nightly/start", "", 404, ""},
		{"unknown id, HEAD", "HEAD", "/v1/check_in/nobody", "", 404, ""},
		{"unknown id, POST", "POST", "/v1/check_in/nobody", `{"check_in":{"status":"success"}}`, 404, ""},
		{"no id", "GET", "/v1/check_in/", "", 404, ""},
		{"PATCH", "PATCH", "/v1/check_in/XyZZy", "", 405, ""},
		{"OPTIONS", "OPTIONS", "/v1/check_in/XyZZy", "", 405, ""},
		{"PUT", "PUT", "/v1/check_in/XyZZy", "", 405, ""},
		{"DELETE by slug", "DELETE", "/v1/check_in/hbp_key/nightly", "", 405, ""},

		{"success", "POST", "/v1/check_in/XyZZy", `{"check_in":{"status":"success","exit_code":0}}`, 200, monitor.OutcomeSucceeded},
		{"error", "POST", "/v1/check_in/XyZZy", `{"check_in":{"status":"error"}}`, 200, monitor.OutcomeFailed},
		{"in other letters", "POST", "/v1/check_in/XyZZy", `{"check_in":{"status":" Success "}}`, 200, monitor.OutcomeSucceeded},
		{"an empty status", "POST", "/v1/check_in/XyZZy", `{"check_in":{"status":""}}`, 200, monitor.OutcomeSucceeded},
		{"an empty check-in", "POST", "/v1/check_in/XyZZy", `{"check_in":{}}`, 200, monitor.OutcomeSucceeded},
		{"no status", "POST", "/v1/check_in/XyZZy", `{"check_in":{"duration":5}}`, 200, monitor.OutcomeSucceeded},
		{"nothing on standard error", "POST", "/v1/check_in/XyZZy", `{"check_in":{"status":"success","exit_code":0,"stderr":""}}`,
			200, monitor.OutcomeSucceeded},
		{"a negative exit code", "POST", "/v1/check_in/XyZZy", `{"check_in":{"exit_code":-1}}`, 200, monitor.OutcomeFailed},
		{"an exit code of Windows", "POST", "/v1/check_in/XyZZy", `{"check_in":{"exit_code":3221225477}}`, 200, monitor.OutcomeFailed},
		{"exit code alone", "POST", "/v1/check_in/XyZZy", `{"check_in":{"exit_code":3}}`, 200, monitor.OutcomeFailed},
		{"exit code against the status", "POST", "/v1/check_in/XyZZy", `{"check_in":{"status":"success","exit_code":3}}`, 200, monitor.OutcomeFailed},
		{"status against the exit code", "POST", "/v1/check_in/XyZZy", `{"check_in":{"status":"error","exit_code":0}}`, 200, monitor.OutcomeFailed},
		{"any other status", "POST", "/v1/check_in/XyZZy", `{"check_in":{"status":"aborted"}}`, 200, monitor.OutcomeFailed},
		{"extra keys", "POST", "/v1/check_in/XyZZy", `{"check_in":{"rows":[{"a":[1]}],"status":"error"},"x":1}`, 200, monitor.OutcomeFailed},
		{"no root key", "POST", "/v1/check_in/XyZZy", `{"status":"error"}`, 200, monitor.OutcomeFailed},
		{"GET with a body", "GET", "/v1/check_in/XyZZy", `{"check_in":{"status":"error"}}`, 200, monitor.OutcomeSucceeded},

		{"not JSON", "POST", "/v1/check_in/XyZZy", "a=b&c", 200, monitor.OutcomeSucceeded},
		{"another type", "POST", "/v1/check_in/XyZZy", `{"check_in":[{"status":"error"}]}`, 200, monitor.OutcomeSucceeded},
		{"wrong types", "POST", "/v1/check_in/XyZZy", `{"check_in":{"status":7,"exit_code":"x","duration":[],"stdout":{}}}`, 200, monitor.OutcomeSucceeded},
		{"cut off", "POST", "/v1/check_in/XyZZy", `{"check_in":{"status":"error","stdout":"ab`, 200, monitor.OutcomeFailed},
		{"binary", "POST", "/v1/check_in/XyZZy", "\x00\xff\xfe{", 200, monitor.OutcomeSucceeded},
		{"deep", "POST", "/v1/check_in/XyZZy", strings.Repeat(`{"check_in":`, 5000), 200, monitor.OutcomeSucceeded},
		{"oversized", "POST", "/v1/check_in/XyZZy", `{"check_in":{"exit_code":1,"stdout":"` + strings.Repeat("x", 1<<20) + `"}}`, 200, monitor.OutcomeFailed},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			h := newHouse(t)
			w := h.call(c.method, c.path, c.body)
			if w.Code != c.code {
				t.Fatalf("answered %d %s, want %d", w.Code, w.Body, c.code)
			}
			if c.code == 405 && w.Header().Get("Allow") != "GET, HEAD, POST" {
				t.Errorf("Allow: %q", w.Header().Get("Allow"))
			}
			reports := h.recorder.Recorded(monitor.CheckedIn)
			if c.code != 200 {
				if len(h.recorder.Recorded("")) != 0 {
					t.Errorf("recorded %+v", reports)
				}
				return
			}
			if len(reports) != 1 || reports[0].Monitor != "checkin/XyZZy" || reports[0].Run.Outcome != c.outcome {
				t.Fatalf("recorded %+v, want one report that %s", reports, c.outcome)
			}
			if (reports[0].Evidence != nil) != (c.outcome == monitor.OutcomeFailed) {
				t.Errorf("evidence %+v", reports[0].Evidence)
			}
		})
	}
}

func TestWhatAFailureSays(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t)
		body := `{"check_in":{"status":"error","duration":90500,"stdout":"one\ntwo\u0000\n","stderr":"no space left\n","exit_code":28}}`
		if w := h.call("POST", "/v1/check_in/XyZZy", body); w.Code != 200 || w.Body.String() != "OK\n" {
			t.Fatalf("answered %d %q", w.Code, w.Body)
		}
		o := h.recorder.Recorded(monitor.CheckedIn)[0]
		report := o.Evidence.Report
		if *report.ExitCode != 28 || report.Duration != 90500*time.Millisecond || report.Output != "one\ntwo\nno space left" {
			t.Errorf("report %+v", report)
		}
		if now := time.Now(); !o.At.Equal(now) || !o.Run.FinishedAt.Equal(now) || !o.Run.StartedAt.Equal(now.Add(-90500*time.Millisecond)) {
			t.Errorf("times %+v", o.Run)
		}
		if string(o.Run.ID) == "" || o.ID == "" {
			t.Error("no run id")
		}
	})
}

// TestWhatElseIsSaid is kept, of a success too, but for what is nested and what is a secret by its name.
func TestWhatElseIsSaid(t *testing.T) {
	t.Parallel()
	h := newHouseWith(t, func(o *embedded.Options) {
		o.Redact = func(s string) string { return strings.ReplaceAll(s, "token=abc", "token=[redacted]") }
	})
	if w := h.call("POST", "/v1/check_in/XyZZy", `{"check_in":{"status":"success","rows":120,"token":"abc"}}`); w.Code != 200 {
		t.Fatalf("answered %d", w.Code)
	}
	o := h.recorder.Recorded(monitor.CheckedIn)[0]
	if o.Evidence == nil || len(o.Evidence.Report.Extra) != 2 || o.Evidence.Report.Extra["rows"] != "120" || o.Evidence.Report.Extra["token"] != "[redacted]" {
		t.Errorf("kept %+v", o.Evidence)
	}
}

func TestFirstReportDefinesTheMonitor(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	for range 2 {
		h.call("GET", "/v1/check_in/XyZZy", "")
	}
	var kinds []string
	for _, o := range h.recorder.Recorded("") {
		kinds = append(kinds, string(o.Kind))
	}
	if got := strings.Join(kinds, " "); got != "defined check_in check_in" {
		t.Errorf("recorded %s", got)
	}
}

func TestStoreAway(t *testing.T) {
	t.Parallel()
	for name, fail := range map[string]func(*house, error){
		"registry": func(h *house, err error) { h.registry.Fail(err) },
		"ledger":   func(h *house, err error) { h.recorder.Fail(err) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := newHouse(t)
			fail(h, errors.New("disk full"))
			w := h.call("POST", "/v1/check_in/XyZZy", "")
			if w.Code != 503 || w.Header().Get("Retry-After") != "5" || strings.Contains(w.Body.String(), "disk") {
				t.Errorf("answered %d %v %s", w.Code, w.Header(), w.Body)
			}
			fail(h, nil)
			if w := h.call("POST", "/v1/check_in/XyZZy", ""); w.Code != 200 {
				t.Errorf("then answered %d %s", w.Code, w.Body)
			}
			if got := h.recorder.Recorded(""); len(got) != 2 {
				t.Errorf("recorded %+v, want the definition and the report", got)
			}
		})
	}
}

// TestSlowBody has a client that never ends its body, over a real connection.
func TestSlowBody(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	server := httptest.NewServer(h.service.Handler())
	t.Cleanup(server.Close)
	conn, err := net.Dial("tcp", server.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close() }()
	_, _ = fmt.Fprintf(conn, "POST /v1/check_in/XyZZy HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n%s", `{"check_in":{"status":"error","stdout":"abc`)
	answer, err := io.ReadAll(conn) // until the server hangs up
	if err != nil || !bytes.HasPrefix(answer, []byte("HTTP/1.1 200 OK\r\n")) {
		t.Fatalf("answered %q, %v", answer, err)
	}
	reports := h.recorder.Recorded(monitor.CheckedIn)
	if len(reports) != 1 || reports[0].Evidence == nil || reports[0].Evidence.Report.Output != "abc" {
		t.Errorf("recorded %+v", reports)
	}
}

// TestLargeBodyIsReadToItsEnd: a connection that is closed on a client while it sends fails the client, though its report counts.
func TestLargeBodyIsReadToItsEnd(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	for _, c := range []struct {
		size int64
		left bool
	}{{1 << 20, false}, {8 << 20, false}, {1 << 30, true}} {
		body := &io.LimitedReader{R: endless{}, N: c.size}
		w := httptest.NewRecorder()
		h.service.Handler().ServeHTTP(w, httptest.NewRequest(http.MethodPost, "/v1/check_in/XyZZy", body))
		if w.Code != http.StatusOK || (body.N > 0) != c.left {
			t.Errorf("a body of %d bytes: answered %d, %d bytes are not read", c.size, w.Code, body.N)
		}
		if closes := w.Header().Get("Connection") == "close"; closes != c.left {
			t.Errorf("a body of %d bytes: the connection is closed: %v", c.size, closes)
		}
	}
}

// endless is a body of spaces.
type endless struct{}

func (endless) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = ' '
	}
	return len(p), nil
}

func TestRealClientGets200(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	server := httptest.NewServer(h.service.Handler())
	t.Cleanup(server.Close)
	big := `{"check_in":{"status":"success","stdout":"` + strings.Repeat("€", 1<<20) + `"}}`
	for _, body := range []string{"", big, "{"} {
		resp, err := http.Post(server.URL+"/v1/check_in/XyZZy", "application/json", strings.NewReader(body))
		if err != nil {
			t.Fatalf("body of %d bytes: %v", len(body), err)
		}
		_ = resp.Body.Close()
		if resp.StatusCode != http.StatusOK {
			t.Errorf("body of %d bytes: %d", len(body), resp.StatusCode)
		}
	}
}
