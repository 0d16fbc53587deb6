package cli_test

import (
	"fmt"
	"net/http"
)

// fakeDefects answers for what the daily check has found.
func fakeDefects(guarded func(pattern string, serve http.HandlerFunc)) {
	const (
		unowned = `{"id":"no_owner kube/c","kind":"no_owner","subject":"shop/c","monitor":"kube/c","team":"triage",` +
			`"detail":"Triage is told instead \u001b[31m","since":"2026-11-30T06:00:00Z","last_seen":"2026-11-30T09:00:00Z"}`
		bare = `{"id":"no_runbook kube/1","kind":"no_runbook","subject":"shop/run","monitor":"kube/1","team":"web",` +
			`"since":"2026-11-29T06:00:00Z","last_seen":"2026-11-30T09:00:00Z"}`
	)
	guarded("GET /api/v1/defects", func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.RawQuery {
		case "limit=100":
			fmt.Fprintf(w, `{"defects":[%s],"next":"no_owner kube/c"}`, unowned)
		case "after=no_owner+kube%2Fc&limit=99", "kind=no_runbook&limit=3&team=web":
			fmt.Fprintf(w, `{"defects":[%s]}`, bare)
		case "kind=ugly&limit=100":
			w.WriteHeader(http.StatusBadRequest)
			fmt.Fprint(w, `{"title":"Bad Request","detail":"There is a mistake.","errors":[{"field":"kind","value":"ugly","allowed":"no_owner, unknown_team"}]}`)
		default:
			fmt.Fprint(w, `{"defects":[]}`)
		}
	})
}
