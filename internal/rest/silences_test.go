package rest_test

import (
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// The bubbles of these tests begin in 2000: none of the silences has begun.
const (
	silenced = `,"active":false,"match":{"namespace":"billing-*","labels":{"a":"b"}},"by":{"id":"api/actor","name":"actor"},"reason":"moving",` +
		`"created_at":"2026-11-30T06:00:00Z","until":"2026-11-30T07:00:00Z","until_recovery":false,`
	quiet = `{"id":"s1"` + silenced + `"muted":3,"incidents":["i1"]}`
	ended = `{"id":"s1"` + silenced + `"ended_at":"2026-11-30T06:01:00Z","ended_by":{"id":"api/actor","name":"actor"},"muted":3,"incidents":["i1"]}`
	begun = `{"id":"s/2"` + silenced + `"muted":3,"incidents":["i1"]}`
)

func TestSilencesAuditAndMonitors(t *testing.T) {
	t.Parallel()
	const (
		path = "/api/v1/silences"
		job  = `,"job":"billing/invoices","state":"`
		rest = `"owner":"payments","schedule":"0 6 * * *","zone":"Europe/Berlin","last":"succeeded","last_at":"2026-11-30T06:00:00Z",` +
			`"last_success":"2026-11-30T06:00:00Z","next_slot":"2026-11-30T07:00:00Z"}`
		kube  = `{"id":"kube/1","source":"kubernetes","cluster":"prod"` + job
		known = `{"field":"match.cause","value":"Gremlins","allowed":"a code of the catalogue in docs/verdicts.md, such as OOMKilled"}`
	)
	for name, tc := range map[string]exchange{
		"a list":             {"reader", "GET " + path, "", 200, `{"silences":[` + quiet + `]}`},
		"a page":             {"reader", "GET " + path + "?limit=1", "", 200, `{"silences":[` + quiet + `],"next":"s1"}`},
		"one":                {"reader", "GET " + path + "/s1", "", 200, quiet},
		"none of that name":  {"reader", "GET " + path + "/sx", "", 404, "There is no"},
		"begun":              {"actor", "POST " + path, `{"match":{"name":"x"},"reason":"moving","for":"2h"}`, 201, begun},
		"ended":              {"actor", "DELETE " + path + "/s1", "", 200, ended},
		"none to end":        {"actor", "DELETE " + path + "/sx", "", 404, "There is no"},
		"over":               {"actor", "DELETE " + path + "/over", "", 409, "There is no use in that: it has ended already."},
		"mistakes":           {"reader", "GET " + path + "?ended=maybe&limit=x", "", 400, `[{"field":"ended","value":"maybe","allowed":"true, false"},{"field":"limit"`},
		"no parameters":      {"reader", "GET " + path + "/s1?x=1", "", 400, `"allowed":"no parameters"`},
		"none to begin with": {"actor", "POST " + path + "?x=1", `{}`, 400, `"allowed":"no parameters"`},
		"none to end with":   {"actor", "DELETE " + path + "/s1?x=1", "", 400, `"allowed":"no parameters"`},
		"a reader begins":    {"reader", "POST " + path, `{}`, 403, `may only read`},
		"a reader ends":      {"reader", "DELETE " + path + "/s1", "", 403, `may only read`},
		"no reason":          {"actor", "POST " + path, `{"match":{"name":"x"},"for":"2h"}`, 422, "Reason: empty, want why, for whoever wonders later."},
		"everything":         {"actor", "POST " + path, `{"match":{},"reason":"x","for":"2h"}`, 422, "Match: empty, want at least one of monitor, cluster"},
		"no pattern":         {"actor", "POST " + path, `{"match":{"name":"["},"reason":"x","for":"2h"}`, 422, `Match.name: \"[\" is no pattern`},
		"too long":           {"actor", "POST " + path, `{"match":{"name":"x"},"reason":"x","for":"91d"}`, 422, "want at most 90 days from now."},
		"without an end":     {"actor", "POST " + path, `{"match":{"name":"x"},"reason":"x"}`, 422, `{"field":"for","value":""`},
		"no cause":           {"actor", "POST " + path, `{"match":{"cause":"Gremlins"},"reason":"x","for":"2h"}`, 422, known},
		"an unknown field":   {"actor", "POST " + path, `{"match":{"nmae":"x"},"reason":"x","for":"2h"}`, 422, `{"field":"nmae","value":"","allowed":"the fields match (monitor,`},
		"no match":           {"actor", "POST " + path, `{"match":"x","reason":"x","for":"2h"}`, 422, `{"field":"match","value":"string","allowed":"an object"}`},
		"no flag":            {"actor", "POST " + path, `{"match":{"name":"x"},"until_recovery":"yes"}`, 422, `{"field":"until_recovery","value":"string","allowed":"a boolean"}`},

		"the audit log": {"reader", "GET /api/v1/audit", "", 200, `{"records":[{"id":"a1","at":"2026-11-30T06:00:00Z","by":{"id":"api/actor","name":"actor"},` +
			`"what":"resend","subject":"i1","text":"delivery d1"}]}`},
		"a page of it": {"reader", "GET /api/v1/audit?limit=1", "", 200, `{"records":[{"id":"a1","at":"2026-11-30T06:00:00Z","by":{"id":"api/actor",` +
			`"name":"actor"},"what":"resend","subject":"i1","text":"delivery d1"}],"next":"a1"}`},
		"a wrong page of it": {"reader", "GET /api/v1/audit?page=2", "", 400, `{"field":"page","value":"2","allowed":"the parameters subject, before, limit"}`},

		"monitors": {"reader", "GET /api/v1/monitors", "", 200, `{"monitors":[` + kube + `well","open":0,` + rest + "," + kube + `trouble","open":1,` + rest +
			"," + kube + `suspended","open":0,` + rest + `,{"id":"checkin/2","source":"checkin","job":"nightly","state":"waiting","open":0}]}`},
		"a page of monitors":  {"reader", "GET /api/v1/monitors?limit=1", "", 200, `{"monitors":[` + kube + `well","open":0,` + rest + `],"next":"kube/1"}`},
		"monitors, mistaken":  {"reader", "GET /api/v1/monitors?source=cron", "", 400, `{"field":"source","value":"cron","allowed":"kubernetes, checkin, honeybadger"}`},
		"monitors, forbidden": {"stranger", "GET /api/v1/monitors", "", 401, "The token is not one"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, tc.check)
		})
	}
}

func TestASilenceSaysWhereItIsAndWhetherItMutes(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w, _ := say(t, (&desk{}).options(), "actor", "POST /api/v1/silences", `{"match":{"name":"x"},"reason":"moving","until":"2000-01-02T00:00:00Z"}`)
		if at := w.Header().Get("Location"); w.Code != http.StatusCreated || at != "/api/v1/silences/s%2F2" {
			t.Errorf("%d at %q", w.Code, at)
		}
		time.Sleep(time.Until(six().Add(time.Minute)))
		w, _ = say(t, (&desk{}).options(), "reader", "GET /api/v1/silences/s1", "")
		if !strings.Contains(w.Body.String(), `"active":true`) {
			t.Errorf("%s", w.Body)
		}
	})
}
