package honeybadger

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
)

// account is a small Honeybadger in memory, and the transport that leads to it: no network, so that time can be fake.
type account struct {
	t  *testing.T
	mu sync.Mutex

	checkIns []map[string]any
	nextID   int
	requests []string
	// fault answers a request in the account's stead; it returns false to let it through. After carries the request out
	// first: the answer is lost, the deed is done.
	fault func(r *http.Request, n int) (code int, header http.Header, after, hit bool)
}

func (a *account) RoundTrip(r *http.Request) (*http.Response, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.requests = append(a.requests, strings.TrimPrefix(r.Method+" "+r.URL.RequestURI(), ""))
	if user, password, _ := r.BasicAuth(); user != "token" || password != "" {
		a.t.Errorf("authenticated as %q:%q", user, password)
	}
	w := httptest.NewRecorder()
	if a.fault != nil {
		if code, header, after, hit := a.fault(r, len(a.requests)); hit {
			if after {
				a.serve(httptest.NewRecorder(), r)
			}
			if code == 0 {
				return nil, io.ErrUnexpectedEOF
			}
			maps.Copy(w.Header(), header)
			w.WriteHeader(code)
			_, _ = w.WriteString(`{"errors":"as the test wants"}`)
			return w.Result(), nil
		}
	}
	a.serve(w, r)
	return w.Result(), nil
}

func (a *account) serve(w http.ResponseWriter, r *http.Request) {
	path, ok := strings.CutPrefix(r.URL.Path, "/v2/projects/7/check_ins")
	if !ok {
		w.WriteHeader(http.StatusNotFound)
		return
	}
	at := slices.IndexFunc(a.checkIns, func(c map[string]any) bool { return "/"+c["id"].(string) == path })
	switch {
	case r.Method == http.MethodGet && path == "":
		a.list(w, r)
	case r.Method == http.MethodPost && path == "":
		a.create(w, r)
	case at < 0:
		w.WriteHeader(http.StatusNotFound)
	case r.Method == http.MethodPut:
		for k, v := range a.body(r) {
			if k != "slug" && k != "schedule_type" {
				a.checkIns[at][k] = v
			}
		}
		w.WriteHeader(http.StatusNoContent)
	case r.Method == http.MethodDelete:
		a.checkIns = slices.Delete(a.checkIns, at, at+1)
		w.WriteHeader(http.StatusNoContent)
	}
}

func (a *account) list(w http.ResponseWriter, r *http.Request) {
	page, _ := strconv.Atoi(r.URL.Query().Get("page"))
	page = max(page, 1)
	from := min((page-1)*25, len(a.checkIns))
	to := min(from+25, len(a.checkIns))
	var next any
	if to < len(a.checkIns) {
		next = fmt.Sprintf("https://elsewhere.example/v2/projects/7/check_ins?page=%d", page+1)
	}
	_ = json.NewEncoder(w).Encode(map[string]any{"results": a.checkIns[from:to], "links": map[string]any{"self": "x", "next": next}})
}

func (a *account) create(w http.ResponseWriter, r *http.Request) {
	c := a.body(r)
	for _, other := range a.checkIns {
		if other["slug"] == c["slug"] || other["name"] == c["name"] {
			w.WriteHeader(http.StatusUnprocessableEntity)
			_, _ = io.WriteString(w, `{"errors":"Slug has already been taken"}`)
			return
		}
	}
	a.nextID++
	c["id"] = fmt.Sprintf("id%d", a.nextID)
	c["state"] = "pending"
	c["report_period"] = orNil(c["report_period"])
	a.checkIns = append(a.checkIns, c)
	w.WriteHeader(http.StatusCreated)
	_ = json.NewEncoder(w).Encode(c)
}

func orNil(v any) any {
	if v == "" {
		return nil
	}
	return v
}

func (a *account) body(r *http.Request) map[string]any {
	var body struct {
		CheckIn map[string]any `json:"check_in"`
	}
	if err := json.NewDecoder(r.Body).Decode(&body); err != nil || body.CheckIn == nil {
		a.t.Errorf("body: %v", err)
	}
	return body.CheckIn
}

// slugs lists what is in the account.
func (a *account) slugs() []string {
	a.mu.Lock()
	defer a.mu.Unlock()
	var all []string
	for _, c := range a.checkIns {
		all = append(all, c["slug"].(string))
	}
	slices.Sort(all)
	return all
}

// asked returns the requests since the last call, "GET POST PUT".
func (a *account) asked() string {
	a.mu.Lock()
	defer a.mu.Unlock()
	var methods []string
	for _, r := range a.requests {
		method, _, _ := strings.Cut(r, " ")
		methods = append(methods, method)
	}
	a.requests = nil
	return strings.Join(methods, " ")
}

// change does something to the account behind everybody's back.
func (a *account) change(f func()) {
	a.mu.Lock()
	defer a.mu.Unlock()
	f()
}
