package config

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

const (
	pager  = "{name: a, routing_key: 'env:KEY'}"
	alerts = "name: a, urls: ['http://am:9093/']"
	mailer = "name: a, server: 's:25', from: a@x.example"
)

func receiverValues() map[string]string {
	return map[string]string{"env:KEY": strings.Repeat("k", 32), "env:PW": "hunter2",
		"env:FLOW": "https://flow.example.com/x?sig=1", "env:CHAT": "https://discord.com/api/webhooks/1/t?thread_id=2"}
}

func TestReceiversWithNames(t *testing.T) {
	t.Parallel()
	c, warnings := parse(t, `
teams: [{id: triage}, {id: billing}]
receivers:
  webhooks: [{name: a, url: "https://x.example.com", teams: [billing], severities: [low]}]
  pagerduty:
    - {name: a, routing_key: "env:KEY", severities: [critical, high]}
    - {name: eu, routing_key: "env:KEY", url: "https://events.eu.pagerduty.com/v2/enqueue", teams: [billing, triage]}
  alertmanager:
    - {name: a, urls: ["http://am-0:9093/", "http://am-1:9093/am"], username: ann, password: "env:PW", resolve_timeout: 1h, allow_private: true}
  email:
    - {name: a, server: "smtp.example.com:465", tls: tls, username: ann, password: "env:PW", from: "Rollcall <rollcall@example.com>", to: [a@example.com, "b+c@example.com"]}
    - {name: b, server: "[::1]:25", from: r@example.com, to: [a@example.com], teams: [billing], severities: [high]}
  msteams: [{name: a, url: "env:FLOW", teams: [billing], severities: [high]}]
  discord: [{name: a, url: "env:CHAT", teams: [billing], severities: [high], allow_private: true}]
`, receiverValues())
	if len(warnings) > 0 {
		t.Error(warnings)
	}
	billing, high := []string{"billing"}, []Severity{"high"}
	key := Secret{value: strings.Repeat("k", 32), origin: "env:KEY"}
	want := Receivers{
		Slack:    Slack{APIURL: "https://slack.com/api", Answers: "workspace"},
		Webhooks: []Webhook{{Name: "a", URL: Secret{value: "https://x.example.com", origin: originFile}, Format: "rollcall", Teams: []string{"billing"}, Severities: []Severity{"low"}}},
		PagerDuty: []PagerDuty{
			{Name: "a", RoutingKey: key, URL: "https://events.pagerduty.com/v2/enqueue", Severities: []Severity{"critical", "high"}},
			{Name: "eu", RoutingKey: key, URL: "https://events.eu.pagerduty.com/v2/enqueue", Teams: []string{"billing", "triage"}},
		},
		Alertmanager: []Alertmanager{{
			Name: "a", URLs: []string{"http://am-0:9093", "http://am-1:9093/am"}, Username: "ann", Password: Secret{value: "hunter2", origin: "env:PW"},
			ResolveTimeout: time.Hour, AllowPrivate: true,
		}},
		Email: []Email{
			{Name: "a", Server: "smtp.example.com:465", TLS: "tls", Username: "ann", Password: Secret{value: "hunter2", origin: "env:PW"},
				From: "Rollcall <rollcall@example.com>", To: []string{"a@example.com", "b+c@example.com"}},
			{Name: "b", Server: "[::1]:25", TLS: "starttls", From: "r@example.com", To: []string{"a@example.com"}, Teams: billing, Severities: high},
		},
		MSTeams: []MSTeams{{Name: "a", URL: Secret{value: "https://flow.example.com/x?sig=1", origin: "env:FLOW"}, Teams: billing, Severities: high}},
		Discord: []Discord{{Name: "a", URL: Secret{value: "https://discord.com/api/webhooks/1/t?thread_id=2", origin: "env:CHAT"}, AllowPrivate: true, Teams: billing, Severities: high}},
	}
	if diff := cmp.Diff(want, c.Receivers, cmp.Comparer(func(a, b Secret) bool { return a == b })); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

// TestTheConsoleTakesWhatIsLeft: nothing that happened goes untold because every receiver is told of something else.
func TestTheConsoleTakesWhatIsLeft(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"": true,
		"receivers: {pagerduty: [" + pager + "]}":                                                                         false,
		"receivers: {pagerduty: [" + strings.Replace(pager, "}", ", severities: [critical]}", 1) + "]}":                   true,
		"receivers: {alertmanager: [{" + alerts + ", teams: [triage]}]}":                                                  true,
		"receivers: {alertmanager: [{" + alerts + ", teams: [triage]}], webhooks: [{name: a, url: 'https://x.example'}]}": false,
		"receivers: {console: false, alertmanager: [{" + alerts + ", teams: [triage]}]}":                                  false,
		"receivers: {slack: {webhook_url: 'https://x.example'}, alertmanager: [{" + alerts + ", teams: [triage]}]}":       false,
	} {
		if c, _ := parse(t, text, receiverValues()); c.Receivers.Console != want {
			t.Errorf("%s: console %v", text, c.Receivers.Console)
		}
	}
	_, warnings := parse(t, "receivers: {console: false, alertmanager: [{"+alerts+", teams: [triage]}]}", nil)
	if !strings.Contains(warnings.Error(), ":1: receivers.console: what no receiver's teams and severities let through is told nobody") {
		t.Errorf("warnings %v", warnings)
	}
}

func TestMistakesWithReceivers(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct{ text, want string }{
		"no name":          {"pagerduty: [{routing_key: 'env:KEY'}]", ":1: receivers.pagerduty[0].name: every PagerDuty receiver needs a name, such as oncall"},
		"a name twice":     {"pagerduty: [" + pager + ", " + pager + "]", `:1: receivers.pagerduty[1].name: value "a": already used by receivers.pagerduty[0].name`},
		"a bad name":       {"alertmanager: [{name: A, urls: ['http://x']}]", `:1: receivers.alertmanager[0].name: value "A": use lower-case letters`},
		"no key":           {"pagerduty: [{name: a}]", ":1: receivers.pagerduty[0].routing_key: every PagerDuty receiver needs the integration key"},
		"a short key":      {"pagerduty: [{name: a, routing_key: hunter2}]", ":1: receivers.pagerduty[0].routing_key: value [hidden]: use the integration key of an Events API v2 integration, which has 32"},
		"no url":           {"pagerduty: [{name: a, routing_key: 'env:KEY', url: ''}]", ":1: receivers.pagerduty[0].url: the value is missing: remove the key"},
		"an unknown team":  {"pagerduty: [{name: a, routing_key: 'env:KEY', teams: [triage, nobody]}]", `:1: receivers.pagerduty[0].teams[1]: value "nobody": no such team; use the id of one of the teams: triage`},
		"an empty team":    {"pagerduty: [{name: a, routing_key: 'env:KEY', teams: ['']}]", `:1: receivers.pagerduty[0].teams[0]: the value is missing: the id of a team`},
		"a team twice":     {"webhooks: [{name: a, url: 'http://x', teams: [triage, triage]}]", `:1: receivers.webhooks[0].teams[1]: value "triage": stands in this list twice: keep one`},
		"a severity":       {"webhooks: [{name: a, url: 'http://x', severities: [hihg]}]", `:1: receivers.webhooks[0].severities[0]: value "hihg": use critical, high, normal or low; did you mean high?`},
		"a severity twice": {"alertmanager: [{" + alerts + ", severities: [low, low]}]", `:1: receivers.alertmanager[0].severities[1]: value "low": stands in this list twice`},
		"no Alertmanager":  {"alertmanager: [{name: a}]", ":1: receivers.alertmanager[0].urls: every Alertmanager needs at least one address"},
		"an empty list":    {"alertmanager: [{name: a, urls: []}]", ":1: receivers.alertmanager[0].urls: every Alertmanager needs at least one address"},
		"no list":          {"alertmanager: [{name: a, urls: 'http://x'}]", `:1: receivers.alertmanager[0].urls: value "http://x": a list is needed here`},
		"an empty address": {"alertmanager: [{name: a, urls: ['']}]", ":1: receivers.alertmanager[0].urls[0]: the value is missing, such as http://alertmanager:9093"},
		"an address twice": {"alertmanager: [{name: a, urls: ['http://x/', 'http://x']}]", `:1: receivers.alertmanager[0].urls[1]: value "http://x": stands in this list twice`},
		"a user in an url": {"alertmanager: [{name: a, urls: ['http://u:hunter2@x']}]", ":1: receivers.alertmanager[0].urls[0]: value [hidden]: use http:// or https:// and a host, without user"},
		"two credentials":  {"alertmanager: [{" + alerts + ", username: u, password: 'env:PW', token: 'env:PW'}]", ":1: receivers.alertmanager[0].token: use either token or username and password, not both"},
		"no password":      {"alertmanager: [{" + alerts + ", username: u}]", ":1: receivers.alertmanager[0].password: a username needs its password"},
		"no username":      {"alertmanager: [{" + alerts + ", password: 'env:PW'}]", ":1: receivers.alertmanager[0].username: a password needs the username"},
		"too short":        {"alertmanager: [{" + alerts + ", resolve_timeout: 1m}]", `:1: receivers.alertmanager[0].resolve_timeout: value "1m": use a duration from 5m to 365d`},

		"no server":           {"email: [{name: a, from: a@x.example, to: [b@x.example]}]", ":1: receivers.email[0].server: every e-mail receiver needs an SMTP server"},
		"a server":            {"email: [{name: a, server: smtp.x.example, from: a@x.example, to: [b@x.example]}]", `:1: receivers.email[0].server: value "smtp.x.example": use HOST:PORT, such as smtp.example.com:587`},
		"no sender":           {"email: [{name: a, server: 's:25', to: [b@x.example]}]", ":1: receivers.email[0].from: every e-mail receiver needs the address"},
		"a sender":            {"email: [{name: a, server: 's:25', from: bob, to: [b@x.example]}]", `:1: receivers.email[0].from: value "bob": use a mail address in ASCII`},
		"no recipients":       {"email: [{name: a, server: 's:25', from: a@x.example}]", ":1: receivers.email[0].to: every e-mail receiver needs at least one recipient"},
		"a recipient":         {"email: [{name: a, server: 's:25', from: a@x.example, to: ['a@x.example', 'ü@x.example']}]", `:1: receivers.email[0].to[1]: value "ü@x.example": use a mail address in ASCII`},
		"an empty recipient":  {"email: [{name: a, server: 's:25', from: a@x.example, to: ['']}]", ":1: receivers.email[0].to[0]: the value is missing, such as oncall@example.com"},
		"a recipient twice":   {"email: [{" + mailer + ", to: [b@x.example, b@x.example]}]", `:1: receivers.email[0].to[1]: value "b@x.example": stands in this list twice`},
		"a password in clear": {"email: [{" + mailer + ", to: [b@x.example], tls: none, username: u, password: 'env:PW'}]", `:1: receivers.email[0].tls: value "none": a password is never sent over a connection that is not encrypted`},
		"a way to encrypt":    {"email: [{" + mailer + ", to: [b@x.example], tls: ssl}]", `:1: receivers.email[0].tls: value "ssl": use starttls, tls or none`},
		"a mailer's password": {"email: [{" + mailer + ", to: [b@x.example], username: u}]", ":1: receivers.email[0].password: a username needs its password"},
		"no workflow":         {"msteams: [{name: a}]", ":1: receivers.msteams[0].url: every Teams receiver needs the url of its workflow"},
		"no Discord webhook":  {"discord: [{name: a}]", ":1: receivers.discord[0].url: every Discord receiver needs the url of its webhook"},
		"a Discord channel":   {"discord: [{name: a, url: 'https://discord.com/channels/hunter2'}]", ":1: receivers.discord[0].url: value [hidden]: use the URL of a webhook, such as https://discord.com/api/webhooks/ID/TOKEN"},
		"a template of theirs": {"webhooks: [{name: a, url: 'http://x', format: honeybadger, template: x}]",
			":1: receivers.webhooks[0].template: has no effect with format honeybadger, whose body is Honeybadger's"},
		"a type of nothing": {"webhooks: [{name: a, url: 'http://x', content_type: text/plain}]",
			`:1: receivers.webhooks[0].content_type: value "text/plain": is that of what a template makes, and there is no template`},
		"a type": {"webhooks: [{name: a, url: 'http://x', template: x, content_type: plain}]", `:1: receivers.webhooks[0].content_type: value "plain": use a media type`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, _, err := Parse("rollcall.yaml", []byte("receivers: {"+tt.text+"}"), fakeSource(receiverValues()))
			if err == nil {
				t.Fatal("accepted")
			}
			if got := err.Error(); !strings.HasPrefix(got, "rollcall.yaml"+tt.want) || strings.Contains(got, "\n") || strings.Contains(got, "hunter2") {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
		})
	}
}
