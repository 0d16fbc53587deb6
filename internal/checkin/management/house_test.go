package management_test

import (
	"context"
	"encoding/json"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	_ "time/tzdata" // the same zones on every machine

	"rollcall.dev/rollcall/internal/checkin"
	"rollcall.dev/rollcall/internal/checkin/checkintest"
	"rollcall.dev/rollcall/internal/checkin/embedded"
	"rollcall.dev/rollcall/internal/checkin/management"
	"rollcall.dev/rollcall/internal/monitor"
	"rollcall.dev/rollcall/internal/schedule"
)

// house is the API with its service in memory, and one declared check-in in the first of two projects.
type house struct {
	registry checkintest.Registry
	recorder checkintest.Recorder
	book     book
	service  *embedded.Service
	handler  *management.Handler
}

func newHouse(t *testing.T, options ...func(*management.Options)) *house {
	t.Helper()
	h := &house{}
	h.book.recorder = &h.recorder
	h.service = embedded.New(embedded.Options{
		Registry: &h.registry, Recorder: &h.recorder, BaseURL: "http://ping.test",
		Projects: []embedded.Project{
			{ID: 1, Name: "Default", Key: "hbp_one", APIKey: "write", ReadKey: "read"},
			{ID: 2, Name: "Other", Key: "hbp_two", APIKey: "other"},
		},
	})
	o := management.Options{
		Service: h.service, Registry: &h.registry, Book: &h.book, ExternalURL: "https://rollcall.test/",
		DetailsURL: func(id monitor.ID) string { return "https://rollcall.test/m/" + string(id) },
	}
	for _, change := range options {
		change(&o)
	}
	h.handler = management.New(o)
	if err := h.registry.Put(t.Context(), checkin.CheckIn{
		ID: "declared1", Project: 1, Slug: "declared", Name: "Declared", Origin: checkin.FromConfig,
		Schedule: schedule.Cron("0 19 * * *", "Asia/Tokyo"), Generation: 1, CreatedAt: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC),
	}); err != nil {
		t.Fatal(err)
	}
	return h
}

// book makes of what was recorded what the ledger makes of it.
type book struct {
	recorder *checkintest.Recorder
	err      error
}

func (b *book) States(_ context.Context, ids ...monitor.ID) (map[monitor.ID]monitor.State, error) {
	states := map[monitor.ID]monitor.State{}
	now := time.Now()
	for _, id := range ids {
		var s monitor.State
		for _, o := range b.recorder.Recorded("") {
			if o.Monitor == id {
				s, _ = monitor.Apply(s, monitor.Observation{Kind: monitor.Clock, Monitor: id, At: o.At, Since: s.FirstSeen}, o.At)
				s, _ = monitor.Apply(s, o, o.SeenAt)
			}
		}
		if !s.FirstSeen.IsZero() {
			states[id], _ = monitor.Apply(s, monitor.Observation{Kind: monitor.Clock, Monitor: id, At: now, Since: s.FirstSeen}, now)
		}
	}
	return states, b.err
}

// as sends a request with a key; an empty one sends none.
func (h *house) as(key, method, path, body string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, path, strings.NewReader(body))
	if key != "" {
		r.SetBasicAuth(key, "")
	}
	w := httptest.NewRecorder()
	h.handler.ServeHTTP(w, r)
	return w
}

const checkIns = "/v2/projects/1/check_ins"

// call sends a request with the key that may write.
func (h *house) call(method, path, body string) *httptest.ResponseRecorder {
	return h.as("write", method, path, body)
}

// made creates a check-in of these fields.
func (h *house) made(t *testing.T, fields string) map[string]any {
	t.Helper()
	w := h.call("POST", checkIns, `{"check_in":`+fields+`}`)
	if w.Code != 201 {
		t.Fatalf("creating %s is answered %d %s", fields, w.Code, w.Body)
	}
	return object(t, w)
}

// shown reads a check-in again.
func (h *house) shown(t *testing.T, id any) map[string]any {
	t.Helper()
	w := h.call("GET", checkIns+"/"+id.(string), "")
	if w.Code != 200 {
		t.Fatalf("reading %s is answered %d %s", id, w.Code, w.Body)
	}
	return object(t, w)
}

func object(t *testing.T, w *httptest.ResponseRecorder) map[string]any {
	t.Helper()
	var v map[string]any
	if err := json.Unmarshal(w.Body.Bytes(), &v); err != nil {
		t.Fatalf("%s: %v", w.Body, err)
	}
	return v
}
