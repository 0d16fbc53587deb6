package web_test

import (
	"context"
	"errors"
	"flag"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/monitor"
	"rollcall.dev/rollcall/internal/notify"
	"rollcall.dev/rollcall/internal/notify/notifytest"
	"rollcall.dev/rollcall/internal/web"
)

var update = flag.Bool("update", false, "write the golden files")

// shelf is a Reader of what a test puts into it.
type shelf struct {
	open, resolved []incident.Incident
	told           []web.Told
	watched        int
	err            error
}

func (s shelf) Incidents(_ context.Context, resolved bool, limit int) ([]incident.Incident, error) {
	list := s.open
	if resolved {
		list = s.resolved
	}
	return list[:min(limit, len(list))], s.err
}

func (s shelf) Incident(_ context.Context, id string) (incident.Incident, error) {
	for _, i := range append(append([]incident.Incident{}, s.open...), s.resolved...) {
		if i.ID == id {
			return i, s.err
		}
	}
	return incident.Incident{}, web.ErrNotFound
}

func (s shelf) Told(context.Context, string) ([]web.Told, error) { return s.told, s.err }
func (s shelf) Watched(context.Context) (int, error)             { return s.watched, s.err }

func get(t *testing.T, s shelf, path string, header ...string) *http.Response {
	t.Helper()
	h, err := web.New(web.Options{Reader: s, Cluster: "prod", Version: "v1", Logger: slog.New(slog.DiscardHandler)})
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

// incidentOf is an incident that stands as its newest notice says.
func incidentOf(id string, n incident.Notice) incident.Incident {
	n.Incident = id
	return incident.Incident{
		ID: id, Kind: n.Kind, Status: incident.Open, OpenedAt: n.OpenedAt, UpdatedAt: n.DecidedAt, Cause: n.Cause, Count: n.Count, Notice: n,
		Members: []incident.Member{{Slot: n.Slot, RunName: n.RunName, Judgement: n.Judgement, Code: n.Cause.Code, At: n.At}},
	}
}

func TestPages(t *testing.T) {
	t.Parallel()
	failed := incidentOf("inc-1", notifytest.Stuck())
	missed := incidentOf("inc-2", notifytest.Missed())
	healed := incidentOf("inc-3", notifytest.Stuck())
	healed.Notice.Change, healed.Notice.Judgement, healed.Status = incident.Recovery, monitor.Succeeded, incident.Resolved
	told := []web.Told{
		{Message: notify.Message{Destination: notify.Destination{Receiver: "slack", Address: "C1"}, Action: notify.Post, Notice: failed.Notice}, State: "sent", DoneAt: failed.UpdatedAt},
		{Message: notify.Message{Destination: notify.Destination{Receiver: "webhook/audit"}, Action: notify.Post, Notice: failed.Notice}, State: "dead", QueuedAt: failed.UpdatedAt, Error: "410 Gone"},
	}
	tests := map[string]struct {
		shelf  shelf
		path   string
		status int
	}{
		"inbox":     {shelf{open: []incident.Incident{failed, missed}, resolved: []incident.Incident{healed}, watched: 12}, "/", http.StatusOK},
		"quiet":     {shelf{watched: 12}, "/", http.StatusOK},
		"empty":     {shelf{}, "/", http.StatusOK},
		"incident":  {shelf{open: []incident.Incident{failed}, told: told}, "/incidents/inc-1", http.StatusOK},
		"not-there": {shelf{}, "/incidents/inc-9", http.StatusNotFound},
		"no-page":   {shelf{}, "/nowhere", http.StatusNotFound},
		"no-store":  {shelf{err: errors.New("disk gone")}, "/", http.StatusServiceUnavailable},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := get(t, tt.shelf, tt.path)
			if r.StatusCode != tt.status {
				t.Errorf("status %d, want %d", r.StatusCode, tt.status)
			}
			golden(t, name+".html", body(t, r))
		})
	}
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

func TestNothingAJobPrintsActsInThePage(t *testing.T) {
	t.Parallel()
	n := notifytest.Stuck()
	const hostile = `<script>alert(1)</script><img src=x onerror=alert(1)>"'` + "\u202e\x00"
	n.Subject.Name, n.RunName, n.Subject.Description = hostile, hostile, hostile
	n.Cause.Summary, n.Cause.Signal, n.Cause.LogTail = hostile, hostile, hostile
	i := incidentOf("inc-1", n)
	for _, path := range []string{"/", "/incidents/inc-1"} {
		r := get(t, shelf{open: []incident.Incident{i}}, path)
		page := body(t, r)
		for _, bad := range []string{"<script>alert", "<img src=x", "\u202e", "\x00"} {
			if strings.Contains(page, bad) {
				t.Errorf("%s holds %q", path, bad)
			}
		}
		if csp := r.Header.Get("Content-Security-Policy"); !strings.Contains(csp, "default-src 'none'") || strings.Contains(csp, "unsafe") {
			t.Errorf("Content-Security-Policy %q", csp)
		}
	}
}

func TestAnUnchangedPageIsNotSentAgain(t *testing.T) {
	t.Parallel()
	tag := get(t, shelf{watched: 1}, "/").Header.Get("ETag")
	if tag == "" {
		t.Fatal("no ETag")
	}
	if r := get(t, shelf{watched: 1}, "/", "If-None-Match", tag); r.StatusCode != http.StatusNotModified {
		t.Errorf("status %d for an unchanged page", r.StatusCode)
	}
	if r := get(t, shelf{watched: 2}, "/", "If-None-Match", tag); r.StatusCode != http.StatusOK {
		t.Errorf("status %d for a changed page", r.StatusCode)
	}
}

func TestManyOpenIncidentsAreBounded(t *testing.T) {
	t.Parallel()
	var s shelf
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
		r := get(t, shelf{}, path)
		if r.StatusCode != http.StatusOK || !strings.HasPrefix(r.Header.Get("Content-Type"), kind) {
			t.Errorf("%s: %d %s", path, r.StatusCode, r.Header.Get("Content-Type"))
		}
	}
}

func TestOnlyReading(t *testing.T) {
	t.Parallel()
	h, err := web.New(web.Options{Reader: shelf{}, Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/", nil))
	if w.Code != http.StatusMethodNotAllowed {
		t.Errorf("POST / answers %d", w.Code)
	}
}
