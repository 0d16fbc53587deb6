package healthchecks_test

import (
	"encoding/xml"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// badge is the path of a badge of the first project.
func (h *house) badge(tag, form string) string {
	h.t.Helper()
	all := h.object(h.apiAs(readKey, "GET", "v3/badges/", ""), 200)["badges"].(map[string]any)
	forms, ok := all[tag].(map[string]any)
	if !ok {
		h.t.Fatalf("no badge of %q: %v", tag, all)
	}
	path, ok := strings.CutPrefix(forms[form].(string), "https://roll.example")
	if !ok {
		h.t.Fatalf("address %v", forms[form])
	}
	return path
}

func (h *house) get(path string) *httptest.ResponseRecorder {
	return h.do(httptest.NewRequest(http.MethodGet, path, http.NoBody))
}

// TestBadges shows the badges of checks that are up, late and down.
func TestBadges(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t)
		_, odd := h.make("v3", `{"name": "x", "tags": "odd/tag.x ü&<", "timeout": 3600, "grace": 60}`)
		expect := func(step, tag, form, want string) {
			t.Helper()
			if w := h.get(h.badge(tag, form)); w.Code != 200 || strings.TrimSpace(w.Body.String()) != want {
				t.Errorf("%s: %s of %s: %d %s, want %s", step, form, tag, w.Code, w.Body, want)
			}
		}
		h.ping("GET", nightly, "")
		h.ping("GET", odd, "")
		expect("up", "*", "json", `{"status":"up","total":2,"grace":0,"down":0}`)
		expect("up", "prod", "json3", `{"status":"up","total":1,"grace":0,"down":0}`)
		expect("up", "odd/tag.x", "shields", `{"color":"success","label":"odd/tag.x","message":"up","schemaVersion":1}`)
		time.Sleep(time.Hour + time.Second)
		expect("late", "*", "json", `{"status":"up","total":2,"grace":2,"down":0}`)
		expect("late", "*", "json3", `{"status":"late","total":2,"grace":2,"down":0}`)
		expect("late", "prod", "shields3", `{"color":"important","label":"prod","message":"late","schemaVersion":1}`)
		h.ping("GET", odd+"/fail", "")
		expect("still what was counted", "*", "json3", `{"status":"late","total":2,"grace":2,"down":0}`)
		time.Sleep(5 * time.Second)
		expect("down", "*", "json3", `{"status":"down","total":2,"grace":1,"down":1}`)
		expect("down", "*", "shields", `{"color":"critical","label":"Rollcall","message":"down","schemaVersion":1}`)
		expect("down", "prod", "json", `{"status":"up","total":1,"grace":1,"down":0}`)
		for _, tag := range []string{"*", "prod", "odd/tag.x", "ü&<"} {
			w := h.get(h.badge(tag, "svg"))
			if w.Code != 200 || w.Header().Get("Content-Type") != "image/svg+xml" || !strings.Contains(w.Header().Get("Cache-Control"), "no-store") {
				t.Errorf("%s: %d %v", tag, w.Code, w.Header())
			}
			var drawing struct {
				Label string `xml:"aria-label,attr"`
				Role  string `xml:"role,attr"`
				Title string `xml:"title"`
			}
			if err := xml.Unmarshal(w.Body.Bytes(), &drawing); err != nil || drawing.Role != "img" || drawing.Title != drawing.Label ||
				!strings.HasPrefix(drawing.Title, strings.Replace(tag, "*", "Rollcall", 1)+": ") {
				t.Errorf("%s: %+v, %v", tag, drawing, err)
			}
		}
	})
}

// TestBadgesAreCountedOnce: who asks for badges again and again, of whatever tag, does not have the project counted again and again.
func TestBadgesAreCountedOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t)
		_, twice := h.make("v3", `{"name": "x", "tags": "* prod prod"}`)
		h.ping("GET", twice, "")
		paths := []string{h.badge("*", "json"), h.badge("prod", "json"), h.badge("prod", "svg")}
		asked := h.book.Asked()
		for range 20 {
			for _, path := range paths {
				h.get(path)
			}
		}
		if n := h.book.Asked() - asked; n != 1 {
			t.Errorf("the states were asked for %d times", n)
		}
		if body := h.get(paths[1]).Body.String(); body != `{"status":"up","total":2,"grace":0,"down":0}` {
			t.Errorf("a tag that a check has twice: %s", body)
		}
	})
}

// TestBadgesOfAStoreThatIsAway: of a crowd that asks for badges meanwhile, one waits for the store, and the others no longer than that one.
func TestBadgesOfAStoreThatIsAway(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t)
		h.make("v3", `{"name": "x"}`)
		path := h.badge("*", "json")
		asked := h.book.Asked()
		h.book.Fail(errors.New("away"))
		for range 20 {
			if w := h.get(path); w.Code != 503 {
				t.Errorf("away: %d", w.Code)
			}
		}
		if n := h.book.Asked() - asked; n != 1 {
			t.Errorf("asked %d times, want 1", n)
		}
		h.book.Fail(nil)
		time.Sleep(5 * time.Second)
		if w := h.get(path); w.Code != 200 {
			t.Errorf("there again: %d", w.Code)
		}
	})
}

// TestBadgeSecrets asks for badges with what does not belong together.
func TestBadgeSecrets(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	path := h.badge("prod", "svg3")
	parts := strings.Split(path, "/") // "", badge, key, signature, prod.svg
	if strings.Contains(path, apiKey) || strings.Contains(path, readKey) || len(parts[3]) != 8 {
		t.Errorf("address %s", path)
	}
	for name, wrong := range map[string]string{
		"another tag":      "/badge/" + parts[2] + "/" + parts[3] + "/db.svg",
		"all of them":      "/badge/" + parts[2] + "/" + parts[3] + ".svg",
		"another key":      "/badge/" + strings.Repeat("0", 32) + "/" + parts[3] + "/prod.svg",
		"no signature":     "/badge/" + parts[2] + "/-2/prod.svg",
		"half of it":       "/badge/" + parts[2] + "/" + parts[3][:4] + "/prod.svg",
		"another form":     "/badge/" + parts[2] + "/" + parts[3] + "/prod.png",
		"no form":          "/badge/" + parts[2] + "/" + parts[3] + "/prod",
		"a third state":    "/badge/" + parts[2] + "/" + parts[3] + "-3/prod.svg",
		"the API key":      "/badge/" + apiKey + "/" + parts[3] + "/prod.svg",
		"too many parts":   path + "/x",
		"nothing after it": "/badge/" + parts[2] + "/",
	} {
		if w := h.get(wrong); w.Code != 404 {
			t.Errorf("%s: %d", name, w.Code)
		}
	}
	if w := h.do(httptest.NewRequest(http.MethodPost, path, http.NoBody)); w.Code != 405 {
		t.Errorf("POST: %d", w.Code)
	}
}
