package app

import (
	"context"
	"errors"
	"log/slog"
	"testing"
	"time"

	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/monitor"
	"rollcall.dev/rollcall/internal/notify/slack/slackdesk"
	"rollcall.dev/rollcall/internal/ownership"
	"rollcall.dev/rollcall/internal/remedy"
	"rollcall.dev/rollcall/internal/rest"
)

// shut is a cluster that has every job, and starts none.
type shut struct{ remedy.Cluster }

func (shut) Look(_ context.Context, id monitor.ID) (remedy.Job, error) {
	return remedy.Job{Monitor: id, Namespace: "billing", Name: "job1", Spec: "s", Declared: ownership.RerunSafe}, nil
}

func (shut) Start(context.Context, remedy.Start) error {
	return &remedy.RefusedError{Reason: remedy.NotAllowed, Words: "It is shut."}
}

func TestOperations(t *testing.T) {
	t.Parallel()
	office := newBackOffice(t)
	on := operations{store: office.store, router: office.router, Desk: &remedy.Desk{
		Cluster: shut{}, Book: remedyBook{office.ledger, office.store}, Log: slog.New(slog.DiscardHandler), Changed: func() {},
	}}
	ctx, bySlack, byREST := t.Context(), slackOperations{on}, restOperations{on}

	want := slackdesk.Job{Monitor: "kube/1", Cluster: "prod", Namespace: "billing", Name: "job1", Owner: "payments"}
	if j, err := bySlack.Job(ctx, "kube/1"); j != want || err != nil {
		t.Errorf("%+v, %v", j, err)
	}
	if all, err := bySlack.Jobs(ctx, "billing", "job1"); len(all) != 1 || all[0] != want || err != nil {
		t.Errorf("%+v, %v", all, err)
	}
	if all, err := bySlack.Jobs(ctx, "billing", "job"); len(all) != 0 || err != nil { // a part of a name is not it
		t.Errorf("%+v, %v", all, err)
	}
	if owner, err := byREST.Owner(ctx, "kube/1"); owner != "payments" || err != nil {
		t.Errorf("%s, %v", owner, err)
	}
	if _, err := bySlack.Job(ctx, "kube/9"); !errors.Is(err, slackdesk.ErrNotFound) {
		t.Error(err)
	}
	if _, err := byREST.Owner(ctx, "kube/9"); !errors.Is(err, rest.ErrNotFound) {
		t.Error(err)
	}

	o, err := byREST.Offer(ctx, "i1")
	if err != nil || o.Attempt != 1 || o.MustCheck {
		t.Fatalf("%+v, %v", o, err)
	}
	if o, err = bySlack.Offer(ctx, "i1"); err != nil {
		t.Fatal(err)
	}
	order := remedy.Order{
		ID: "order", Incident: "i1", Attempt: o.Attempt, Spec: o.Spec, Offered: o.At, At: time.Now(), By: incident.Person{ID: "slack/U1", Name: "@ann"},
	}
	if _, err := bySlack.Run(ctx, order); remedy.Refused(err) != remedy.NotAllowed {
		t.Error(err)
	}
	if i, err := office.store.Incident(ctx, "i1"); err != nil || len(i.Reruns) != 1 || i.Reruns[0].State != incident.RerunRefused {
		t.Errorf("%+v, %v", i.Reruns, err)
	}
	for what, lost := range map[string]func() error{
		"slack's offer":   func() error { _, err := bySlack.Offer(ctx, "i9"); return err },
		"slack's order":   func() error { _, err := bySlack.Run(ctx, remedy.Order{Incident: "i9"}); return err },
		"the API's offer": func() error { _, err := byREST.Offer(ctx, "i9"); return err },
		"the API's order": func() error { _, err := byREST.Run(ctx, remedy.Order{Incident: "i9"}); return err },
	} {
		if err := lost(); !errors.Is(err, slackdesk.ErrNotFound) && !errors.Is(err, rest.ErrNotFound) {
			t.Errorf("%s: %v", what, err)
		}
	}

	held, err := byREST.Suspend(ctx, remedy.Suspend{
		ID: "held", Monitor: "kube/1", By: order.By, At: time.Now(), Until: time.Now().Add(time.Hour), Reason: "why",
	})
	if err != nil || held.Suspends == nil || held.Suspends.State != incident.SuspensionAsked {
		t.Errorf("%+v, %v", held, err)
	}
	if ended, err := bySlack.Resume(ctx, "kube/1", order.By, time.Now()); err != nil || ended.ID != "held" || ended.EndedAt.IsZero() {
		t.Errorf("%+v, %v", ended, err)
	}
	if err := (counter{office.store, office.ledger}).Deny(ctx, incident.Record{At: time.Now(), By: order.By, What: incident.Denied, Subject: "i1", Text: "no"}); err != nil {
		t.Error(err)
	}
	records, err := office.store.AuditLog(ctx, "", "", 10)
	var log []string
	for _, r := range records {
		log = append(log, r.What)
	}
	if err != nil || len(log) != 4 || log[0] != incident.Denied || log[1] != "resume" || log[2] != "suspend" || log[3] != "rerun" {
		t.Errorf("%v, %v", log, err)
	}
}
