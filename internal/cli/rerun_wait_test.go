package cli_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"rollcall.dev/rollcall/internal/cli"
)

// TestWaitingForARunThatNobodyFollows: what an incident has ended before tells no end of the run, and is not waited for.
func TestWaitingForARunThatNobodyFollows(t *testing.T) {
	t.Parallel()
	const run = `{"attempt":1,"job":"invoices-rerun-1","by":{"id":"api/ops"},"at":"2026-11-30T06:20:00Z","state":"started"}`
	mux := http.NewServeMux()
	mux.HandleFunc("GET /api/v1/incidents/i-1/rerun", func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprint(w, `{"incident":"i-1","attempt":1,"spec":"s","offered_at":"2026-11-30T06:15:00Z","namespace":"billing","name":"invoices","declared":"safe"}`)
	})
	mux.HandleFunc("POST /api/v1/incidents/i-1/rerun", func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusCreated)
		fmt.Fprint(w, run)
	})
	mux.HandleFunc("GET /api/v1/incidents/i-1", func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprint(w, `{"id":"i-1","status":"resolved","resolved_at":"2026-11-30T06:21:00Z","reruns":[`+run+`]}`)
	})
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	var out, said strings.Builder
	code := cli.Execute(t.Context(), []string{"rerun", "i-1", "--yes", "--wait", "--server", server.URL}, &out, &said)
	if want := "the incident has ended meanwhile, so how Job invoices-rerun-1 ends is not followed"; code != 1 || !strings.Contains(said.String(), want) {
		t.Errorf("%d %s %s", code, &out, &said)
	}
}
