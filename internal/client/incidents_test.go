package client_test

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"rollcall.dev/rollcall/internal/client"
	"rollcall.dev/rollcall/internal/rest/wire"
)

// A page that is picked out of many may be empty, and more come after it; a server that goes round in circles is left.
func TestEmptyPagesAreNotTheEnd(t *testing.T) {
	t.Parallel()
	var asked []string
	c := serve(t, func(w http.ResponseWriter, r *http.Request) {
		asked = append(asked, r.URL.RawQuery)
		fmt.Fprint(w, []string{
			`{"incidents":[],"next":"i5"}`, `{"incidents":[{"id":"i3"}],"next":"i3"}`, `{"incidents":[],"next":"i3"}`,
		}[len(asked)-1])
	})
	all, err := c.Incidents(t.Context(), client.IncidentFilter{Owner: "payments", Limit: 9})
	if err != nil || len(all) != 1 || all[0].ID != "i3" {
		t.Errorf("%v, %v", all, err)
	}
	if got, want := strings.Join(asked, " "), "limit=9&owner=payments before=i5&limit=9&owner=payments before=i3&limit=8&owner=payments"; got != want {
		t.Errorf("asked %s, want %s", got, want)
	}
}

func TestWhatIsSentAlong(t *testing.T) {
	t.Parallel()
	keys := map[string]bool{}
	c := serve(t, func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		keys[r.Header.Get("Idempotency-Key")] = true
		if r.Method == http.MethodPost && r.Header.Get("Content-Type") != "application/json" {
			t.Errorf("headers %v", r.Header)
		}
		fmt.Fprintf(w, `{"id":%q}`, fmt.Sprintf("%s %s %s", r.Method, r.URL.EscapedPath(), body))
	})
	for range 2 {
		i, err := c.Answer(t.Context(), "a/b", wire.Answer{Kind: "snooze", For: "2h"})
		if want := `POST /api/v1/incidents/a%2Fb/answers {"kind":"snooze","for":"2h"}`; err != nil || i.ID != want {
			t.Errorf("%s, %v; want %s", i.ID, err, want)
		}
	}
	if len(keys) != 2 || keys[""] {
		t.Errorf("keys %v, want one for each", keys)
	}
	s, err := c.Silence(t.Context(), wire.NewSilence{Match: wire.Match{Name: "x"}, Reason: "y", Until: "z"})
	if want := `POST /api/v1/silences {"match":{"name":"x"},"reason":"y","until":"z"}`; err != nil || s.ID != want {
		t.Errorf("%s, %v; want %s", s.ID, err, want)
	}
	if s, err = c.EndSilence(t.Context(), "a/b"); err != nil || s.ID != "DELETE /api/v1/silences/a%2Fb " {
		t.Errorf("%s, %v", s.ID, err)
	}
	if i, err := c.Incident(t.Context(), "a/b"); err != nil || i.ID != "GET /api/v1/incidents/a%2Fb " {
		t.Errorf("%s, %v", i.ID, err)
	}
}

func TestListsThatAreNone(t *testing.T) {
	t.Parallel()
	for _, body := range []string{`{}`, `{"monitors":3}`, `{"monitors":[],"next":3}`, `[]`} {
		c := serve(t, func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, body) })
		if _, err := c.Monitors(t.Context(), client.MonitorFilter{Limit: 1}); err == nil || !strings.Contains(err.Error(), "does not answer as a Rollcall does") {
			t.Errorf("%s: %v", body, err)
		}
	}
}
