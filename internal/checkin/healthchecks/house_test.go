package healthchecks_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"rollcall.dev/rollcall/internal/checkin"
	"rollcall.dev/rollcall/internal/checkin/checkintest"
	"rollcall.dev/rollcall/internal/checkin/embedded"
	"rollcall.dev/rollcall/internal/checkin/healthchecks"
	"rollcall.dev/rollcall/internal/schedule"
)

const (
	apiKey   = "rw-key-of-the-first-project-0001"
	readKey  = "ro-key-of-the-first-project-0001"
	otherKey = "rw-key-of-the-other-project-0002"
	nightly  = "5bf66975-d4c7-4bf5-bcc8-b8d8a82ea278" // of the first project, slug "nightly", hourly
	foreign  = "803f680d-e89b-492b-82ef-2be7b774a92d" // of the other project
	nobody   = "00000000-0000-4000-8000-000000000000"
	run      = "123e4567-e89b-12d3-a456-426614174000"
)

// house is the wire over a service with its registry and ledger in memory.
type house struct {
	t        *testing.T
	handler  *healthchecks.Handler
	registry checkintest.Registry
	recorder checkintest.Recorder
	book     checkintest.Book
}

func newHouse(t *testing.T) *house {
	t.Helper()
	h := &house{t: t}
	h.book.Recorder = &h.recorder
	service := embedded.New(embedded.Options{
		Registry: &h.registry, Recorder: &h.recorder, BaseURL: "https://roll.example", BodyTimeout: 100 * time.Millisecond,
		Projects: []embedded.Project{
			{ID: 1, Name: "First", Key: "pk1", APIKey: apiKey, ReadKey: readKey}, {ID: 2, Name: "Other", Key: "pk2", APIKey: otherKey},
		},
	})
	h.handler = healthchecks.New(healthchecks.Options{
		Service: service, Registry: &h.registry, Book: &h.book, BaseURL: "https://roll.example/",
		Channels: []healthchecks.Channel{
			{ID: "746a083e-f542-4554-be1a-707ce16d3acc", Name: "ops", Kind: "slack"},
			{ID: "4ec5a071-2d08-4baa-898a-eb4eb3cd6941", Name: "audit", Kind: "webhook"},
			{ID: "1bdea468-03bf-47b8-ab27-29a9dd0e4b94", Name: "audit", Kind: "email"},
		},
	})
	for _, c := range []checkin.CheckIn{
		{ID: nightly, Project: 1, Slug: "nightly", Name: "Nightly", Tags: []string{"prod", "db"}},
		{ID: foreign, Project: 2, Slug: "foreign", Name: "Foreign"},
	} {
		c.Wire, c.Schedule, c.Grace = checkin.WireHealthchecks, schedule.Every(time.Hour), 10*time.Minute
		if _, err := service.Create(t.Context(), c, false); err != nil {
			t.Fatal(err)
		}
	}
	return h
}

func (h *house) do(r *http.Request) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	h.handler.ServeHTTP(w, r)
	return w
}

// ping sends one ping; path stands behind /ping/.
func (h *house) ping(method, path, body string) *httptest.ResponseRecorder {
	return h.do(httptest.NewRequest(method, "/ping/"+path, strings.NewReader(body)))
}

// api calls the management API with the key of the first project; path stands behind /api/.
func (h *house) api(method, path, body string) *httptest.ResponseRecorder {
	return h.apiAs(apiKey, method, path, body)
}

func (h *house) apiAs(key, method, path, body string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, "/api/"+path, strings.NewReader(body))
	if key != "" {
		r.Header.Set("X-Api-Key", key)
	}
	return h.do(r)
}

// object is a JSON object that was answered with the code.
func (h *house) object(w *httptest.ResponseRecorder, code int) map[string]any {
	h.t.Helper()
	if w.Code != code {
		h.t.Fatalf("got %d %s, want %d", w.Code, w.Body, code)
	}
	var got map[string]any
	if err := json.Unmarshal(w.Body.Bytes(), &got); err != nil {
		h.t.Fatalf("%s: %v", w.Body, err)
	}
	return got
}

// make creates a check and returns it with its UUID.
func (h *house) make(v, spec string) (check map[string]any, uuid string) {
	h.t.Helper()
	check = h.object(h.api("POST", v+"/checks/", spec), 201)
	address, _ := check["ping_url"].(string)
	return check, strings.TrimPrefix(address, "https://roll.example/ping/")
}
