package cli_test

import (
	"fmt"
	"net/http"
	"strings"
)

// fakeAPI answers what the scripts in testdata ask. It knows the token "good".
func fakeAPI() http.Handler {
	const (
		problem = `{"type":"about:blank","title":%q,"status":%d,"detail":%q}`
		dead    = `{"id":"d-9","status":"dead","incident":"i-1","job":"billing/invoices","change":"opened","receiver":"slack","address":"C0ALERTS",` +
			`"action":"post","queued_at":"2026-11-30T06:00:00Z","attempts":3,"last_error":"rejected (is_archived): slack: is_archived\u001b[31m\nsecond line",` +
			`"concluded_at":"2026-11-30T06:01:00Z"}`
		others = `{"id":"d-8","status":"pending","job":"nightly","change":"resolved","receiver":"webhook/audit","action":"reply",` +
			`"queued_at":"2026-11-30T05:00:00+09:00","not_before":"2026-11-30T06:30:00Z","attempts":12,"last_error":"%s"},` +
			`{"id":"d-7","status":"pending","job":"nightly","change":"opened","receiver":"console","action":"post","in_flight":true,` +
			`"queued_at":"2026-11-29T06:00:00Z","attempts":1},` +
			`{"id":"d-6","status":"sent","job":"nightly","change":"opened","receiver":"slack","address":"C1","action":"update",` +
			`"queued_at":"2026-11-29T06:00:00Z","attempts":1,"resent_by":"api/oncall"}`
	)
	mux := http.NewServeMux()
	guarded := func(pattern string, serve http.HandlerFunc) {
		mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
			if r.Header.Get("Authorization") != "Bearer good" {
				w.WriteHeader(http.StatusUnauthorized)
				fmt.Fprintf(w, problem, "Unauthorized", 401, "The token is not one of api.tokens.")
				return
			}
			serve(w, r)
		})
	}
	guarded("GET /api/v1/deliveries", func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.RawQuery {
		case "limit=100":
			fmt.Fprintf(w, `{"deliveries":[%s,%s]}`, dead, fmt.Sprintf(others, strings.Repeat("é", 200)))
		case "incident=i-1&limit=7&receiver=slack&status=dead":
			fmt.Fprintf(w, `{"deliveries":[%s]}`, dead)
		default:
			fmt.Fprint(w, `{"deliveries":[]}`)
		}
	})
	guarded("POST /api/v1/deliveries/{id}/resend", func(w http.ResponseWriter, r *http.Request) {
		if r.PathValue("id") == "d-6" && r.URL.RawQuery != "force=true" {
			w.WriteHeader(http.StatusConflict)
			fmt.Fprintf(w, problem, "Conflict", 409, "It is not sent again: it has arrived.")
			return
		}
		fmt.Fprint(w, strings.Replace(dead, "d-9", r.PathValue("id"), 1))
	})
	guarded("POST /api/v1/deliveries/resend", func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Query().Get("receiver") {
		case "slack":
			fmt.Fprint(w, `{"resent":["d-9"],"refused":[]}`)
		case "pager":
			fmt.Fprint(w, `{"resent":[],"refused":[]}`)
		default:
			fmt.Fprint(w, `{"resent":["d-9","d-5"],"refused":[{"id":"d-4","reason":"it waits to be sent anyway"}]}`)
		}
	})
	fakeDesk(guarded)
	return mux
}
