package healthchecks_test

import (
	"errors"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"rollcall.dev/rollcall/internal/checkin"
	"rollcall.dev/rollcall/internal/schedule"
)

// TestWhoMay calls everything with every kind of key.
func TestWhoMay(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		method, path             string
		write, read, none, alien int
	}{
		{"GET", "checks/", 200, 200, 401, 200},
		{"POST", "checks/", 201, 401, 401, 201},
		{"GET", "checks/" + nightly, 200, 200, 401, 403},
		{"POST", "checks/" + nightly, 200, 401, 401, 403},
		{"DELETE", "checks/" + nightly, 200, 401, 401, 403},
		{"POST", "checks/" + nightly + "/pause", 200, 401, 401, 403},
		{"POST", "checks/" + nightly + "/resume", 409, 401, 401, 403},
		{"GET", "checks/" + nightly + "/pings/", 200, 401, 401, 403},
		{"GET", "checks/" + nightly + "/pings/1/body", 404, 401, 401, 403},
		{"GET", "checks/" + nightly + "/flips/", 200, 200, 401, 403},
		{"GET", "checks/" + nobody, 404, 404, 401, 404},
		{"POST", "checks/" + nobody, 404, 401, 401, 404},
		{"DELETE", "checks/" + nobody, 404, 401, 401, 404},
		{"POST", "checks/" + nobody + "/pause", 404, 401, 401, 404},
		{"POST", "checks/" + nobody + "/resume", 404, 401, 401, 404},
		{"GET", "checks/" + nobody + "/pings/", 404, 401, 401, 404},
		{"GET", "checks/" + nobody + "/flips/", 404, 404, 401, 404},
		{"GET", "checks/not-a-uuid", 404, 404, 401, 404},
		{"GET", "checks/" + strings.Repeat("a", 40), 404, 404, 401, 404},
		{"GET", "channels/", 200, 401, 401, 200},
		{"GET", "badges/", 200, 200, 401, 200},
		{"GET", "status/", 200, 200, 200, 200},
		{"PUT", "checks/", 405, 405, 405, 405},
		{"DELETE", "checks/", 405, 405, 405, 405},
		{"PUT", "checks/" + nightly, 405, 405, 405, 405},
		{"GET", "checks/" + nightly + "/pause", 405, 405, 405, 405},
		{"POST", "channels/", 405, 405, 405, 405},
		{"OPTIONS", "checks/", 204, 204, 204, 204},
		{"GET", "nothing/", 404, 404, 404, 404},
	} {
		t.Run(c.method+" "+c.path, func(t *testing.T) {
			t.Parallel()
			for _, v := range []string{"v1/", "v2/", "v3/"} {
				for key, code := range map[string]int{apiKey: c.write, readKey: c.read, "": c.none, "nobody": c.none, otherKey: c.alien} {
					w := newHouse(t).apiAs(key, c.method, v+c.path, "")
					if w.Code != code {
						t.Errorf("%s with %q: got %d %s, want %d", v, key, w.Code, w.Body, code)
					}
					if c.path != "nothing/" && w.Header().Get("Access-Control-Allow-Origin") != "*" {
						t.Errorf("%s: headers %v", v, w.Header())
					}
				}
			}
		})
	}
}

// TestKeys says what stands in the answers to calls without the right key, and where a key may stand.
func TestKeys(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	for _, c := range []struct {
		name   string
		w      *httptest.ResponseRecorder
		code   int
		answer string
	}{
		{"none", h.apiAs("", "GET", "v3/checks/", ""), 401, `{"error":"missing api key"}`},
		{"wrong", h.apiAs("nobody", "GET", "v3/checks/", ""), 401, `{"error":"wrong api key"}`},
		{"read-only", h.apiAs(readKey, "POST", "v3/checks/", ""), 401, `{"error":"wrong api key"}`},
		{"ping key", h.apiAs("pk1", "GET", "v3/checks/", ""), 401, `{"error":"wrong api key"}`},
		{"none in the body", h.apiAs("", "POST", "v3/checks/", `{}`), 401, `{"error":"missing api key"}`},
		{"read-only in the body", h.apiAs("", "POST", "v3/checks/", `{"api_key": "`+readKey+`"}`), 401, `{"error":"wrong api key"}`},
		{"no text", h.apiAs("", "POST", "v3/checks/", `{"api_key": 7}`), 401, `{"error":"missing api key"}`},
	} {
		if c.w.Code != c.code || c.w.Body.String() != c.answer {
			t.Errorf("%s: got %d %s, want %d %s", c.name, c.w.Code, c.w.Body, c.code, c.answer)
		}
	}
	if w := h.apiAs("", "POST", "v3/checks/", `{"api_key": "`+apiKey+`", "name": "x"}`); w.Code != 201 {
		t.Errorf("the key in the body: %d %s", w.Code, w.Body)
	}
	if w := h.apiAs("nobody", "POST", "v3/checks/", `{"api_key": "`+apiKey+`"}`); w.Code != 401 {
		t.Errorf("the header counts first: %d %s", w.Code, w.Body)
	}
}

// TestDeclaredElsewhere is about a check that the configuration declares.
func TestDeclaredElsewhere(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	declared := checkin.CheckIn{
		ID: "XyZZy", Project: 1, Name: "Declared", Slug: "declared", Origin: checkin.FromConfig, Schedule: schedule.Cron("0 3 * * *", ""),
		Grace: time.Minute, Generation: 1,
	}
	if err := h.registry.Put(t.Context(), declared); err != nil {
		t.Fatal(err)
	}
	got := h.object(h.api("GET", "v3/checks/XyZZy", ""), 200)
	if got["ping_url"] != "https://roll.example/v1/check_in/XyZZy" || got["uuid"] != nil || got["schedule"] != "0 3 * * *" || got["tz"] != "UTC" {
		t.Errorf("shown as %v", got)
	}
	shown := h.object(h.apiAs(readKey, "GET", "v3/checks/XyZZy", ""), 200)
	if key, _ := shown["unique_key"].(string); h.object(h.apiAs(readKey, "GET", "v3/checks/"+key, ""), 200)["name"] != "Declared" {
		t.Errorf("not found by its unique key %q", key)
	}
	for _, w := range []*httptest.ResponseRecorder{
		h.api("POST", "v3/checks/XyZZy", `{"name": "x"}`), h.api("DELETE", "v3/checks/XyZZy", ""), h.api("POST", "v3/checks/XyZZy/pause", ""),
		h.api("POST", "v3/checks/", `{"name": "Declared", "unique": ["name"]}`),
	} {
		if w.Code != 403 || !strings.Contains(w.Body.String(), "declared elsewhere") {
			t.Errorf("got %d %s", w.Code, w.Body)
		}
	}
	if _, id := h.make("v3", `{"slug": "declared"}`); h.ping("GET", "pk1/declared", "").Code != 200 || h.ping("GET", id, "").Code != 200 {
		t.Error("the slug of a declared check does not stay its own")
	}
}

// TestAPINotStored lets the parts of the store fail.
func TestAPINotStored(t *testing.T) {
	t.Parallel()
	away := errors.New("away")
	for name, fail := range map[string]func(*house){
		"registry": func(h *house) { h.registry.Fail(away) },
		"book":     func(h *house) { h.book.Fail(away) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := newHouse(t)
			fail(h)
			paths := []string{"checks/", "checks/" + nightly, "checks/" + nightly + "/pings/", "checks/" + nightly + "/flips/"}
			if name == "registry" {
				paths = append(paths, "badges/", "status/")
			}
			for _, path := range paths {
				if w := h.api("GET", "v3/"+path, ""); w.Code != 503 || w.Header().Get("Retry-After") == "" {
					t.Errorf("%s: got %d %s", path, w.Code, w.Body)
				}
			}
		})
	}
}
