package management_test

import (
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"rollcall.dev/rollcall/internal/checkin/management"
)

// TestAccess goes through who may do what.
func TestAccess(t *testing.T) {
	t.Parallel()
	const body = `{"check_in":{"slug":"x","report_period":"1 hour"}}`
	for name, tc := range map[string]struct {
		key, method, path, body string
		code                    int
		says                    string
	}{
		"no key":                          {"", "GET", checkIns, "", 401, "Access denied"},
		"a wrong key":                     {"guess", "GET", checkIns, "", 401, "Access denied"},
		"a ping key is none":              {"hbp_one", "GET", checkIns, "", 401, "Access denied"},
		"a key":                           {"write", "GET", checkIns, "", 200, ""},
		"a read key reads":                {"read", "GET", checkIns, "", 200, ""},
		"and a single one":                {"read", "GET", checkIns + "/declared1", "", 200, ""},
		"and the project":                 {"read", "GET", "/v2/project_keys/hbp_one", "", 200, ""},
		"a read key does not create":      {"read", "POST", checkIns, body, 403, "only read"},
		"nor change":                      {"read", "PUT", checkIns + "/declared1", body, 403, "only read"},
		"nor take away":                   {"read", "DELETE", checkIns + "/declared1", "", 403, "only read"},
		"nor sync":                        {"read", "PUT", checkIns, `{"check_ins":[]}`, 403, "only read"},
		"a key of another project":        {"other", "GET", checkIns, "", 404, "Project not found"},
		"a check-in of another one":       {"other", "GET", "/v2/projects/2/check_ins/declared1", "", 404, "Check-in not found"},
		"to change":                       {"other", "PUT", "/v2/projects/2/check_ins/declared1", body, 404, "Check-in not found"},
		"to take away":                    {"other", "DELETE", "/v2/projects/2/check_ins/declared1", "", 404, "Check-in not found"},
		"a ping key of another one":       {"other", "GET", "/v2/project_keys/hbp_one", "", 404, "Project not found"},
		"an unknown ping key":             {"write", "GET", "/v2/project_keys/guess", "", 404, "Project not found"},
		"a project that is no number":     {"write", "GET", "/v2/projects/one/check_ins", "", 404, "Project not found"},
		"a number in another spelling":    {"write", "GET", "/v2/projects/01/check_ins", "", 404, "Project not found"},
		"an unknown check-in":             {"write", "GET", checkIns + "/nobody", "", 404, "Check-in not found"},
		"to change an unknown one":        {"write", "PUT", checkIns + "/nobody", body, 404, "Check-in not found"},
		"to take an unknown one away":     {"write", "DELETE", checkIns + "/nobody", "", 404, "Check-in not found"},
		"ids are case-sensitive":          {"write", "GET", checkIns + "/DECLARED1", "", 404, "Check-in not found"},
		"an unknown address":              {"write", "GET", "/v2/faults", "", 404, "nothing at this address"},
		"which is not told without a key": {"", "GET", "/v2/faults", "", 401, "Access denied"},
		"a declared one is not changed":   {"write", "PUT", checkIns + "/declared1", body, 403, "declared in Rollcall's configuration"},
		"nor taken away":                  {"write", "DELETE", checkIns + "/declared1", "", 403, "declared in Rollcall's configuration"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := newHouse(t)
			w := h.as(tc.key, tc.method, tc.path, tc.body)
			if w.Code != tc.code || !strings.Contains(w.Body.String(), tc.says) {
				t.Errorf("answered %d %s, want %d with %q", w.Code, w.Body, tc.code, tc.says)
			}
			if tc.code >= 400 {
				if _, text := object(t, w)["errors"].(string); !text {
					t.Errorf("%s is not their error", w.Body)
				}
			}
			if challenge := w.Header().Get("WWW-Authenticate"); (challenge != "") != (tc.code == 401) {
				t.Errorf("WWW-Authenticate %q", challenge)
			}
		})
	}
}

func TestHowAKeyIsShown(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	for name, tc := range map[string]struct {
		set  func(*http.Request)
		code int
	}{
		"Basic, blank password":  {func(r *http.Request) { r.SetBasicAuth("write", "") }, 200},
		"Basic with a password":  {func(r *http.Request) { r.SetBasicAuth("write", "x") }, 401},
		"Basic without a user":   {func(r *http.Request) { r.SetBasicAuth("", "write") }, 401},
		"Bearer":                 {func(r *http.Request) { r.Header.Set("Authorization", "bearer write") }, 200},
		"Bearer, wrong":          {func(r *http.Request) { r.Header.Set("Authorization", "Bearer guess") }, 401},
		"Bearer, empty":          {func(r *http.Request) { r.Header.Set("Authorization", "Bearer ") }, 401},
		"neither":                {func(r *http.Request) { r.Header.Set("Authorization", "write") }, 401},
		"in the query is no way": {func(r *http.Request) { r.URL.RawQuery = "auth_token=write" }, 401},
	} {
		r := httptest.NewRequest(http.MethodGet, checkIns, nil)
		tc.set(r)
		w := httptest.NewRecorder()
		if h.handler.ServeHTTP(w, r); w.Code != tc.code {
			t.Errorf("%s is answered %d, want %d", name, w.Code, tc.code)
		}
	}
}

func TestMethods(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	for path, allow := range map[string]string{
		"/v2/project_keys/hbp_one": "GET, HEAD",
		checkIns:                   "GET, HEAD, POST, PUT",
		checkIns + "/declared1":    "DELETE, GET, HEAD, PUT",
	} {
		w := h.call("PATCH", path, "{}")
		if w.Code != 405 || w.Header().Get("Allow") != allow || !strings.Contains(w.Body.String(), `"errors":"The method PATCH`) {
			t.Errorf("PATCH %s is answered %d, Allow %q, %s", path, w.Code, w.Header().Get("Allow"), w.Body)
		}
		if w := h.call("HEAD", path, ""); w.Code != 200 {
			t.Errorf("HEAD %s is answered %d", path, w.Code)
		}
	}
}

func TestBodies(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	for name, tc := range map[string]struct {
		method, path, body string
		code               int
		says               string
	}{
		"no body":                    {"POST", checkIns, "", 400, "not a JSON object"},
		"no JSON":                    {"POST", checkIns, "check_in[name]=x", 400, "not a JSON object"},
		"cut off":                    {"POST", checkIns, `{"check_in":{"name":"x"`, 400, "not a JSON object"},
		"no object":                  {"POST", checkIns, `[1]`, 400, "not a JSON object"},
		"two values":                 {"POST", checkIns, `{"check_in":{}} {}`, 400, "more than one"},
		"no root key":                {"POST", checkIns, `{"name":"x"}`, 400, "param is missing or the value is empty: check_in"},
		"root null":                  {"POST", checkIns, `{"check_in":null}`, 400, "param is missing or the value is empty: check_in"},
		"root a text":                {"POST", checkIns, `{"check_in":"x"}`, 400, "check_in"},
		"too large":                  {"POST", checkIns, `{"check_in":{"name":"` + strings.Repeat("x", 5<<20) + `"}}`, 413, "larger than"},
		"a change without root":      {"PUT", checkIns + "/declared1", `{}`, 400, "check_in"},
		"a list that is none":        {"PUT", checkIns, `{"check_ins":{}}`, 400, "check_ins"},
		"no list takes nothing away": {"PUT", checkIns, `{}`, 400, "check_ins"},
		"nor does null":              {"PUT", checkIns, `{"check_ins":null}`, 400, "check_ins"},
		"a list of numbers":          {"PUT", checkIns, `{"check_ins":[1]}`, 400, "check_ins"},
		"page 0":                     {"GET", checkIns + "?page=0", "", 400, `page \"0\"`},
		"page x":                     {"GET", checkIns + "?page=x", "", 400, `page \"x\"`},
	} {
		w := h.call(tc.method, tc.path, tc.body)
		if w.Code != tc.code || !strings.Contains(w.Body.String(), tc.says) {
			t.Errorf("%s: answered %d %.200s, want %d with %s", name, w.Code, w.Body, tc.code, tc.says)
		}
	}
	if got := h.recorder.Recorded(""); len(got) != 0 {
		t.Errorf("recorded %+v", got)
	}
}

func TestRateLimit(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t, func(o *management.Options) { o.RequestsPerHour = 3 })
		reset := time.Now().Add(time.Hour).Unix()
		for i, want := range []struct {
			code int
			left string
		}{{200, "2"}, {200, "1"}, {200, "0"}, {403, "0"}, {403, "0"}} {
			w := h.call("GET", checkIns, "")
			head := w.Header()
			if w.Code != want.code || head.Get("X-RateLimit-Limit") != "3" || head.Get("X-RateLimit-Remaining") != want.left ||
				head.Get("X-RateLimit-Reset") != strconv.FormatInt(reset, 10) {
				t.Errorf("call %d: %d %v", i, w.Code, head)
			}
			if w.Code == 403 && !strings.Contains(w.Body.String(), `"errors":"Rate limit exceeded`) {
				t.Errorf("call %d: %s", i, w.Body)
			}
			time.Sleep(time.Minute)
		}
		if w := h.as("read", "GET", checkIns, ""); w.Code != 200 {
			t.Errorf("another key is answered %d", w.Code)
		}
		if w := h.as("guess", "GET", checkIns, ""); w.Code != 401 || w.Header().Get("X-RateLimit-Limit") != "" {
			t.Errorf("a wrong key is answered %d %v", w.Code, w.Header())
		}
		time.Sleep(time.Hour)
		if w := h.call("GET", checkIns, ""); w.Code != 200 || w.Header().Get("X-RateLimit-Remaining") != "2" {
			t.Errorf("an hour later: %d %v", w.Code, w.Header())
		}
	})
	h := newHouse(t)
	if got := h.call("GET", checkIns, "").Header().Get("X-RateLimit-Limit"); got != "36000" {
		t.Errorf("the limit is %s", got)
	}
}

func TestStoreAway(t *testing.T) {
	t.Parallel()
	const body = `{"check_in":{"slug":"x","report_period":"1 hour"}}`
	for name, tc := range map[string]struct {
		fail               func(*house, error)
		method, path, body string
	}{
		"list":          {func(h *house, err error) { h.registry.Fail(err) }, "GET", checkIns, ""},
		"states":        {func(h *house, err error) { h.book.err = err }, "GET", checkIns, ""},
		"state":         {func(h *house, err error) { h.book.err = err }, "GET", checkIns + "/declared1", ""},
		"single":        {func(h *house, err error) { h.registry.Fail(err) }, "GET", checkIns + "/declared1", ""},
		"project":       {func(h *house, err error) { h.registry.Fail(err) }, "GET", "/v2/project_keys/hbp_one", ""},
		"create":        {func(h *house, err error) { h.recorder.Fail(err) }, "POST", checkIns, body},
		"change":        {func(h *house, err error) { h.registry.Fail(err) }, "PUT", checkIns + "/declared1", body},
		"remove":        {func(h *house, err error) { h.registry.Fail(err) }, "DELETE", checkIns + "/declared1", ""},
		"sync as whole": {func(h *house, err error) { h.registry.Fail(err) }, "PUT", checkIns, `{"check_ins":[]}`},
	} {
		h := newHouse(t)
		tc.fail(h, errors.New("disk full"))
		w := h.call(tc.method, tc.path, tc.body)
		if w.Code != 503 || w.Header().Get("Retry-After") != "5" || strings.Contains(w.Body.String(), "disk") {
			t.Errorf("%s: answered %d %v %s", name, w.Code, w.Header(), w.Body)
		}
	}
}

// TestBodiesThatDoNotEnd: over real connections, one that is slow, and one that is cut off.
func TestBodiesThatDoNotEnd(t *testing.T) {
	t.Parallel()
	h := newHouse(t, func(o *management.Options) { o.BodyTimeout = 50 * time.Millisecond })
	server := httptest.NewServer(h.handler)
	t.Cleanup(server.Close)
	for name, end := range map[string]func(*net.TCPConn) error{
		"slow": func(*net.TCPConn) error { return nil }, "cut off": func(c *net.TCPConn) error { return c.CloseWrite() },
	} {
		conn, err := net.Dial("tcp", server.Listener.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		_, _ = fmt.Fprintf(conn, "POST %s HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer write\r\nContent-Length: 1000\r\n\r\n%s", checkIns, `{"check_in":{`)
		if err := end(conn.(*net.TCPConn)); err != nil {
			t.Fatal(err)
		}
		answer, err := io.ReadAll(conn) // until the server hangs up
		if err != nil || !strings.HasPrefix(string(answer), "HTTP/1.1 400 ") || !strings.Contains(string(answer), "ended before it was complete") {
			t.Errorf("%s: answered %q, %v", name, answer, err)
		}
		_ = conn.Close()
	}
}
