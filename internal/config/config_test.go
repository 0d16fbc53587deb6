package config

import (
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"
	_ "time/tzdata" // the same zones on every machine

	"github.com/google/go-cmp/cmp"
)

// fakeSource leads env: and file: to given values.
func fakeSource(values map[string]string) Source {
	return Source{
		Env: func(name string) (string, bool) { v, ok := values["env:"+name]; return v, ok },
		File: func(path string) ([]byte, error) {
			v, ok := values["file:"+path]
			if !ok {
				return nil, &os.PathError{Op: "open", Path: path, Err: os.ErrNotExist}
			}
			return []byte(v), nil
		},
		Document: func(path string) ([]byte, error) {
			return nil, &os.PathError{Op: "open", Path: path, Err: os.ErrNotExist}
		},
	}
}

func parse(t *testing.T, text string, values map[string]string) (Config, Problems) {
	t.Helper()
	c, warnings, err := Parse("rollcall.yaml", []byte(text), fakeSource(values))
	if err != nil {
		t.Fatalf("Parse:\n%v", err)
	}
	return c, warnings
}

// diff compares two configurations with their secrets.
func diff(want, got Config) string {
	return cmp.Diff(want, got, cmp.Comparer(func(a, b Secret) bool { return a == b }))
}

func TestEveryMistakeIsTold(t *testing.T) {
	t.Parallel()
	data, err := os.ReadFile(filepath.Join("testdata", "mistakes.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	// The parser cannot go on after an alias without its anchor; that mistake gets a test of its own.
	text := strings.Replace(string(data), "*other", `"https://other.example.com"`, 1)
	_, _, err = Parse("rollcall.yaml", []byte(text), fakeSource(nil))
	var problems Problems
	if !errors.As(err, &problems) {
		t.Fatalf("Parse: %v", err)
	}
	got := err.Error() + "\n"
	golden := filepath.Join("testdata", "mistakes.golden")
	if os.Getenv("UPDATE_GOLDEN") != "" {
		if err := os.WriteFile(golden, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	if strings.Contains(got, "hunter2") {
		t.Error("a secret is shown")
	}
	for _, p := range problems {
		if p.Line == 0 || p.Text == "" || p.File != "rollcall.yaml" {
			t.Errorf("incomplete: %+v", p)
		}
	}
}

func TestWithoutAFile(t *testing.T) {
	t.Parallel()
	c := Default()
	want := Config{
		Cluster: "default", Listen: "127.0.0.1:8080", Store: Store{Driver: SQLite, Path: "data/rollcall.db"}, Retention: 90 * day,
		Kubernetes: Kubernetes{Enabled: "auto", ControllerTimeZone: "UTC", ConfigVersions: "none", Checkin: "none", Webhook: AdmissionWebhook{Listen: ":9443"},
			Remedies: Remedies{ServiceAccount: "rollcall/rollcall-remedies"}},
		Defaults:   Defaults{Grace: 10 * time.Minute, StartGrace: 5 * time.Minute, Severity: "normal", BurstFrom: 5, RemindAfter: day},
		TriageTeam: "triage", Teams: []Team{{ID: "triage", Name: "triage", Timezone: "UTC", Status: "active", Hours: "Mon-Fri 09:00-18:00"}},
		OwnerAnnotations: []string{"a8r.io/owner"},
		Receivers:        Receivers{Console: true, Slack: Slack{APIURL: "https://slack.com/api", Answers: "workspace"}},
		Checkins:         Checkins{Provider: "embedded", Projects: []Project{{ID: 1, Name: "Default"}}, MaxReportsPerMinute: 300, APIURL: "https://app.honeybadger.io"},
	}
	if diff := diff(want, c); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	for _, empty := range []string{"", "# nothing\n", "---\n", "{}", "teams:\nreceivers:\n  slack:\nrules: []\n"} {
		got, warnings := parse(t, empty, nil)
		if !reflect.DeepEqual(got, c) || len(warnings) > 0 {
			t.Errorf("%q is not the default: %s %v", empty, diff(c, got), warnings)
		}
	}
}

func TestEverythingGiven(t *testing.T) {
	t.Parallel()
	c, warnings := parse(t, `
cluster: prod
listen: ":80"
external_url: https://rollcall.example.com/base/
store: env:DATABASE_URL
retention: 1w2d12h
kubernetes:
  enabled: true
  kubeconfig: /etc/kubeconfig
  namespaces: {include: ["team-*"], exclude: [kube-system]}
  controller_time_zone: Europe/Berlin
  config_versions: all
  checkin: admission
  checkin_image: registry.example.com/rollcall@sha256:0123
  webhook: {listen: ":8443", service: rollcall/rollcall}
  remedies: {service_account: ops/doer, namespaces: ["billing-*", reports]}
defaults: {grace: 0s, start_grace: 1h, severity: low, burst_from: 7, remind_after: 0s}
triage_team: platform
teams:
  - {id: platform, name: Platform, slack_channel: C012345, timezone: Asia/Tokyo, slack_usergroup: S012345, language: ja,
     hours: "Mon-Fri 10:00-19:00", holidays: ["2026-12-29/2027-01-03"], review_by: "2027-03-31", parent: billing, escalate_to: billing}
  - {id: billing}
  - {id: invoices, status: archived, successor: billing}
owner_annotations: [example.com/team]
allowed_destinations: [C777777]
rules:
  - {match: {namespace: "billing-*", name: "*", labels: {tier: "1"}}, owner: billing, severity: high}
  - {severity: critical}
receivers:
  slack: {token: "file:/run/token", channel: C999999, api_url: "http://127.0.0.1:1/api", app_token: "env:APP", signing_secret: "env:HOOK", answers: workspace}
  webhooks:
    - {name: audit, url: "https://hooks.example.com/x?y=z", secret: "env:HOOK", format: honeybadger, allow_private: true}
  console: true
checkins:
  projects: [{id: 7, name: Seven, key: "env:KEY"}]
  monitors: [{slug: backup, project: 7, period: 1h, grace: 5m}]
webhooks: {honeybadger: {token: "env:INCOMING"}}
`, map[string]string{"env:DATABASE_URL": "postgres://u:p@db:5432/rollcall?sslmode=require", "file:/run/token": "xoxb-1\n",
		"env:HOOK": "s", "env:APP": "xapp-1", "env:KEY": "k", "env:TOKEN": "t", "env:INCOMING": "i"})
	if len(warnings) > 0 {
		t.Errorf("warnings: %v", warnings)
	}
	secret := func(value, origin string) Secret { return Secret{value: value, origin: origin} }
	want := Config{
		Cluster: "prod", Listen: ":80", ExternalURL: "https://rollcall.example.com/base",
		Store:     Store{Driver: Postgres, URL: secret("postgres://u:p@db:5432/rollcall?sslmode=require", "env:DATABASE_URL")},
		Retention: 9*day + 12*time.Hour,
		Kubernetes: Kubernetes{
			Enabled: "true", Kubeconfig: "/etc/kubeconfig",
			Namespaces:         Namespaces{Include: []string{"team-*"}, Exclude: []string{"kube-system"}},
			ControllerTimeZone: "Europe/Berlin", ConfigVersions: "all", Checkin: "admission", CheckinImage: "registry.example.com/rollcall@sha256:0123",
			CheckinURL: "https://rollcall.example.com/base", Webhook: AdmissionWebhook{Listen: ":8443", Service: "rollcall/rollcall"},
			Remedies: Remedies{ServiceAccount: "ops/doer", Namespaces: []string{"billing-*", "reports"}},
		},
		Defaults:   Defaults{StartGrace: time.Hour, Severity: "low", BurstFrom: 7},
		TriageTeam: "platform",
		Teams: []Team{
			{"platform", "Platform", "C012345", "Asia/Tokyo", "S012345", "active", "", "billing", "billing", "Mon-Fri 10:00-19:00",
				[]string{"2026-12-29/2027-01-03"}, "2027-03-31", "ja"},
			{ID: "billing", Name: "billing", Timezone: "UTC", Status: "active", Hours: "Mon-Fri 09:00-18:00"},
			{ID: "invoices", Name: "invoices", Timezone: "UTC", Status: "archived", Successor: "billing", Hours: "Mon-Fri 09:00-18:00"},
		},
		OwnerAnnotations: []string{"example.com/team"}, AllowedDestinations: []string{"C777777"},
		Rules: []Rule{
			{Match: Match{Namespace: "billing-*", Name: "*", Labels: map[string]string{"tier": "1"}}, Owner: "billing", Severity: "high"},
			{Severity: "critical"},
		},
		Receivers: Receivers{
			Slack: Slack{Token: secret("xoxb-1", "file:/run/token"), Channel: "C999999", APIURL: "http://127.0.0.1:1/api",
				AppToken: secret("xapp-1", "env:APP"), SigningSecret: secret("s", "env:HOOK"), Answers: "workspace"},
			Webhooks: []Webhook{{Name: "audit", URL: secret("https://hooks.example.com/x?y=z", originFile), Secret: secret("s", "env:HOOK"),
				Format: "honeybadger", AllowPrivate: true}},
			Console: true,
		},
		Checkins: Checkins{Provider: "embedded", Projects: []Project{{ID: 7, Name: "Seven", Key: secret("k", "env:KEY")}},
			Monitors:            []CheckinMonitor{{Slug: "backup", Project: 7, Dialect: "kubernetes", Period: time.Hour, Timezone: "UTC", Grace: 5 * time.Minute}},
			MaxReportsPerMinute: 300, APIURL: "https://app.honeybadger.io"},
		Webhooks: Incoming{IncomingHoneybadger{secret("i", "env:INCOMING")}},
	}
	if diff := diff(want, c); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	if got := c.Store.String(); got != "postgres://db:5432/rollcall" {
		t.Errorf("Store prints as %s", got)
	}
}

func TestWarnings(t *testing.T) {
	t.Parallel()
	_, warnings := parse(t, `
store: postgres://u:hunter2@db/rollcall
teams: [{id: triage, slack_channel: C012345}]
receivers:
  slack: {webhook_url: "https://hooks.slack.example/hunter2"}
  webhooks: [{name: a, url: "https://u:hunter2@x.example"}, {name: b, url: "https://x.example", secret: hunter2}]
kubernetes: {checkin_image: x, remedies: {service_account: a/b}}
webhooks: {honeybadger: {token: hunter2}}
`, nil)
	const want = `rollcall.yaml:2: store: the secret itself stands in this file, which is for trials: use env:NAME or file:PATH
rollcall.yaml:3: teams[0].slack_channel: has no effect with receivers.slack.webhook_url, which has its own channel
rollcall.yaml:5: receivers.slack.webhook_url: the secret itself stands in this file, which is for trials: use env:NAME or file:PATH
rollcall.yaml:6: receivers.webhooks[0].url: the secret itself stands in this file, which is for trials: use env:NAME or file:PATH
rollcall.yaml:6: receivers.webhooks[1].secret: the secret itself stands in this file, which is for trials: use env:NAME or file:PATH
rollcall.yaml:7: kubernetes.checkin_image: has no effect while kubernetes.checkin is none
rollcall.yaml:7: kubernetes.remedies.service_account: has no effect while kubernetes.remedies.namespaces is empty
rollcall.yaml:8: webhooks.honeybadger.token: the secret itself stands in this file, which is for trials: use env:NAME or file:PATH`
	if diff := cmp.Diff(want, warnings.Error()); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}
