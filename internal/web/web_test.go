package web_test

import (
	"flag"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"rollcall.dev/rollcall/internal/notify/notifytest"
	"rollcall.dev/rollcall/internal/web"
)

var update = flag.Bool("update", false, "write the golden files")

func get(t *testing.T, s *shelf, path string, header ...string) *http.Response {
	t.Helper()
	h, err := web.New(web.Options{Reader: s, Defects: s, Cluster: "prod", Version: "v1", Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	req := httptest.NewRequestWithContext(t.Context(), http.MethodGet, path, nil)
	for i := 0; i+1 < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, req)
	return w.Result()
}

func body(t *testing.T, r *http.Response) string {
	t.Helper()
	defer func() { _ = r.Body.Close() }()
	text, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s differs (go test -update writes it):\n%s", path, got)
	}
}

func TestAnUnchangedPageIsNotSentAgain(t *testing.T) {
	t.Parallel()
	tag := get(t, &shelf{watched: 1}, "/").Header.Get("ETag")
	if tag == "" {
		t.Fatal("no ETag")
	}
	if r := get(t, &shelf{watched: 1}, "/", "If-None-Match", tag); r.StatusCode != http.StatusNotModified {
		t.Errorf("status %d for an unchanged page", r.StatusCode)
	}
	if r := get(t, &shelf{watched: 2}, "/", "If-None-Match", tag); r.StatusCode != http.StatusOK {
		t.Errorf("status %d for a changed page", r.StatusCode)
	}
}

func TestManyOpenIncidentsAreBounded(t *testing.T) {
	t.Parallel()
	s := &shelf{}
	for range 500 {
		s.open = append(s.open, incidentOf("inc-1", notifytest.Stuck()))
	}
	page := body(t, get(t, s, "/"))
	if n := strings.Count(page, "<article"); n != 200 || !strings.Contains(page, "200+ open") {
		t.Errorf("%d articles", n)
	}
}

func TestAssets(t *testing.T) {
	t.Parallel()
	for path, kind := range map[string]string{"/assets/rollcall.css": "text/css", "/assets/live.js": "text/javascript", "/assets/icon.svg": "image/svg+xml"} {
		r := get(t, &shelf{}, path)
		if r.StatusCode != http.StatusOK || !strings.HasPrefix(r.Header.Get("Content-Type"), kind) {
			t.Errorf("%s: %d %s", path, r.StatusCode, r.Header.Get("Content-Type"))
		}
	}
}

func TestOnlyReading(t *testing.T) {
	t.Parallel()
	h, err := web.New(web.Options{Reader: &shelf{}, Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/", nil))
	if w.Code != http.StatusMethodNotAllowed {
		t.Errorf("POST / answers %d", w.Code)
	}
}
