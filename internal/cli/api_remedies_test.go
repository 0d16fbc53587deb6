package cli_test

import (
	"fmt"
	"io"
	"net/http"
	"strings"
)

// fakeRemedies offers to run i-1 again, which is safe, and i-2 and i-5, which are not said to be; i-3 runs already.
func fakeRemedies(guarded func(pattern string, serve http.HandlerFunc)) {
	const offer = `{"incident":%q,"version":4,"attempt":1,"spec":"spec-1","job_name":"invoices-rerun-1","offered_at":"2026-11-30T06:15:00Z",` +
		`"until":"2026-11-30T06:30:00Z","cluster":"prod","namespace":"billing","name":"invoices","images":["invoices:1","proxy:2\u001b[31m"]%s,` +
		`"warnings":["It runs as of now, and not as of 2026-11-30 06:00 UTC."]}`
	guarded("GET /api/v1/incidents/{id}/rerun", func(w http.ResponseWriter, r *http.Request) {
		id := r.PathValue("id")
		if id == "i-3" {
			w.WriteHeader(http.StatusConflict)
			fmt.Fprint(w, `{"title":"Conflict","detail":"billing/invoices is running now.","reason":"running"}`)
			return
		}
		says := `,"declared":"safe","must_check":false`
		if id == "i-2" || id == "i-5" {
			says = `,"note":"see the ledger","must_check":true`
		}
		fmt.Fprintf(w, offer, id, says)
	})
	guarded("POST /api/v1/incidents/{id}/rerun", func(w http.ResponseWriter, r *http.Request) {
		said, _ := io.ReadAll(r.Body)
		w.WriteHeader(http.StatusCreated) // what was said shows in the answer
		fmt.Fprintf(w, `{"attempt":1,"job":"invoices-rerun-1","by":{"id":"api/ops"},"at":"2026-11-30T06:20:00Z","reason":%q,"state":"started"}`, said)
	})
	const held = `{"id":"s-3","until":"2026-11-30T08:00:00Z","reason":%q,"suspends":{"monitor":%q,"job":"billing/invoices","state":"asked"}}`
	guarded("POST /api/v1/monitors/{id}/suspend", func(w http.ResponseWriter, r *http.Request) {
		said, _ := io.ReadAll(r.Body)
		if strings.Contains(string(said), "100d") {
			w.WriteHeader(http.StatusUnprocessableEntity)
			fmt.Fprint(w, `{"title":"Unprocessable Entity","detail":"Until: want at most 90 days from now."}`)
			return
		}
		w.WriteHeader(http.StatusCreated)
		fmt.Fprintf(w, held, said, r.PathValue("id"))
	})
	guarded("POST /api/v1/monitors/{id}/resume", func(w http.ResponseWriter, r *http.Request) {
		if r.PathValue("id") != "kube/1" {
			w.WriteHeader(http.StatusConflict)
			fmt.Fprint(w, `{"title":"Conflict","detail":"Rollcall has not suspended it.","reason":"no_suspension"}`)
			return
		}
		fmt.Fprintf(w, held, "", r.PathValue("id"))
	})
}
