package app

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"rollcall.dev/rollcall/internal/auth"
	"rollcall.dev/rollcall/internal/deliver"
	"rollcall.dev/rollcall/internal/diagnose"
	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/ledger"
	"rollcall.dev/rollcall/internal/monitor"
	"rollcall.dev/rollcall/internal/notify"
	"rollcall.dev/rollcall/internal/ownership"
	"rollcall.dev/rollcall/internal/rest"
	"rollcall.dev/rollcall/internal/routing"
	"rollcall.dev/rollcall/internal/store"
)

// backOffice is an API with a real store and ledger behind it.
type backOffice struct {
	t     *testing.T
	store *store.Store
	api   *rest.Handler

	router *routing.Router
	ledger *ledger.Ledger
}

// newBackOffice has two incidents, of the teams payments and platform, and one message of the first that was given up.
func newBackOffice(t *testing.T) backOffice {
	t.Helper()
	s, err := store.Open(t.Context(), "sqlite:"+filepath.Join(t.TempDir(), "x.db"), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	router := &routing.Router{}
	router.Use(routes(parse(t, "triage_team: payments\nteams: [{id: payments, slack_channel: C012345}]\nrules: [{match: {namespace: billing}, owner: payments}]")))
	l := ledger.New(ledger.Options{Store: s, Router: router})
	ctx, cancel := context.WithCancel(context.WithoutCancel(t.Context()))
	ended := make(chan struct{})
	go func() { defer close(ended); _ = l.Run(ctx) }()
	t.Cleanup(func() { cancel(); <-ended })
	desk := counter{s, l}
	o := backOffice{t: t, store: s, router: router, ledger: l, api: rest.New(rest.Options{
		Access:     access{auth.NewTokens([]auth.Token{{Name: "oncall", Value: "secret", Role: auth.Act}})},
		Deliveries: outbox{store: s, queued: func() {}}, Incidents: desk, Silences: desk, Audit: desk,
		Monitors: roll{s, router, l.Now}, Remedies: restOperations{operations{store: s, router: router}}, Logger: slog.New(slog.DiscardHandler),
	})}
	o.fill()
	return o
}

func (o backOffice) fill() {
	o.t.Helper()
	at := time.Now().Add(-time.Hour).UTC()
	change := func(n int, team string) ledger.Change {
		d := monitor.Definition{Source: monitor.SourceKubernetes, Cluster: "prod", Namespace: "billing", Name: fmt.Sprint("job", n), CreatedAt: at}
		id := monitor.ID(fmt.Sprint("kube/", n))
		i := incident.Incident{
			ID: fmt.Sprint("i", n), Monitor: id, Kind: incident.Failing, Status: incident.Open, OpenedAt: at.Add(time.Duration(n) * time.Second),
			UpdatedAt: at, Count: 1, Version: 1, Cause: diagnose.Cause{Code: "OOMKilled", Summary: "killed"},
			Members:  []incident.Member{{Key: "k", RunName: "r", Judgement: monitor.Failed, At: at}},
			Timeline: []incident.Entry{{At: at, By: incident.Rollcall(), What: incident.Opened}},
			Notice: incident.Notice{
				Incident: fmt.Sprint("i", n), Kind: incident.Failing, Change: incident.Opened, Owner: ownership.Answer{Team: ownership.Team{ID: team}},
				Subject: incident.Subject{Monitor: id, Source: d.Source, Cluster: "prod", Namespace: "billing", Name: d.Name},
			},
		}
		return ledger.Change{State: monitor.State{ID: id, Definition: d, FirstSeen: at}, Incidents: []incident.Incident{i}}
	}
	first, second := change(1, "payments"), change(2, "platform")
	first.Messages = []notify.Message{{
		ID: "d1", Action: notify.Post, Destination: notify.Destination{Receiver: "slack", Address: "C1"}, Notice: first.Incidents[0].Notice,
	}}
	err := o.store.Update(o.t.Context(), func(tx ledger.Tx) error { return tx.Save(o.t.Context(), []ledger.Change{first, second}) })
	if err != nil {
		o.t.Fatal(err)
	}
	claimed, err := o.store.Claim(o.t.Context(), time.Now(), time.Minute, 10)
	if err != nil || len(claimed) != 1 {
		o.t.Fatalf("%d claimed, %v", len(claimed), err)
	}
	if err := o.store.Conclude(o.t.Context(), claimed[0], deliver.Result{At: time.Now(), Dead: true, Error: "is_archived"}); err != nil {
		o.t.Fatal(err)
	}
}

func (o backOffice) ask(request, body string, status int) map[string]any {
	o.t.Helper()
	method, target, _ := strings.Cut(request, " ")
	r := httptest.NewRequestWithContext(o.t.Context(), method, target, strings.NewReader(body))
	r.Header.Set("Authorization", "Bearer secret")
	r.Header.Set("Idempotency-Key", request+body)
	w := httptest.NewRecorder()
	o.api.ServeHTTP(w, r)
	var answer map[string]any
	if err := json.Unmarshal(w.Body.Bytes(), &answer); err != nil || w.Code != status {
		o.t.Fatalf("%s: %d %s, want %d", request, w.Code, w.Body, status)
	}
	return answer
}

// ids are those of a list.
func ids(answer map[string]any, list string) []string {
	all := []string{}
	for _, one := range answer[list].([]any) {
		all = append(all, one.(map[string]any)["id"].(string))
	}
	return all
}

func first(answer map[string]any, list string) map[string]any {
	return answer[list].([]any)[0].(map[string]any)
}

// An incident is found by its owner, answered once, and every answer is in the audit log, as is what was sent again.
func TestIncidentsThroughTheAPI(t *testing.T) {
	t.Parallel()
	o := newBackOffice(t)
	for query, want := range map[string][]string{
		"": {"i2", "i1"}, "?owner=payments": {"i1"}, "?owner=nobody": {}, "?status=unresolved&limit=1": {"i2"}, "?before=i2": {"i1"},
		"?kind=burst": {}, "?monitor=kube/1": {"i1"}, "?status=acknowledged": {}, "?burst=i9": {},
	} {
		page := o.ask("GET /api/v1/incidents"+query, "", http.StatusOK)
		if diff := cmp.Diff(want, ids(page, "incidents")); diff != "" {
			t.Errorf("%s (-want +got):\n%s", query, diff)
		}
	}
	fits(t, "Incident", first(o.ask("GET /api/v1/incidents", "", http.StatusOK), "incidents"))
	const answers = "POST /api/v1/incidents/i1/answers"
	for range 2 { // the same key: it is done once
		if i := o.ask(answers, `{"kind":"acknowledge","version":1}`, http.StatusOK); i["status"] != "acknowledged" {
			t.Errorf("acknowledged: %v", i)
		}
	}
	o.ask(answers, `{"kind":"acknowledge"}`, http.StatusConflict)
	o.ask(answers, `{"kind":"snooze","for":"31d"}`, http.StatusUnprocessableEntity)
	o.ask("POST /api/v1/incidents/i9/answers", `{"kind":"resolve"}`, http.StatusNotFound)
	o.ask("GET /api/v1/incidents/i9", "", http.StatusNotFound)
	o.ask("POST /api/v1/deliveries/d1/resend", "", http.StatusOK)
	whole := o.ask("GET /api/v1/incidents/i1", "", http.StatusOK)
	fits(t, "Incident", whole)
	if n := len(whole["timeline"].([]any)); n != 2 {
		t.Errorf("the timeline has %d lines, want that it opened and was acknowledged: %v", n, whole["timeline"])
	}
	if told := whole["deliveries"].(map[string]any); told["pending"].(float64) < 1 || told["dead"] != 0.0 {
		t.Errorf("deliveries %v", told)
	}
	log := o.ask("GET /api/v1/audit?subject=i1", "", http.StatusOK)
	var done []string
	for _, r := range log["records"].([]any) {
		fits(t, "Record", r.(map[string]any))
		done = append(done, fmt.Sprint(r.(map[string]any)["what"], " ", r.(map[string]any)["by"].(map[string]any)["id"]))
	}
	if diff := cmp.Diff([]string{"resend api/oncall", "acknowledge api/oncall"}, done); diff != "" {
		t.Errorf("audited (-want +got):\n%s", diff)
	}
}

func TestSilencesThroughTheAPI(t *testing.T) {
	t.Parallel()
	o := newBackOffice(t)
	const wanted = `{"match":{"namespace":"billing"},"reason":"we move","for":"2h"}`
	begun := o.ask("POST /api/v1/silences", wanted, http.StatusCreated)
	fits(t, "Silence", begun)
	again := o.ask("POST /api/v1/silences", wanted, http.StatusCreated)
	id, _ := begun["id"].(string)
	if again["id"] != id || fmt.Sprint(begun["active"]) != "true" {
		t.Errorf("begun %v, and again %v", begun, again)
	}
	o.ask("POST /api/v1/silences", `{"match":{"namespace":"billing"},"reason":"we move","for":"91d"}`, http.StatusUnprocessableEntity)
	if one := o.ask("GET /api/v1/silences/"+id, "", http.StatusOK); one["reason"] != "we move" {
		t.Errorf("shown %v", one)
	}
	listed := func(query string) int {
		return len(ids(o.ask("GET /api/v1/silences"+query, "", http.StatusOK), "silences"))
	}
	if n := listed(""); n != 1 {
		t.Errorf("%d are listed, want 1", n)
	}
	if over := o.ask("DELETE /api/v1/silences/"+id, "", http.StatusOK); fmt.Sprint(over["active"]) != "false" || over["ended_at"] == nil {
		t.Errorf("ended %v", over)
	}
	o.ask("DELETE /api/v1/silences/"+id, "", http.StatusConflict)
	o.ask("DELETE /api/v1/silences/nobody", "", http.StatusNotFound)
	o.ask("GET /api/v1/silences/nobody", "", http.StatusNotFound)
	if now, all := listed(""), listed("?ended=true"); now != 0 || all != 1 {
		t.Errorf("after its end %d are listed, and with those that are over %d", now, all)
	}
}

func TestMonitorsThroughTheAPI(t *testing.T) {
	t.Parallel()
	o := newBackOffice(t)
	page := o.ask("GET /api/v1/monitors?limit=1", "", http.StatusOK)
	m := first(page, "monitors")
	fits(t, "Monitor", m)
	if m["id"] != "kube/1" || m["owner"] != "payments" || m["state"] != "trouble" || m["job"] != "billing/job1" {
		t.Errorf("shown %v", m)
	}
	next := o.ask(fmt.Sprint("GET /api/v1/monitors?after=", page["next"]), "", http.StatusOK)
	if diff := cmp.Diff([]string{"kube/2"}, ids(next, "monitors")); diff != "" {
		t.Errorf("the next page (-want +got):\n%s", diff)
	}
	if none := ids(o.ask("GET /api/v1/monitors?search=zzz", "", http.StatusOK), "monitors"); len(none) != 0 {
		t.Errorf("found %v", none)
	}
}
