package app

import (
	"bytes"
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/notify/slack/slackdesk"
	"rollcall.dev/rollcall/internal/store"
	standin "rollcall.dev/rollcall/test/slack"
)

// slackBench is a whole App with a workspace beside it.
type slackBench struct {
	*testing.T
	app *App
	srv *standin.Server
	url string
}

func newSlackBench(t *testing.T) *slackBench {
	t.Helper()
	web := httptest.NewUnstartedServer(nil)
	base := "http://" + web.Listener.Addr().String()
	srv := standin.New(standin.Options{URL: base, Rate: standin.RateLimits{Off: true}})
	web.Config.Handler = srv
	web.Start()
	t.Cleanup(web.Close)
	t.Cleanup(srv.Close)
	c := parse(t, `
listen: 127.0.0.1:0
store: "sqlite:`+t.TempDir()+`/rollcall.db"
kubernetes: {enabled: 'false'}
teams: [{id: triage, name: Triage}]
receivers:
  slack: {token: `+standin.DefaultToken+`, channel: `+standin.DefaultChannel+`, api_url: '`+base+`/api',
    app_token: `+standin.DefaultAppToken+`, signing_secret: `+standin.DefaultSigningSecret+`}
checkins: {projects: [{id: 1, name: Default, key: pingkey}]}`)
	l, err := listen(c.Listen)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.end() })
	a, err := New(t.Context(), Options{Config: c, Listener: l, Logger: slog.New(slog.DiscardHandler), Out: &bytes.Buffer{}})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- a.Run(ctx) }()
	t.Cleanup(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
	return &slackBench{T: t, app: a, srv: srv, url: "http://" + l.Addr().String()}
}

// fail has the job report a failure.
func (b *slackBench) fail() {
	b.Helper()
	res, err := http.Get(b.url + "/ping/pingkey/backup/fail?create=1")
	if err != nil {
		b.Fatal(err)
	}
	defer res.Body.Close()
	if res.StatusCode/100 != 2 {
		b.Fatalf("ping: %d", res.StatusCode)
	}
}

// wait returns the message of the channel when it is as wanted.
func (b *slackBench) wait(ok func(m standin.Message) bool) standin.Message {
	b.Helper()
	ctx, cancel := context.WithTimeout(b.Context(), time.Minute)
	defer cancel()
	all, err := b.srv.WaitFor(ctx, func(all []standin.Message) bool { return slices.ContainsFunc(all, ok) })
	if err != nil {
		b.Fatal(err)
	}
	return all[slices.IndexFunc(all, ok)]
}

// TestAnswersInSlackReachTheLedger: from the click to the message, the store and the audit log, by both ways.
func TestAnswersInSlackReachTheLedger(t *testing.T) {
	t.Parallel()
	b := newSlackBench(t)
	b.fail()
	offers := func(what string) func(standin.Message) bool {
		return func(m standin.Message) bool { return m.Root() && slices.Contains(m.Offers(), what) }
	}
	root := b.wait(offers("Acknowledge"))
	click := func(on string) standin.Interaction {
		i, err := b.srv.Click(standin.Click{User: standin.DefaultUser, Channel: root.Channel, TS: root.TS, On: on})
		if err != nil {
			t.Fatal(err)
		}
		return i
	}
	if _, err := b.srv.Deliver(t.Context(), http.DefaultClient, b.url+"/slack/interactions", click("Acknowledge")); err != nil {
		t.Fatal(err)
	}
	acked := b.wait(func(m standin.Message) bool { return m.Root() && slices.Contains(m.Offers(), "…") })
	if !strings.Contains(acked.Plain(), "@astrid") {
		t.Errorf("the message does not say who it was:\n%s", acked.Plain())
	}
	if err := b.srv.WaitLinks(t.Context(), 1); err != nil {
		t.Fatal(err)
	}
	if _, err := b.srv.Push(t.Context(), click("Resolve")); err != nil {
		t.Fatal(err)
	}
	b.wait(offers("Reopen"))
	typed, err := b.srv.Type(standin.Typed{User: standin.DefaultUser, Channel: root.Channel, Command: "/rollcall", Text: "silence backup 4h it is moved"})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := b.srv.Deliver(t.Context(), http.DefaultClient, b.url+"/slack/commands", typed); err != nil {
		t.Fatal(err)
	}
	b.wait(func(m standin.Message) bool {
		return m.EphemeralTo == standin.DefaultUser && strings.Contains(m.Plain(), "backup is silent until")
	})
	log, err := b.app.store.AuditLog(t.Context(), "", "", 10)
	if err != nil {
		t.Fatal(err)
	}
	var did []string
	for _, r := range slices.Backward(log) {
		did = append(did, r.By.String()+" "+r.What)
	}
	if got := strings.Join(did, ", "); got != "@astrid acknowledge, @astrid resolve, @astrid silence" {
		t.Errorf("the audit log has %q", got)
	}
}

// TestTheDeskKnowsTheTeams: a channel of none's own is that of all, and hours are those of the configuration.
func TestTheDeskKnowsTheTeams(t *testing.T) {
	t.Parallel()
	c := parse(t, `
teams:
  - {id: triage, name: Triage}
  - {id: night, slack_channel: C0NIGHT, slack_usergroup: S0NIGHT, hours: 'Mon-Sun 22:00-06:00', timezone: Asia/Tokyo}
receivers: {slack: {token: xoxb-1, channel: C0ALL, signing_secret: secret}}`)
	got := slackDeskConfig(c).Teams
	if len(got) != 2 || got[0].Channel != "C0ALL" || got[1].ID != "night" || got[1].Channel != "C0NIGHT" || got[1].UserGroup != "S0NIGHT" {
		t.Fatalf("%+v", got)
	}
	noon := time.Date(2026, 11, 30, 12, 0, 0, 0, time.UTC) // 21:00 in Tokyo
	if next := got[1].Hours.NextDay(noon); !next.Equal(noon.Add(time.Hour)) {
		t.Errorf("work begins %s", next)
	}
}

func TestTheDeskOfTheLedger(t *testing.T) {
	t.Parallel()
	b := newSlackBench(t)
	b.fail()
	b.wait(func(m standin.Message) bool { return m.Root() })
	d := desk{b.app.store, b.app.ledger}
	ann := incident.Person{ID: "slack/U1", Name: "@ann"}
	for want, f := range map[int]slackdesk.Filter{1: {Teams: []string{"triage"}, Limit: 5}, 0: {Teams: []string{"others"}}} {
		if open, err := d.Open(t.Context(), f); err != nil || len(open) != want {
			t.Errorf("%+v: %d, %v", f, len(open), err)
		}
	}
	_, err := d.Incident(t.Context(), "none")
	_, answered := d.Answer(t.Context(), incident.Answer{ID: "a", Incident: "none", Kind: incident.Acknowledge, By: ann, At: time.Now()})
	_, ended := d.EndSilence(t.Context(), "none", ann)
	for _, err := range []error{err, answered, ended} {
		if err != slackdesk.ErrNotFound { //nolint:errorlint // the very one
			t.Errorf("%v", err)
		}
	}
	now := time.Now()
	for id, until := range map[string]time.Duration{"late": 2 * time.Hour, "early": time.Hour} {
		_, err := d.Silence(t.Context(), incident.Silence{
			ID: id, By: ann, Reason: "x", Match: incident.Matcher{Name: "x"}, CreatedAt: now, Until: now.Add(until),
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if all, err := d.Silences(t.Context()); err != nil || len(all) != 2 || all[0].ID != "early" {
		t.Errorf("%+v, %v", all, err)
	}
	if _, err := d.EndSilence(t.Context(), "early", ann); err != nil {
		t.Error(err)
	}
	if _, err := d.EndSilence(t.Context(), "early", ann); err != slackdesk.ErrNotFound { //nolint:errorlint // the very one
		t.Errorf("twice: %v", err)
	}
	if all, err := d.Silences(t.Context()); err != nil || len(all) != 1 {
		t.Errorf("%+v, %v", all, err)
	}
	denied := incident.Record{At: now, By: ann, What: incident.Denied, Subject: "none", Text: "rollcall_resolve: no"}
	if err := d.Deny(t.Context(), denied); err != nil {
		t.Error(err)
	}
	if log, err := d.store.AuditLog(t.Context(), "none", "", 10); err != nil || len(log) != 1 || log[0].Text != denied.Text || log[0].ID == "" {
		t.Errorf("%+v, %v", log, err)
	}
	if _, err := d.store.Incidents(t.Context(), store.IncidentFilter{}, "", 1); err != nil {
		t.Error(err)
	}
}

// TestNothingComesWhereNobodyListens.
func TestNothingComesWhereNobodyListens(t *testing.T) {
	t.Parallel()
	a := &App{Options: Options{Config: parse(t, "")}}
	mux := http.NewServeMux()
	a.mountSlack(mux)
	w := httptest.NewRecorder()
	mux.ServeHTTP(w, httptest.NewRequest(http.MethodPost, "/slack/interactions", http.NoBody))
	if w.Code != http.StatusForbidden || !strings.Contains(w.Body.String(), "receivers.slack.signing_secret") {
		t.Errorf("%d %s", w.Code, w.Body)
	}
}
