package client_test

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"testing"

	"rollcall.dev/rollcall/internal/client"
	"rollcall.dev/rollcall/internal/rest/wire"
)

func TestRemediesAreAskedFor(t *testing.T) {
	t.Parallel()
	c := serve(t, func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		asked := fmt.Sprintf("%s %s %s", r.Method, r.URL.EscapedPath(), body)
		if len(body) > 0 && r.Header.Get("Idempotency-Key") == "" {
			t.Errorf("%s: without a key", asked)
		}
		fmt.Fprintf(w, `{"incident":%[1]q,"job":%[1]q,"id":%[1]q}`, asked)
	})
	o, err := c.Offer(t.Context(), "a/b")
	if o.Incident != "GET /api/v1/incidents/a%2Fb/rerun " || err != nil {
		t.Errorf("%s, %v", o.Incident, err)
	}
	r, err := c.Rerun(t.Context(), "a/b", wire.NewRerun{Attempt: 1, Spec: "s", Checked: true, Reason: "x"})
	want := `POST /api/v1/incidents/a%2Fb/rerun {"attempt":1,"spec":"s","offered_at":"0001-01-01T00:00:00Z","checked":true,"reason":"x"}`
	if r.Job != want || err != nil {
		t.Errorf("%s, %v; want %s", r.Job, err, want)
	}
	s, err := c.Suspend(t.Context(), "kube/1", wire.NewSuspension{For: "2h", Reason: "x"})
	if want := `POST /api/v1/monitors/kube%2F1/suspend {"for":"2h","reason":"x"}`; s.ID != want || err != nil {
		t.Errorf("%s, %v; want %s", s.ID, err, want)
	}
	if s, err = c.Resume(t.Context(), "kube/1"); s.ID != "POST /api/v1/monitors/kube%2F1/resume " || err != nil {
		t.Errorf("%s, %v", s.ID, err)
	}
}

func TestARefusalHasAReason(t *testing.T) {
	t.Parallel()
	c := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusConflict)
		fmt.Fprint(w, `{"title":"Conflict","detail":"It is running now.","reason":"running"}`)
	})
	_, err := c.Offer(t.Context(), "i")
	if p, ok := errors.AsType[*client.ProblemError](err); !ok || p.Reason != "running" {
		t.Errorf("%v", err)
	}
}
