package config

import (
	"errors"
	"fmt"
	"strings"
	"testing"
)

// everySecret names one in each place that takes one.
const everySecret = `store: env:S1
triage_team: platform
teams: [{id: platform, slack_channel: C012345}]
external_url: https://rollcall.example.com
receivers:
  slack: {token: "env:S2", signing_secret: "env:S3", app_token: "file:/nowhere/S4"}
  webhooks: [{name: audit, url: "env:S5", secret: "env:S6", token: "env:S7"}]
  pagerduty: [{name: night, routing_key: "env:S8"}]
  alertmanager:
    - {name: a, urls: ["https://am.example.com"], username: rollcall, password: "env:S9"}
    - {name: b, urls: ["https://am.example.com"], token: "env:S10"}
  email: [{name: post, server: "mail.example.com:587", from: a@example.com, to: [b@example.com], username: u, password: "env:S11"}]
  msteams: [{name: chat, url: "env:S12"}]
  discord: [{name: talk, url: "env:S13"}]
checkins:
  projects:
    - {id: 1, name: One, key: "env:S14", api_key: "env:S15", read_key: "env:S16"}
    - {id: 2, name: Two, key: "env:S17"}
api: {tokens: [{name: a, token: "env:S18"}, {name: b, token: "env:S19"}]}
`

// TestWithoutSecrets: who lints in CI has none, and reads none by accident.
func TestWithoutSecrets(t *testing.T) {
	t.Parallel()
	source := Source{
		Env:    func(name string) (string, bool) { t.Errorf("%s was looked up", name); return "", false },
		File:   func(path string) ([]byte, error) { t.Errorf("%s was read", path); return nil, errors.New("no") },
		Unread: true,
	}
	c, warnings, err := Parse("rollcall.yaml", []byte(everySecret), source)
	if err != nil {
		t.Fatalf("Parse:\n%v", err)
	}
	if len(warnings) > 0 {
		t.Errorf("warnings: %v", warnings)
	}
	for name, s := range map[string]Secret{
		"store": c.Store.URL, "slack": c.Receivers.Slack.Token, "webhook": c.Receivers.Webhooks[0].URL, "api": c.API.Tokens[1].Token,
	} {
		if !s.IsSet() || s.Reveal() != "" || !strings.Contains(s.Origin(), ":") || fmt.Sprint(s) != "[hidden]" {
			t.Errorf("%s: set %v, %q from %q, shown as %v", name, s.IsSet(), s.Reveal(), s.Origin(), s)
		}
	}
	if c.Receivers.Console {
		t.Error("the console would be told, as if there were no Slack")
	}
	// What is wrong otherwise is told all the same, and a secret that stands in the file is checked.
	_, _, err = Parse("rollcall.yaml", []byte(strings.Replace(everySecret, `"env:S18"`, `"short"`, 1)+"triage: x\n"), source)
	for _, words := range []string{"api.tokens[0].token: use 16 to 512", "triage: unknown key"} {
		if err == nil || !strings.Contains(err.Error(), words) {
			t.Errorf("%q is not in\n%v", words, err)
		}
	}
}

// TestWithSecretsMissing: who serves is told of each of them.
func TestWithSecretsMissing(t *testing.T) {
	t.Parallel()
	_, _, err := Parse("rollcall.yaml", []byte(everySecret), fakeSource(nil))
	for i := 1; i <= 19; i++ {
		if err == nil || !strings.Contains(err.Error(), fmt.Sprintf(`S%d"`, i)) {
			t.Errorf("S%d is not told of:\n%v", i, err)
		}
	}
}
