package e2e

import (
	"context"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"rollcall.dev/rollcall/test/honeybadger"
)

// account serves a Honeybadger account.
func (s *scenario) account() (*honeybadger.Server, string) {
	s.t.Helper()
	account := honeybadger.New(honeybadger.Options{})
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		s.t.Fatal(err)
	}
	server := &http.Server{Handler: account}
	go func() { _ = server.Serve(listener) }() // it ends with Close
	ctx, stop := context.WithCancel(context.WithoutCancel(s.ctx))
	swept := make(chan struct{})
	go func() { defer close(swept); _ = account.Run(ctx) }() // it ends with its context
	s.t.Cleanup(func() { stop(); <-swept; account.Close(); _ = server.Close() })
	return account, "http://" + listener.Addr().String()
}

// at waits for something in the account.
func (s *scenario) at(account *honeybadger.Server, what string, within time.Duration, ok func() bool) {
	s.t.Helper()
	ctx, cancel := context.WithTimeoutCause(s.ctx, within, fmt.Errorf("%s: not within %s", what, within))
	defer cancel()
	if err := account.WaitFor(ctx, func(*honeybadger.Server) bool { return ok() }); err != nil {
		for _, r := range account.Requests() {
			s.t.Logf("%s %s: %d", r.Method, r.Path, r.Status)
		}
		s.t.Fatalf("%v: %+v", err, account.CheckIns())
	}
}

// TestHoneybadgerAccount: the check-ins of CronJobs are kept in an account. What it says about a job that Rollcall sees is no
// news; what it says about any other is told.
func TestHoneybadgerAccount(t *testing.T) {
	s := newScenario(t)
	account, api := s.account()
	s.injects("cronjob", patcher())
	s.set.extra = fmt.Sprintf(`checkins: {provider: honeybadger, project: %d, token: %q, api_url: %q}
webhooks: {honeybadger: {token: "s3cret"}}
`, honeybadger.DefaultProjectID, honeybadger.DefaultToken, api)
	s.start()
	account.SetWebhooks(honeybadger.Webhook{URL: s.rollcall.URL + "/webhooks/honeybadger", Bearer: "s3cret"})

	ours := func() (c honeybadger.CheckIn) {
		for _, x := range account.CheckIns() {
			if strings.Contains(x.Slug, "close") {
				c = x
			}
		}
		return c
	}
	wanted := cronJob("close").every("0 0 29 2 *").annotated("checkin", "true").annotated("grace", "5s")
	s.apply(wanted)
	s.at(account, "the check-in is created", soon, func() bool { return ours().CronSchedule == "0 0 29 2 *" })
	if c := s.patched("close", true); c.Args[1] != api+"/v1/check_in/"+ours().ID {
		t.Errorf("the container reports to %q", c.Args)
	}
	s.apply(wanted.every(everyMinute))
	s.at(account, "the check-in follows the schedule", soon, func() bool { return ours().CronSchedule == everyMinute })

	// A check-in of somebody else, and ours, each report once and then never again: no pod reaches the account, which
	// listens on this machine's loopback.
	theirs := s.create(api, `{"check_in": {"name": "Tape backup", "slug": "tape", "schedule_type": "cron", "cron_schedule": "* * * * *"}}`)
	for _, id := range []string{ours().ID, theirs} {
		if _, err := s.get(api + "/v1/check_in/" + id); err != nil {
			t.Fatal(err)
		}
	}
	root := s.expect(told("Tape backup", "did not run").named().fact("Owner", "Platform"))
	s.at(account, "the webhook about the watched job is delivered", nextSlot, func() bool {
		for _, d := range account.Deliveries() {
			if strings.Contains(string(d.Body), ours().ID) && d.Status == http.StatusOK {
				return true
			}
		}
		return false
	})
	if _, err := s.get(api + "/v1/check_in/" + theirs); err != nil {
		t.Fatal(err)
	}
	s.expectNow(root, told("Tape backup", "recovered").named().good())

	s.remove("close")
	s.at(account, "the check-in goes with its CronJob", soon, func() bool { return ours().ID == "" && len(account.CheckIns()) == 1 })
	s.expectNothingElse()
}

// create makes a check-in through the account's API.
func (s *scenario) create(api, body string) string {
	s.t.Helper()
	req, err := http.NewRequestWithContext(s.ctx, http.MethodPost, fmt.Sprintf("%s/v2/projects/%d/check_ins", api, honeybadger.DefaultProjectID), strings.NewReader(body))
	if err != nil {
		s.t.Fatal(err)
	}
	req.SetBasicAuth(honeybadger.DefaultToken, "")
	req.Header.Set("Content-Type", "application/json")
	var made struct {
		ID string `json:"id"`
	}
	status, text, err := answer(req)
	if err == nil {
		err = json.Unmarshal([]byte(text), &made)
	}
	if err != nil || status != http.StatusCreated {
		s.t.Fatalf("creating a check-in: %v, status %d: %s", err, status, text)
	}
	return made.ID
}

// TestLateCheckInTravels is the whole path of the original: a job stops reporting to one Rollcall, which posts a webhook in
// Honeybadger's shape to a notification server, which tells Slack.
func TestLateCheckInTravels(t *testing.T) {
	server := newScenario(t, func(set *settings) {
		set.noWatching = true
		set.extra = "webhooks: {honeybadger: {token: \"s3cret\"}}\n"
	})
	server.start()
	service := server.beside(func(set *settings) {
		set.noWatching = true
		set.receivers = fmt.Sprintf(`{webhooks: [{name: notifier, url: "%s/webhooks/honeybadger", token: "s3cret", format: honeybadger, allow_private: true}]}`,
			server.rollcall.URL)
		set.extra = `checkins:
  projects: [{id: 7, name: Night jobs, key: "s3cret-key"}]
  monitors: [{id: tape, name: Tape backup, slug: tape, project: 7, period: 10s, grace: 5s}]
`
	})
	service.start()
	ping := func(path string) {
		t.Helper()
		if _, err := service.get(service.rollcall.URL + path); err != nil {
			t.Fatal(err)
		}
	}
	eventually(t, soon, "the check-in is declared", func() (bool, string) {
		status, body, err := service.do(http.MethodGet, service.rollcall.URL+"/v1/check_in/tape", nil)
		return err == nil && status == http.StatusOK, body
	})
	root := server.expect(told("Tape backup", "did not run").named().why("hasn't checked in for"))
	ping("/v1/check_in/s3cret-key/tape")
	server.expectNow(root, told("Tape backup", "recovered").named().good())
	service.expectDelivered()
	server.expectDelivered()
	for _, m := range server.slack.All() {
		if m.Root() && m.TS != root.TS {
			t.Errorf("nobody should have been told:\n%s", read(m).text)
		}
	}
}
