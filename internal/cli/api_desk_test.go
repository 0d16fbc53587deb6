package cli_test

import (
	"fmt"
	"io"
	"net/http"
	"strings"
)

// fakeDesk answers for incidents, silences and monitors.
func fakeDesk(guarded func(pattern string, serve http.HandlerFunc)) {
	fakeIncidents(guarded)
	fakeSilences(guarded)
	fakeRemedies(guarded)
	fakeDefects(guarded)
	guarded("GET /api/v1/monitors", func(w http.ResponseWriter, r *http.Request) {
		const invoices = `{"id":"kube/1","source":"kubernetes","cluster":"prod","job":"billing/invoices","state":"trouble","open":1,"owner":"payments",` +
			`"schedule":"0 6 * * *","zone":"Europe/Berlin","last":"failed","last_at":"2026-11-30T06:02:00Z","last_success":"2026-11-29T06:02:00Z",` +
			`"next_slot":"2026-12-01T05:00:00Z"}`
		switch r.URL.RawQuery {
		case "limit=100":
			fmt.Fprintf(w, `{"monitors":[%s],"next":"kube/1"}`, invoices)
		case "after=kube%2F1&limit=99":
			fmt.Fprint(w, `{"monitors":[{"id":"checkin/2","source":"checkin","job":"nightly","state":"waiting","open":0}]}`)
		case "limit=3&namespace=billing&search=inv&source=kubernetes":
			fmt.Fprintf(w, `{"monitors":[%s]}`, invoices)
		case "limit=500&namespace=billing&search=invoices&source=kubernetes":
			fmt.Fprintf(w, `{"monitors":[{"id":"kube/9","cluster":"prod","job":"billing/invoices-all"},%s]}`, invoices)
		case "limit=500&namespace=billing&search=close&source=kubernetes":
			fmt.Fprint(w, `{"monitors":[{"id":"kube/3","cluster":"prod","job":"billing/close"},{"id":"kube/4","cluster":"test","job":"billing/close"}]}`)
		default:
			fmt.Fprint(w, `{"monitors":[]}`)
		}
	})
}

// listed is an incident as lists have it; whole has what is not in lists.
const (
	listed = `{"id":"%s","version":4,"kind":"failing","status":"acknowledged","severity":"high","monitor":"kube/1","cluster":"prod",` +
		`"job":"billing/invoices","owner":"payments","opened_at":"2026-11-30T06:00:00Z","updated_at":"2026-11-30T06:10:00Z",` +
		`"cause":{"code":"OOMKilled","summary":"container \"main\" was killed for memory\u001b[31m"%s},"count":2,` +
		`"acked_by":{"id":"slack/U1","name":"@ann"},"acked_at":"2026-11-30T06:10:00Z","held":false%s}`
	cause = `,"signal":"OOMKilled, exit code 137","advice":["kubectl describe pod x","raise the limit"]`
	whole = `,"act_by":"2026-11-30T06:30:00Z","snoozed_until":"2026-11-30T09:00:00Z","last_success":"2026-11-29T06:02:00Z",` +
		`"compared":true,"changed":[{"what":"image","name":"main","before":"a:1","after":"a:2"},{"what":"spec","name":"env"},` +
		`{"what":"image","name":"new","after":"b\u001b[31m"}],"depends_on":["ledger-db","billing/export"],` +
		`"last_time":{"id":"i-0","opened_at":"2026-11-20T06:00:00Z","resolved_at":"2026-11-20T07:00:00Z","count":1,"same_cause":true,` +
		`"resolved_by":{"id":"slack/U1","name":"@ann"},"said":[{"at":"2026-11-20T07:00:00Z","by":{"id":"slack/U1","name":"@ann"},"what":"resolved","text":"restarted\nit"}]},` +
		`"commands":["kubectl -n billing describe job/invoices-1","kubectl -n billing logs\u001b[31m"],` +
		`"members":[{"slot":"2026-11-30T06:00:00Z","run":"invoices-1","judgement":"failed","code":"OOMKilled","at":"2026-11-30T06:02:00Z"}],` +
		`"timeline":[{"at":"2026-11-30T06:02:00Z","by":{"id":"rollcall","name":"Rollcall"},"what":"opened"},` +
		`{"at":"2026-11-30T06:09:00Z","by":{"id":"rollcall","name":"Rollcall"},"what":"repeated","times":3},` +
		`{"at":"2026-11-30T06:10:00Z","by":{"id":"slack/U1"},"what":"snoozed","text":"on\nit","until":"2026-11-30T09:00:00Z"}],` +
		`"deliveries":{"pending":1,"sent":2,"skipped":0,"dead":0}`
)

func fakeIncidents(guarded func(pattern string, serve http.HandlerFunc)) {
	const burst = `{"id":"i-2","version":1,"kind":"burst","status":"open","monitor":"cluster/prod","job":"prod","opened_at":"2026-11-30T05:00:00Z",` +
		`"updated_at":"2026-11-30T05:00:00Z","cause":{"code":"NodeLost","summary":"the node went away"},"count":40,"held":false,"muted_by":"s-1"}`
	guarded("GET /api/v1/incidents", func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.RawQuery {
		case "limit=100":
			fmt.Fprint(w, `{"incidents":[],"next":"i-9"}`) // a page may be empty, and more come
		case "before=i-9&limit=100":
			fmt.Fprintf(w, `{"incidents":[`+listed+`,%s]}`, "i-1", "", "", burst)
		case "burst=i-2&kind=failing&limit=5&monitor=kube%2F1&owner=payments&status=unresolved":
			fmt.Fprintf(w, `{"incidents":[`+listed+`]}`, "i-1", "", "")
		case "limit=500&monitor=kube%2F1&status=unresolved":
			fmt.Fprintf(w, `{"incidents":[{"id":"i-8","kind":"absent","status":"open"},`+listed+`]}`, "i-1", "", "")
		default:
			fmt.Fprint(w, `{"incidents":[]}`)
		}
	})
	guarded("GET /api/v1/incidents/{id}", func(w http.ResponseWriter, r *http.Request) {
		ran := `,"reruns":[{"attempt":1,"job":"invoices-rerun-1","by":{"id":"api/ops","name":"ops"},"at":"2026-11-30T06:20:00Z",` +
			`"reason":"the file is there","state":"` + map[string]string{"i-5": "failed"}[r.PathValue("id")]
		if r.PathValue("id") != "i-5" {
			ran += "succeeded"
		}
		fmt.Fprintf(w, listed, r.PathValue("id"), cause, whole+ran+`"}]`)
	})
	guarded("POST /api/v1/incidents/{id}/answers", func(w http.ResponseWriter, r *http.Request) {
		said, _ := io.ReadAll(r.Body)
		switch {
		case r.PathValue("id") == "i-3":
			w.WriteHeader(http.StatusConflict)
			fmt.Fprint(w, `{"title":"Conflict","detail":"It has changed meanwhile: it recovered."}`)
		case r.Header.Get("Idempotency-Key") == "" || r.Header.Get("Content-Type") != "application/json":
			w.WriteHeader(http.StatusTeapot)
		case strings.Contains(string(said), "payments"):
			fmt.Fprint(w, `{"id":"i-4","status":"open","job":"billing/close","correction":{"source":"rule 3","patch":"# CronJob billing/close\nmetadata:\n`+
				`  annotations:\n    rollcall.dev/owner: \"payments\"\n","command":"kubectl annotate cronjob --namespace billing close\u001b[31m",`+
				`"also":"The owner comes from rule 3."}}`)
		default: // what was said shows in the answer
			fmt.Fprintf(w, `{"id":%q,"status":"open","job":%q}`, r.PathValue("id"), said)
		}
	})
}

func fakeSilences(guarded func(pattern string, serve http.HandlerFunc)) {
	const (
		moving = `{"id":"s-1","active":true,"match":{"namespace":"billing-*","labels":{"tier":"1","app":"x"}},"by":{"id":"api/oncall","name":"oncall"},` +
			`"reason":"we move","created_at":"2026-11-30T06:00:00Z","until":"2026-11-30T08:00:00Z","until_recovery":true,"muted":3,"incidents":["i-2"]}`
		ended = `{"id":"s-0","active":false,"match":{"name":"close","owner":"payments","cause":"OOMKilled"},"by":{"id":"slack/U1","name":"@ann"},` +
			`"reason":"known","created_at":"2026-11-29T06:00:00Z","until":"2026-11-30T08:00:00Z","until_recovery":false,` +
			`"ended_at":"2026-11-29T07:00:00Z","ended_by":{"id":"slack/U1"},"muted":0,"incidents":[]}`
	)
	const held = `{"id":"s-3","active":true,"match":{"monitor":"kube/1"},"by":{"id":"slack/U1","name":"@ann"},"reason":"rebuilding",` +
		`"created_at":"2026-11-28T06:00:00Z","until":"2026-11-30T08:00:00Z","until_recovery":false,"muted":0,"incidents":[],` +
		`"suspends":{"monitor":"kube/1","job":"billing/invoices","state":"suspended"}}`
	guarded("GET /api/v1/silences", func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.RawQuery {
		case "limit=100":
			fmt.Fprintf(w, `{"silences":[%s,%s]}`, moving, held)
		case "ended=true&limit=100":
			fmt.Fprintf(w, `{"silences":[%s,%s]}`, moving, ended)
		default:
			fmt.Fprint(w, `{"silences":[]}`)
		}
	})
	guarded("POST /api/v1/silences", func(w http.ResponseWriter, r *http.Request) {
		said, _ := io.ReadAll(r.Body)
		if strings.Contains(string(said), "100d") {
			w.WriteHeader(http.StatusUnprocessableEntity)
			fmt.Fprint(w, `{"title":"Unprocessable Entity","detail":"Until: want at most 90 days from now."}`)
			return
		}
		w.WriteHeader(http.StatusCreated)
		fmt.Fprintf(w, `{"id":"s-2","match":{"name":%q},"until":"2026-11-30T08:00:00Z"}`, said) // what was said shows in the answer
	})
	guarded("DELETE /api/v1/silences/{id}", func(w http.ResponseWriter, r *http.Request) {
		if r.PathValue("id") != "s-1" {
			w.WriteHeader(http.StatusConflict)
			fmt.Fprint(w, `{"title":"Conflict","detail":"There is no use in that: it has ended already."}`)
			return
		}
		fmt.Fprint(w, moving)
	})
}
