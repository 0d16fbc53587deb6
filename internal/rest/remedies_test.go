package rest_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/monitor"
	"rollcall.dev/rollcall/internal/ownership"
	"rollcall.dev/rollcall/internal/remedy"
	"rollcall.dev/rollcall/internal/rest"
)

func refusedBy(reason remedy.Reason) error {
	return &remedy.RefusedError{Reason: reason, Words: "Words for people."}
}

func suspension() incident.Silence {
	s := silence("held")
	s.Suspends = &incident.Suspension{Monitor: "kube/1", Namespace: "billing", Name: "invoices", State: incident.SuspensionHolds, SettledAt: six()}
	return s
}

// Of the desk's jobs one belongs to payments, and what an order's reason names is why it is refused.
func (d *desk) Owner(_ context.Context, id monitor.ID) (string, error) {
	if id != "kube/1" {
		return "", rest.ErrNotFound
	}
	return "payments", d.broken
}

func (d *desk) Offer(_ context.Context, id string) (remedy.Offer, error) {
	d.asked = append(d.asked, id)
	if d.refuses != "" {
		return remedy.Offer{}, refusedBy(d.refuses)
	}
	return remedy.Offer{
		Incident: id, Version: 4, Attempt: 1, Spec: "spec-1", JobName: "invoices-rerun-1", At: six(), Until: six().Add(remedy.ValidFor),
		Cluster: "prod", Namespace: "billing", Name: "invoices", Images: []string{"a:1"}, Declared: ownership.RerunNeedsCheck, Note: "look", MustCheck: true,
	}, d.broken
}

func (d *desk) Run(_ context.Context, o remedy.Order) (incident.Rerun, error) {
	d.asked = append(d.asked, o)
	r := incident.Rerun{Attempt: o.Attempt, Order: o.ID, Job: "invoices-rerun-1", By: o.By, At: six(), Reason: o.Reason, State: incident.RerunStarted}
	if o.Reason == "refused before" {
		r.State, r.Problem = incident.RerunRefused, "Words for people."
	}
	if d.refuses != "" {
		return r, refusedBy(d.refuses)
	}
	return r, d.broken
}

func (d *desk) Suspend(_ context.Context, s remedy.Suspend) (incident.Silence, error) {
	d.asked = append(d.asked, s)
	switch {
	case d.refuses != "":
		return incident.Silence{}, refusedBy(d.refuses)
	case s.Reason == "":
		return incident.Silence{}, fmt.Errorf("%w: reason: empty, want why", incident.ErrSilence)
	}
	return suspension(), d.broken
}

func (d *desk) Resume(_ context.Context, id monitor.ID, by incident.Person, at time.Time) (incident.Silence, error) {
	d.asked = append(d.asked, id)
	if d.refuses != "" {
		return incident.Silence{}, refusedBy(d.refuses)
	}
	return suspension().End(by, at), d.broken
}

func (d *desk) Deny(_ context.Context, r incident.Record) error {
	d.denied = append(d.denied, r)
	return d.broken
}

func TestRemedies(t *testing.T) {
	t.Parallel()
	const (
		rerun   = "/api/v1/incidents/i1/rerun"
		suspend = "/api/v1/monitors/kube%2F1/suspend"
		resume  = "/api/v1/monitors/kube%2F1/resume"
		offer   = `{"incident":"i1","version":4,"attempt":1,"spec":"spec-1","job_name":"invoices-rerun-1","offered_at":"2026-11-30T06:00:00Z",` +
			`"until":"2026-11-30T06:15:00Z","cluster":"prod","namespace":"billing","name":"invoices","images":["a:1"],"declared":"needs-check",` +
			`"note":"look","must_check":true,"warnings":[]}`
		order   = `{"attempt":1,"spec":"spec-1","offered_at":"2026-11-30T06:00:00Z","checked":true,"reason":"%s"}`
		started = `{"attempt":1,"job":"invoices-rerun-1","by":{"id":"api/operator","name":"operator"},"at":"2026-11-30T06:00:00Z","reason":"why","state":"started"}`
		held    = `{"id":"held"` + silenced + `"muted":3,"incidents":["i1"],"suspends":{"monitor":"kube/1","job":"billing/invoices","state":"suspended","settled_at":"2026-11-30T06:00:00Z"}}`
		lifted  = `{"id":"held"` + silenced + `"ended_at":"2000-01-01T00:00:00Z","ended_by":{"id":"api/operator","name":"operator"},"muted":3,` +
			`"incidents":["i1"],"suspends":{"monitor":"kube/1","job":"billing/invoices","state":"suspended","settled_at":"2026-11-30T06:00:00Z"}}`
	)
	good := fmt.Sprintf(order, "why")
	for name, tc := range map[string]exchange{
		"an offer":              {"operator", "GET " + rerun, "", 200, offer},
		"run again":             {"operator", "POST " + rerun, good, 201, started},
		"suspended":             {"operator", "POST " + suspend, `{"for":"2h","reason":"why"}`, 201, held},
		"resumed":               {"operator", "POST " + resume, "", 200, lifted},
		"its team":              {"payments", "GET " + rerun, "", 200, offer},
		"refused before":        {"operator", "POST " + rerun, fmt.Sprintf(order, "refused before"), 409, "Words for people."},
		"who may only read":     {"reader", "GET " + rerun, "", 403, "would have to be operate"},
		"who may only act":      {"actor", "GET " + rerun, "", 403, `The token \"actor\" may not have jobs run again or suspended: its role in api.tokens would have to be operate`},
		"who may not run":       {"actor", "POST " + rerun, good, 403, "would have to be operate"},
		"who may not suspend":   {"actor", "POST " + suspend, `{"for":"2h","reason":"why"}`, 403, "would have to be operate"},
		"who may not resume":    {"actor", "POST " + resume, "", 403, "would have to be operate"},
		"a stranger":            {"stranger", "POST " + rerun, good, 401, "The token is not one of api.tokens."},
		"another team's offer":  {"ledger", "GET " + rerun, "", 403, `"reason":"foreign_team"`},
		"another team's run":    {"ledger", "POST " + rerun, good, 403, `The job belongs to the team \"payments\", and the token \"ledger\" is for others`},
		"another team suspends": {"ledger", "POST " + suspend, `{"for":"2h","reason":"why"}`, 403, `"reason":"foreign_team"`},
		"another team resumes":  {"ledger", "POST " + resume, "", 403, `"reason":"foreign_team"`},
		"a burst":               {"operator", "GET /api/v1/incidents/i2/rerun", "", 409, `"reason":"no_job"`},
		"no incident":           {"operator", "GET /api/v1/incidents/ix/rerun", "", 404, "There is no"},
		"no monitor":            {"operator", "POST /api/v1/monitors/kube%2F2/resume", "", 404, "There is no"},
		"nothing confirmed":     {"operator", "POST " + rerun, `{}`, 422, `"errors":[{"field":"attempt","value":"0","allowed":"the attempt of the offer"},{"field":"spec"`},
		"a long reason":         {"operator", "POST " + rerun, fmt.Sprintf(order, strings.Repeat("x", 501)), 422, `{"field":"reason","value":"501 characters","allowed":"up to 500"}`},
		"no instant":            {"operator", "POST " + rerun, `{"attempt":1,"spec":"s","offered_at":"soon"}`, 400, "JSON object with the fields"},
		"no end":                {"operator", "POST " + suspend, `{"reason":"x"}`, 422, `{"field":"for","value":""`},
		"no reason":             {"operator", "POST " + suspend, `{"for":"2h"}`, 422, "Reason: empty, want why."},
		"no parameters":         {"operator", "GET " + rerun + "?x=1", "", 400, `"allowed":"no parameters"`},
		"no parameters to run":  {"operator", "POST " + rerun + "?x=1", good, 400, `"allowed":"no parameters"`},
		"none to suspend with":  {"operator", "POST " + suspend + "?x=1", "{}", 400, `"allowed":"no parameters"`},
		"none to resume with":   {"operator", "POST " + resume + "?x=1", "", 400, `"allowed":"no parameters"`},
		"resumed by another way": {"operator", "DELETE /api/v1/silences/held", "", 409,
			"It has a job suspended: POST /api/v1/monitors/kube%2F1/resume ends it"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, tc.check)
		})
	}
}

// Each refusal of the domain has a status and a reason for machines.
func TestEachRefusal(t *testing.T) {
	t.Parallel()
	for reason, status := range map[remedy.Reason]int{
		remedy.Off: 403, remedy.NeverAgain: 403, remedy.NotAllowed: 403, remedy.Unchecked: 422, remedy.NoJob: 409, remedy.Gone: 409, remedy.Over: 409,
		remedy.Busy: 409, remedy.SpecChanged: 409, remedy.Expired: 409, remedy.Used: 409, remedy.TooOften: 409, remedy.NoSuspension: 409,
	} {
		for _, request := range []string{
			"GET /api/v1/incidents/i1/rerun", `POST /api/v1/incidents/i1/rerun {"attempt":1,"spec":"s","offered_at":"2026-11-30T06:00:00Z"}`,
			"POST /api/v1/monitors/kube%2F1/resume", `POST /api/v1/monitors/kube%2F1/suspend {"for":"1h","reason":"x"}`,
		} {
			d := &desk{refuses: reason}
			at := strings.Index(request+" {", " {")
			w, _ := say(t, d.options(), "operator", request[:at], strings.TrimSpace(request[at:]))
			if want := fmt.Sprintf(`"detail":"Words for people.","reason":%q`, reason); w.Code != status || !strings.Contains(w.Body.String(), want) {
				t.Errorf("%s: %d %s, want %d %s", request, w.Code, w.Body, status, want)
			}
		}
	}
}

// A request that is repeated under its key is one order; what is not known is said, and tried again under the same key.
func TestOneOrderForOneKey(t *testing.T) {
	t.Parallel()
	const request, order = "POST /api/v1/incidents/i1/rerun", `{"attempt":1,"spec":"s","offered_at":"2026-11-30T06:00:00Z","checked":true,"reason":"why"}`
	d := &desk{broken: nil}
	ids := map[string]bool{}
	for _, key := range []string{"k", "k", "other"} {
		if w, _ := say(t, d.options(), "operator", request, order, "Idempotency-Key", key); w.Code != http.StatusCreated {
			t.Fatalf("%d %s", w.Code, w.Body)
		}
		o, _ := d.asked[len(d.asked)-1].(remedy.Order)
		if o.Incident != "i1" || o.Attempt != 1 || o.Spec != "s" || !o.Offered.Equal(six()) || !o.Checked || o.Reason != "why" || o.By.ID != "api/operator" {
			t.Errorf("%+v", o)
		}
		ids[o.ID] = true
	}
	if len(ids) != 2 {
		t.Errorf("ids %v", ids)
	}
	unknown := &lost{desk: &desk{}}
	w, log := say(t, unknown.options(), "operator", request, order, "Idempotency-Key", "k")
	if w.Code != http.StatusServiceUnavailable || !strings.Contains(w.Body.String(), "It is not known whether the job is run again") || strings.Contains(w.Body.String(), "EOF") ||
		!strings.Contains(log, "EOF") || w.Header().Get("Retry-After") == "" {
		t.Errorf("%d %s, logged %s", w.Code, w.Body, log)
	}
}

// lost does not know whether it ran.
type lost struct{ *desk }

func (l *lost) Run(context.Context, remedy.Order) (incident.Rerun, error) {
	return incident.Rerun{}, errors.New("EOF")
}

func (l *lost) options() rest.Options {
	o := l.desk.options()
	o.Remedies = l
	return o
}

// Who is told no for whose the job is stands in the audit log, and nothing is asked.
func TestADenialIsKept(t *testing.T) {
	t.Parallel()
	d := &desk{}
	say(t, d.options(), "ledger", "GET /api/v1/incidents/i1/rerun", "")
	say(t, d.options(), "ledger", "POST /api/v1/monitors/kube%2F1/resume", "")
	if len(d.denied) != 2 || d.denied[0].Subject != "i1" || d.denied[1].Subject != "kube/1" || d.denied[0].By.ID != "api/ledger" ||
		d.denied[0].What != incident.Denied || !strings.HasPrefix(d.denied[0].Text, "GET /api/v1/incidents/i1/rerun: The job belongs to") {
		t.Errorf("%+v", d.denied)
	}
	if len(d.asked) > 0 {
		t.Errorf("and asked %v", d.asked)
	}
}
