package clients_test

import (
	"context"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync"
	"testing"
	"time"

	_ "time/tzdata" // the same zones on every machine

	"rollcall.dev/rollcall/internal/checkin/checkintest"
	"rollcall.dev/rollcall/internal/checkin/embedded"
	"rollcall.dev/rollcall/internal/checkin/management"
	"rollcall.dev/rollcall/internal/monitor"
)

// The keys of the one project.
const (
	pingKey   = "hbp_abc"
	authToken = "tok-123"
)

// house is the check-in service with its API on a real port, with everything kept in memory.
type house struct {
	registry checkintest.Registry
	recorder checkintest.Recorder
	service  *embedded.Service
	url      string

	mu    sync.Mutex
	calls []string // "GET /v2/…", as they came
}

// serve serves a house on a listener.
func serve(t *testing.T, l net.Listener) *house {
	t.Helper()
	h := &house{url: "http://" + l.Addr().String()}
	h.service = embedded.New(embedded.Options{
		Registry: &h.registry, Recorder: &h.recorder, BaseURL: h.url,
		Projects: []embedded.Project{{ID: 7, Name: "Default", Key: pingKey, APIKey: authToken}},
	})
	mux := http.NewServeMux()
	mux.Handle("/v1/check_in/", h.service.Handler())
	mux.Handle("/v2/", management.New(management.Options{Service: h.service, Registry: &h.registry, Book: book{&h.recorder}, ExternalURL: h.url}))
	srv := &httptest.Server{Listener: l, Config: &http.Server{ReadHeaderTimeout: time.Minute, Handler: h.noting(mux)}}
	srv.Start()
	t.Cleanup(srv.Close)
	return h
}

func (h *house) noting(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h.mu.Lock()
		h.calls = append(h.calls, r.Method+" "+r.URL.Path)
		h.mu.Unlock()
		next.ServeHTTP(w, r)
	})
}

// called are the calls since the last time.
func (h *house) called() []string {
	h.mu.Lock()
	defer h.mu.Unlock()
	calls := slices.Clone(h.calls)
	h.calls = nil
	return calls
}

// book makes of what was recorded what the ledger makes of it.
type book struct{ recorder *checkintest.Recorder }

func (b book) States(_ context.Context, ids ...monitor.ID) (map[monitor.ID]monitor.State, error) {
	states := map[monitor.ID]monitor.State{}
	for _, o := range b.recorder.Recorded("") {
		if slices.Contains(ids, o.Monitor) {
			states[o.Monitor], _ = monitor.Apply(states[o.Monitor], o, o.SeenAt)
		}
	}
	return states, nil
}
