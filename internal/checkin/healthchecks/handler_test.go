package healthchecks_test

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"rollcall.dev/rollcall/internal/checkin/healthchecks"
)

// TestPaths mounts the wire beside another API.
func TestPaths(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	mux := http.NewServeMux()
	for _, path := range healthchecks.Paths() {
		mux.Handle(path, h.handler)
	}
	mux.HandleFunc("/api/v1/", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusTeapot) })
	for path, code := range map[string]int{
		"/ping/" + nightly: 200, "/ping/pk1/nightly/start": 200, h.badge("*", "svg"): 200, h.badge("db", "json"): 200,
		"/api/v1/checks": 200, "/api/v1/checks/": 200, "/api/v1/checks/" + nightly + "/pings": 200, "/api/v1/channels": 200,
		"/api/v1/badges/": 200, "/api/v1/status/": 200, "/api/v2/checks/": 200, "/api/v3/checks/" + nightly + "/flips/": 200,
		"/api/v3/status/": 200, "/api/v1/monitors": 418, "/api/v3/": 404,
	} {
		r := httptest.NewRequest(http.MethodGet, path, http.NoBody)
		r.Header.Set("X-Api-Key", apiKey)
		w := httptest.NewRecorder()
		if mux.ServeHTTP(w, r); w.Code != code {
			t.Errorf("%s: %d, want %d", path, w.Code, code)
		}
	}
}
