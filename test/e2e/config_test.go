package e2e

import (
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// TestWrongConfigurationIsRefused: all mistakes at once, each with file, line, key, value and what is allowed, and nothing runs.
func TestWrongConfigurationIsRefused(t *testing.T) {
	s := newScenario(t)
	file := s.write("bad.yaml", `cluster: e2e
listen: "8080"
external_uri: https://rollcall.example.com
defaults:
  severity: hihg
  grace: -5m
teams:
  - {id: platform, name: Platform, slack_channel: general}
triage_team: platfrom
kubernetes: {checkin: admission}
`)
	for _, args := range [][]string{{"config", "check", file}, {"serve", "--config", file}} {
		out, err := exec.CommandContext(s.ctx, s.env.binary, args...).CombinedOutput()
		if err == nil {
			t.Errorf("rollcall %s accepted it:\n%s", args[0], out)
		}
		for _, want := range []string{
			`:2: listen: value "8080": use HOST:PORT`,
			`:3: external_uri: unknown key; did you mean external_url?`,
			`:5: defaults.severity: value "hihg": use critical, high, normal or low`,
			`:6: defaults.grace: value "-5m"`,
			`:8: teams[0].slack_channel: value "general"`,
			`:9: triage_team: value "platfrom"`,
			`:10: kubernetes.checkin_image`,
		} {
			if !strings.Contains(string(out), file+want) {
				t.Errorf("rollcall %s does not say %q:\n%s", args[0], want, out)
			}
		}
	}
}

// TestHostileReports: whatever is sent to where jobs report, it gets an answer, and Rollcall goes on.
func TestHostileReports(t *testing.T) {
	s := newScenario(t, func(set *settings) {
		set.noWatching = true
		set.extra = `checkins:
  projects: [{id: 1, name: Default, key: "s3cret-key"}]
  monitors: [{id: backup, name: Backup, period: 1h}]
webhooks: {honeybadger: {token: "s3cret-token"}}
`
	})
	s.start()
	url := s.rollcall.URL
	huge := strings.Repeat("A", 20<<20)
	deep := strings.Repeat(`{"check_in":`, 100_000)
	for _, c := range []struct {
		method, path, body string
		want               []int
	}{
		{"GET", "/v1/check_in/nobody", "", []int{404}},
		{"POST", "/v1/check_in/nobody", `{"check_in":{"status":"success"}}`, []int{404}},
		{"GET", "/v1/check_in/s3cret-key/nobody", "", []int{404}},
		{"GET", "/v1/check_in/wrong-key/backup", "", []int{404}},
		{"GET", "/v1/check_in/..%2f..%2fetc%2fpasswd", "", []int{404}},
		{"GET", "/v1/check_in/%00%ff", "", []int{404}},
		{"GET", "/v1/check_in/" + strings.Repeat("x", 8000), "", []int{404, 414}},
		{"DELETE", "/v1/check_in/backup", "", []int{405}},
		{"POST", "/v1/check_in/backup", huge, []int{200}},
		{"POST", "/v1/check_in/backup", deep, []int{200}},
		{"POST", "/v1/check_in/backup", "{", []int{200}},
		{"POST", "/v1/check_in/backup", "\x00\xff\xfe", []int{200}},
		{"POST", "/webhooks/honeybadger", huge, []int{401}},
		{"GET", "/incidents/nobody", "", []int{404}},
		{"GET", "/nowhere", "", []int{404}},
	} {
		status, body, err := s.do(c.method, url+c.path, strings.NewReader(c.body))
		if err != nil {
			// A server may hang up on a body that it has refused, while that is still being sent.
			if len(c.body) > 1<<20 {
				continue
			}
			t.Errorf("%s %.60s: %v", c.method, c.path, err)
			continue
		}
		if !slices.Contains(c.want, status) {
			t.Errorf("%s %.60s with %d bytes: status %d, want %v: %.200s", c.method, c.path, len(c.body), status, c.want, body)
		}
	}
	for _, path := range []string{"/healthz", "/readyz"} {
		if _, err := s.get(url + path); err != nil {
			t.Error(err)
		}
	}
	if status, _, err := s.do("POST", url+"/v1/check_in/backup", strings.NewReader(`{"check_in":{"status":"success"}}`)); err != nil || status != 200 {
		t.Errorf("an honest report afterwards: %d %v", status, err)
	}
	if n := s.slack.Count(); n != 0 {
		t.Errorf("%d messages", n)
	}
}
