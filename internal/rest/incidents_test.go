package rest_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/rest"
)

const (
	listedStart = `{"id":"i1","version":4,"kind":"failing","status":"acknowledged","severity":"high","monitor":"kube/1","cluster":"prod",` +
		`"job":"billing/invoices","owner":"payments","opened_at":"2026-11-30T06:00:00Z","updated_at":"2026-11-30T06:01:00Z",` +
		`"cause":{"code":"OOMKilled","summary":"killed"`
	listedEnd = `},"count":2,"acked_by":{"id":"slack/U1","name":"@ann"},"acked_at":"2026-11-30T06:01:00Z","held":false,"link":"https://x/i1"`
	listed    = listedStart + listedEnd + `}`
	whole     = listedStart + `,"signal":"\u003cb\u003e","exit_code":137,"log_tail":"tail"` + listedEnd +
		`,"commands":["kubectl -n billing describe cronjob/invoices","kubectl -n billing events --for cronjob/invoices",` +
		`"kubectl -n billing get jobs --sort-by=.metadata.creationTimestamp"],"members":[{"slot":"2026-11-30T06:00:00Z","run":"r","judgement":"failed","code":"OOMKilled","at":"2026-11-30T06:00:00Z"}],` +
		`"timeline":[{"at":"2026-11-30T06:00:00Z","by":{"id":"slack/U1"},"what":"commented","text":"on it"}]`
)

// ledgers is how the job gets the team that is called "The Ledger".
const ledgers = `,"correction":{"source":"annotation a8r.io/owner","patch":"# CronJob billing/invoices\nmetadata:\n  annotations:\n` +
	`    a8r.io/owner: \"ledger\"\n","command":"kubectl annotate cronjob --namespace billing invoices --overwrite a8r.io/owner=ledger"}}`

func TestIncidents(t *testing.T) {
	t.Parallel()
	const path = "/api/v1/incidents"
	for name, tc := range map[string]exchange{
		"a list":            {"reader", "GET " + path, "", 200, `{"incidents":[` + listed + `]}`},
		"a page":            {"reader", "GET " + path + "?limit=1", "", 200, `{"incidents":[` + listed + `],"next":"i1"}`},
		"one":               {"reader", "GET " + path + "/i1", "", 200, whole + `,"deliveries":{"pending":0,"sent":2,"skipped":0,"dead":1}}`},
		"members":           {"reader", "GET " + path + "/i2/members", "", 200, `{"incidents":[` + listed + `]}`},
		"none of that name": {"reader", "GET " + path + "/ix", "", 404, `There is no \"/api/v1/incidents/ix\"`},
		"members of none":   {"reader", "GET " + path + "/ix/members", "", 404, `There is no`},
		"no burst":          {"reader", "GET " + path + "/i1/members", "", 404, `Only a burst has other incidents as its members, and \"i1\" is of the kind failing.`},
		"mistakes": {"reader", "GET " + path + "?status=lost&kind=odd&limit=0&color=red", "", 400, `"errors":[` +
			`{"field":"color","value":"red","allowed":"the parameters status, monitor, owner, kind, burst, before, limit"},` +
			`{"field":"kind","value":"odd","allowed":"failing, absent, stalled, blind, burst, digest"},` +
			`{"field":"limit","value":"0","allowed":"a whole number from 1 to 1000"},` +
			`{"field":"status","value":"lost","allowed":"open, acknowledged, resolved, unresolved"}]`},
		"no parameters":      {"reader", "GET " + path + "/i1?x=1", "", 400, `{"field":"x","value":"1","allowed":"no parameters"}`},
		"members, mistaken":  {"reader", "GET " + path + "/i2/members?status=open", "", 400, `"allowed":"the parameters before, limit"`},
		"a stranger":         {"stranger", "GET " + path, "", 401, "The token is not one of api.tokens."},
		"another method":     {"actor", "DELETE " + path + "/i1", "", 405, `{"field":"method","value":"DELETE","allowed":"GET"}`},
		"a reader that acts": {"reader", "POST " + path + "/i1/answers", `{"kind":"resolve"}`, 403, `The token \"reader\" may only read`},

		"answered":         {"actor", "POST " + path + "/i1/answers", `{"kind":"resolve"}`, 200, whole + "}"},
		"snoozed":          {"actor", "POST " + path + "/i1/answers", `{"kind":"snooze","for":"1d12h"}`, 200, whole + "}"},
		"of others":        {"actor", "POST " + path + "/i1/answers", `{"kind":"wrong_owner","text":"The Ledger"}`, 200, whole + ledgers},
		"none to answer":   {"actor", "POST " + path + "/ix/answers", `{"kind":"resolve"}`, 404, "There is no"},
		"stale":            {"actor", "POST " + path + "/i1/answers", `{"kind":"comment","text":"stale"}`, 409, "It has changed meanwhile: it recovered at noon."},
		"no use":           {"actor", "POST " + path + "/i1/answers", `{"kind":"comment","text":"no use"}`, 409, "There is no use in that: it is over."},
		"malformed":        {"actor", "POST " + path + "/i1/answers", `{"kind":"comment","text":"bad"}`, 422, "That cannot be understood: until: too late."},
		"no JSON":          {"actor", "POST " + path + "/i1/answers", `kind=resolve`, 400, "The body is to be a JSON object with the fields kind, text, until, for, version."},
		"nothing":          {"actor", "POST " + path + "/i1/answers", ``, 400, "The body is to be a JSON object"},
		"no object":        {"actor", "POST " + path + "/i1/answers", `[]`, 400, "The body is to be a JSON object"},
		"two objects":      {"actor", "POST " + path + "/i1/answers", `{"kind":"resolve"}{}`, 400, "The body is to be a JSON object"},
		"an unknown field": {"actor", "POST " + path + "/i1/answers", `{"kind":"resolve","who":"me"}`, 422, `{"field":"who","value":"","allowed":"the fields kind, text, until, for, version"}`},
		"a wrong type":     {"actor", "POST " + path + "/i1/answers", `{"kind":1}`, 422, `{"field":"kind","value":"number","allowed":"a string"}`},
		"no version":       {"actor", "POST " + path + "/i1/answers", `{"kind":"resolve","version":"new"}`, 422, `{"field":"version","value":"string","allowed":"a whole number"}`},
		"an old version":   {"actor", "POST " + path + "/i1/answers", `{"kind":"resolve","version":-1}`, 422, `{"field":"version","value":"-1"`},
		"another kind":     {"actor", "POST " + path + "/i1/answers", `{"kind":"shrug"}`, 422, `{"field":"kind","value":"shrug","allowed":"acknowledge, snooze, resolve, reopen, not_actionable, wrong_owner, comment"}`},
		"no comment":       {"actor", "POST " + path + "/i1/answers", `{"kind":"comment","text":" "}`, 422, `{"field":"text","value":" ","allowed":"a comment"}`},
		"a long text":      {"actor", "POST " + path + "/i1/answers", `{"kind":"comment","text":"` + strings.Repeat("é", 2001) + `"}`, 422, `{"field":"text","value":"2001 characters","allowed":"up to 2000"}`},
		"too much":         {"actor", "POST " + path + "/i1/answers", `{"kind":"comment","text":"` + strings.Repeat("x", 70_000) + `"}`, 413, "The body has more than 65536 bytes."},
		"for how long":     {"actor", "POST " + path + "/i1/answers", `{"kind":"snooze"}`, 422, `{"field":"for","value":"","allowed":"a time from 1s to 366d, such as 30m, 4h, 2d or 1w, or until: an instant"}`},
		"no length":        {"actor", "POST " + path + "/i1/answers", `{"kind":"snooze","for":"soon"}`, 422, `{"field":"for","value":"soon","allowed":"a time from 1s`},
		"no instant":       {"actor", "POST " + path + "/i1/answers", `{"kind":"snooze","until":"noon"}`, 422, `{"field":"until","value":"noon","allowed":"an instant such as`},
		"both":             {"actor", "POST " + path + "/i1/answers", `{"kind":"snooze","for":"1h","until":"2026-12-01T08:00:00Z"}`, 422, `{"field":"for","value":"1h","allowed":"either for or until"}`},
		"an end of what does not end": {
			"actor", "POST " + path + "/i1/answers", `{"kind":"resolve","for":"1h"}`, 422, `{"field":"for","value":"1h","allowed":"nothing but with kind snooze"}`,
		},
		"an end likewise": {
			"actor", "POST " + path + "/i1/answers", `{"kind":"resolve","until":"2026-12-01T08:00:00Z"}`, 422, `{"field":"until","value":"2026-12-01T08:00:00Z","allowed":"nothing`,
		},
		"answer parameters": {"actor", "POST " + path + "/i1/answers?force=true", `{"kind":"resolve"}`, 400, `{"field":"force","value":"true","allowed":"no parameters"}`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tc.check(t)
		})
	}
}

func TestWhatIsAskedOfTheDesk(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		d := &desk{}
		ask := func(who, request, body string) {
			if w, _ := say(t, d.options(), who, request, body); w.Code/100 != 2 {
				t.Errorf("%s: %d %s", request, w.Code, w.Body)
			}
		}
		ask("reader", "GET /api/v1/incidents?status=unresolved&monitor=kube/1&owner=payments&kind=burst&burst=i2&before=i9&limit=7", "")
		ask("reader", "GET /api/v1/incidents?status=open", "")
		ask("reader", "GET /api/v1/incidents/i2/members?before=i9&limit=7", "")
		ask("actor", "POST /api/v1/incidents/i1/answers", `{"kind":"snooze","for":"2h","text":"later","version":4}`)
		ask("actor", "POST /api/v1/incidents/i1/answers", `{"kind":"snooze","until":"2026-12-01T09:00:00+01:00"}`)
		ask("reader", "GET /api/v1/silences?ended=true&before=s9&limit=7", "")
		ask("actor", "POST /api/v1/silences", `{"match":{"monitor":"m","cluster":"c","namespace":"n","name":"x","labels":{"a":"b"},"owner":"o",`+
			`"cause":"OOMKilled"},"reason":"moving","for":"1w","until_recovery":true}`)
		ask("reader", "GET /api/v1/audit?subject=i1&before=a9&limit=7", "")
		ask("reader", "GET /api/v1/monitors?source=checkin&namespace=n&search=x&after=m&limit=7", "")
		now := time.Now()
		want := []any{
			rest.IncidentFilter{Unresolved: true, Monitor: "kube/1", Owner: "payments", Kind: incident.Burst, Burst: "i2", Before: "i9", Limit: 7},
			rest.IncidentFilter{Status: incident.Open, Limit: 100},
			rest.IncidentFilter{Burst: "i2", Before: "i9", Limit: 7},
			incident.Answer{
				Incident: "i1", Kind: incident.Snooze, By: actor(), At: now, Until: now.Add(2 * time.Hour), Text: "later", Version: 4,
			},
			incident.Answer{Incident: "i1", Kind: incident.Snooze, By: actor(), At: now, Until: time.Date(2026, 12, 1, 8, 0, 0, 0, time.UTC)},
			rest.SilenceFilter{Ended: true, Before: "s9", Limit: 7},
			incident.Silence{By: actor(), Reason: "moving", CreatedAt: now, Until: now.Add(7 * 24 * time.Hour), UntilRecovery: true, Match: incident.Matcher{
				Monitor: "m", Cluster: "c", Namespace: "n", Name: "x", Labels: map[string]string{"a": "b"}, Owner: "o", Cause: "OOMKilled",
			}},
			"i1", "a9", 7,
			rest.MonitorFilter{Source: "checkin", Namespace: "n", Search: "x", After: "m", Limit: 7},
		}
		ids := cmp.Options{cmpopts.IgnoreFields(incident.Answer{}, "ID"), cmpopts.IgnoreFields(incident.Silence{}, "ID")}
		if diff := cmp.Diff(want, d.asked, ids); diff != "" {
			t.Errorf("asked (-want +got):\n%s", diff)
		}
	})
}

// A key makes the same of the same request, for its caller; without one each request is another.
func TestWhatIsDoneOnce(t *testing.T) {
	t.Parallel()
	id := func(key string) string {
		d := &desk{}
		w, _ := say(t, d.options(), "actor", "POST /api/v1/incidents/i1/answers", `{"kind":"resolve"}`, "Idempotency-Key", key)
		if w.Code != http.StatusOK {
			t.Fatalf("%d %s", w.Code, w.Body)
		}
		return d.asked[0].(incident.Answer).ID
	}
	if a, b := id("one"), id("one"); a != b || a == "" {
		t.Errorf("the same key makes %q and %q", a, b)
	}
	if a, b := id("one"), id("two"); a == b {
		t.Errorf("two keys make %q", a)
	}
	if a, b := id(""), id(""); a == b || a == "" {
		t.Errorf("without a key both are %q", a)
	}
	for _, bad := range []string{strings.Repeat("x", 201), "é"} {
		for _, request := range []string{"POST /api/v1/incidents/i1/answers", "POST /api/v1/silences"} {
			w, _ := say(t, (&desk{}).options(), "actor", request, `{}`, "Idempotency-Key", bad)
			if w.Code != http.StatusBadRequest || !strings.Contains(w.Body.String(), `"field":"Idempotency-Key"`) {
				t.Errorf("%q: %d %s", bad, w.Code, w.Body)
			}
		}
	}
}

// Whatever is sent along, it is taken or refused with a problem.
func FuzzBody(f *testing.F) {
	f.Add(`{"kind":"snooze","for":"2h","until":"","text":"x","version":3}`, "key")
	f.Add(`{"kind":["x"],"match":{"labels":{"a":1}}}`, "\x00")
	f.Add(`{"match":{"name":"x"},"reason":"y","until":"2026-12-01T08:00:00Z"}`, "")
	f.Fuzz(func(t *testing.T, body, key string) {
		for _, request := range []string{"POST /api/v1/incidents/i1/answers", "POST /api/v1/silences"} {
			w, _ := say(t, (&desk{}).options(), "actor", request, body, "Idempotency-Key", key)
			switch w.Code {
			case http.StatusOK, http.StatusCreated, http.StatusBadRequest, http.StatusConflict, http.StatusRequestEntityTooLarge,
				http.StatusUnprocessableEntity:
			default:
				t.Errorf("%s %q: %d", request, body, w.Code)
			}
			if !json.Valid(w.Body.Bytes()) {
				t.Errorf("%s %q: %s", request, body, w.Body)
			}
		}
	})
}
