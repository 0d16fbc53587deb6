package app

import (
	"fmt"
	"io"
	"log/slog"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"rollcall.dev/rollcall/internal/config"
)

// effects is all that the parts of an App are given of a configuration, as text that can be compared.
func effects(t *testing.T, c config.Config) string {
	t.Helper()
	notifiers, err := receivers(c, io.Discard, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	var made []string
	for _, name := range slices.Sorted(maps.Keys(notifiers)) {
		made = append(made, name+dump(notifiers[name]))
	}
	url, driver := c.Store.URL.Reveal(), c.Store.Driver+c.Store.Path
	return fmt.Sprint(c.Listen, driver, url, c.Retention, routes(c), fallback(c), made, declared(c), serviceOptions(c), accountOptions(c),
		sourceOptions(c), webhookOptions(c.Kubernetes), c.Kubernetes.Enabled, c.Kubernetes.Kubeconfig, c.Kubernetes.Checkin,
		c.Kubernetes.CheckinImage, c.Checkins.Provider, c.Webhooks.Honeybadger.Token.Reveal(),
		c.Defaults.BurstFrom, maintenance(c), slackDeskConfig(c), tokens(c), runbookConfig(c), lintSeverities(c), remedyOptions(c))
}

// window is a maintenance window that happens once, with something changed.
func window(with string) string {
	fields := []string{"name: a", "reason: why", "match: {name: a}", "from: '2000-01-01'", "until: '2999-12-31'"}
	return "maintenance: [{" + replaced(fields, with) + "}]"
}

// recurring is one that happens every minute, with something changed.
func recurring(with string) string {
	fields := []string{"name: a", "reason: why", "match: {name: a}", "schedule: '* * * * *'", "timezone: UTC", "duration: 1h"}
	return "maintenance: [{" + replaced(fields, with) + "}]"
}

func replaced(fields []string, with string) string {
	key, _, _ := strings.Cut(with, ":")
	for i, f := range fields {
		if strings.HasPrefix(f, key+":") {
			fields[i] = with
		}
	}
	return strings.Join(fields, ", ")
}

// TestEveryKeyHasAnEffect changes each documented key and sees that some part is given something else.
func TestEveryKeyHasAnEffect(t *testing.T) {
	t.Parallel()
	family := func(more string) string {
		return "checkins: {monitors: [{slug: other, period: 1h}, {slug: x, period: 1h" + more + "}]}"
	}
	const (
		slackToken = "receivers: {slack: {token: xoxb-1, channel: C00000}}\n"
		hook       = "receivers: {webhooks: [{name: a, url: 'https://x.example.com/'%s}]}\n"
		apiToken   = "api: {tokens: [{name: %s, token: '%016d', role: %s}]}\n"
		admission  = "external_url: http://r\nkubernetes: {checkin: admission, checkin_image: i, webhook: {%s}}\n"
	)
	const (
		pagerKey = "routing_key: abcdefghijklmnopqrstuvwxyzabcdef"
		alerts   = "urls: ['http://a']"
		mail     = "server: 's:587', from: f@x.example, to: [t@x.example]"
		flow     = "url: 'https://x'"
		chat     = "url: 'https://x/webhooks/1/t'"
	)
	// before and after differ in the key alone.
	pairs := map[string][2]string{
		"lint.severities":                    {"", "lint: {severities: {RC003: off}}"},
		"cluster":                            {"", "cluster: prod"},
		"listen":                             {"", "listen: 127.0.0.1:1"},
		"external_url":                       {"", "external_url: http://r"},
		"store":                              {"", "store: sqlite:other.db"},
		"retention":                          {"", "retention: 5d"},
		"kubernetes.enabled":                 {"", "kubernetes: {enabled: 'false'}"},
		"kubernetes.kubeconfig":              {"", "kubernetes: {kubeconfig: /k}"},
		"kubernetes.namespaces.include":      {"", "kubernetes: {namespaces: {include: [a]}}"},
		"kubernetes.namespaces.exclude":      {"", "kubernetes: {namespaces: {exclude: [a]}}"},
		"kubernetes.controller_time_zone":    {"", "kubernetes: {controller_time_zone: Asia/Tokyo}"},
		"kubernetes.config_versions":         {"kubernetes: {config_versions: configmaps}", "kubernetes: {config_versions: all}"},
		"kubernetes.checkin":                 {"external_url: http://r", "external_url: http://r\nkubernetes: {checkin: cronjob, checkin_image: i}"},
		"kubernetes.checkin_image":           {"external_url: http://r\nkubernetes: {checkin: cronjob, checkin_image: i}", "external_url: http://r\nkubernetes: {checkin: cronjob, checkin_image: j}"},
		"kubernetes.checkin_url":             {"kubernetes: {checkin: cronjob, checkin_image: i, checkin_url: http://a}", "kubernetes: {checkin: cronjob, checkin_image: i, checkin_url: http://b}"},
		"kubernetes.webhook.listen":          {fmt.Sprintf(admission, "service: a/b"), fmt.Sprintf(admission, "service: a/b, listen: ':1'")},
		"kubernetes.webhook.service":         {fmt.Sprintf(admission, "service: a/b"), fmt.Sprintf(admission, "service: a/c")},
		"kubernetes.webhook.url":             {fmt.Sprintf(admission, "url: 'https://a'"), fmt.Sprintf(admission, "url: 'https://b'")},
		"defaults.grace":                     {"", "defaults: {grace: 1m}"},
		"defaults.start_grace":               {"", "defaults: {start_grace: 1m}"},
		"defaults.severity":                  {"", "defaults: {severity: low}"},
		"defaults.burst_from":                {"", "defaults: {burst_from: 0}"},
		"maintenance[].name":                 {window("name: a"), window("name: b")},
		"maintenance[].reason":               {window("name: a"), strings.Replace(window("name: a"), "why", "because", 1)},
		"maintenance[].match.cluster":        {window("match: {cluster: a}"), window("match: {cluster: b}")},
		"maintenance[].match.namespace":      {window("match: {namespace: a}"), window("match: {namespace: b}")},
		"maintenance[].match.name":           {window("match: {name: a}"), window("match: {name: b}")},
		"maintenance[].match.labels":         {window("match: {labels: {a: b}}"), window("match: {labels: {a: c}}")},
		"maintenance[].match.owner":          {window("match: {name: a}"), window("match: {name: a, owner: triage}")},
		"maintenance[].from":                 {window("from: '2000-01-01'"), window("from: '2001-01-01'")},
		"maintenance[].until":                {window("until: '2998-01-01'"), window("until: '2999-01-01'")},
		"maintenance[].schedule":             {recurring("schedule: '* * * * *'"), recurring("schedule: '0 0 1 1 *'")},
		"maintenance[].timezone":             {recurring("timezone: UTC"), recurring("timezone: Asia/Kathmandu")},
		"maintenance[].duration":             {recurring("duration: 26h"), recurring("duration: 25h")},
		"triage_team":                        {"teams: [{id: triage}, {id: b}]", "teams: [{id: triage}, {id: b}]\ntriage_team: b"},
		"teams[].id":                         {"teams: [{id: triage}, {id: b}]", "teams: [{id: triage}, {id: c}]"},
		"teams[].name":                       {"teams: [{id: triage}]", "teams: [{id: triage, name: T}]"},
		"teams[].slack_channel":              {slackToken + "teams: [{id: triage}]", slackToken + "teams: [{id: triage, slack_channel: C12345}]"},
		"teams[].timezone":                   {"teams: [{id: triage}]", "teams: [{id: triage, timezone: Asia/Tokyo}]"},
		"defaults.remind_after":              {"", "defaults: {remind_after: 1h}"},
		"teams[].slack_usergroup":            {"teams: [{id: triage}]", "teams: [{id: triage, slack_usergroup: S12345}]"},
		"teams[].hours":                      {"teams: [{id: triage}]", "teams: [{id: triage, hours: 'Sat 10:00-12:00'}]"},
		"teams[].holidays":                   {"teams: [{id: triage}]", "teams: [{id: triage, holidays: ['2026-12-25']}]"},
		"teams[].escalate_to":                {"teams: [{id: triage}, {id: b}]", "teams: [{id: triage, escalate_to: b}, {id: b}]"},
		"teams[].parent":                     {"teams: [{id: triage}, {id: b}]", "teams: [{id: triage, parent: b}, {id: b}]"},
		"teams[].status":                     {"teams: [{id: triage}, {id: b}]", "teams: [{id: triage}, {id: b, status: archived}]"},
		"teams[].successor":                  {"teams: [{id: triage}, {id: b, status: archived}]", "teams: [{id: triage}, {id: b, status: archived, successor: triage}]"},
		"teams[].review_by":                  {"teams: [{id: triage}]", "teams: [{id: triage, review_by: '2027-03-31'}]"},
		"teams[].language":                   {"teams: [{id: triage}]", "teams: [{id: triage, language: ja}]"},
		"owner_annotations":                  {"", "owner_annotations: [example.com/team]"},
		"allowed_destinations":               {slackToken, slackToken + "allowed_destinations: [C12345]"},
		"directory.file":                     {"directory: {file: testdata/directory/teams.yaml}", "directory: {file: testdata/directory/more.yaml}"},
		"runbook_hosts":                      {"", "runbook_hosts: [wiki]"},
		"runbook_allow_private":              {"runbook_hosts: [wiki]", "runbook_hosts: [wiki]\nrunbook_allow_private: true"},
		"directory.codeowners":               {"", "directory: {codeowners: testdata/directory/CODEOWNERS}"},
		"directory.backstage":                {"teams: [{id: triage}]", "teams: [{id: triage}]\ndirectory: {backstage: [testdata/directory/catalog.yaml]}"},
		"rules[].match.namespace":            {"rules: [{severity: low, match: {namespace: a}}]", "rules: [{severity: low, match: {namespace: b}}]"},
		"rules[].match.name":                 {"rules: [{severity: low, match: {name: a}}]", "rules: [{severity: low, match: {name: b}}]"},
		"rules[].match.labels":               {"rules: [{severity: low, match: {labels: {a: b}}}]", "rules: [{severity: low, match: {labels: {a: c}}}]"},
		"rules[].owner":                      {"rules: [{severity: low}]", "rules: [{severity: low, owner: triage}]"},
		"rules[].severity":                   {"rules: [{severity: low}]", "rules: [{severity: high}]"},
		"receivers.console":                  {"receivers: {console: true}", "receivers: {console: false}"},
		"receivers.slack.token":              {"", slackToken},
		"receivers.slack.webhook_url":        {"", "receivers: {slack: {webhook_url: 'https://hooks.slack.com/services/T/B/x'}}"},
		"receivers.slack.channel":            {slackToken, "receivers: {slack: {token: xoxb-1, channel: C11111}}"},
		"receivers.slack.api_url":            {slackToken, "receivers: {slack: {token: xoxb-1, channel: C00000, api_url: 'http://s/api'}}"},
		"receivers.slack.app_token":          {slackToken, "receivers: {slack: {token: xoxb-1, channel: C00000, app_token: xapp-1}}"},
		"receivers.slack.signing_secret":     {slackToken, "receivers: {slack: {token: xoxb-1, channel: C00000, signing_secret: s}}"},
		"receivers.slack.answers":            {"receivers: {slack: {token: xoxb-1, channel: C00000, app_token: xapp-1}}", "receivers: {slack: {token: xoxb-1, channel: C00000, app_token: xapp-1, answers: team}}"},
		"receivers.webhooks[].name":          {fmt.Sprintf(hook, ""), "receivers: {webhooks: [{name: b, url: 'https://x.example.com/'}]}"},
		"receivers.webhooks[].url":           {fmt.Sprintf(hook, ""), "receivers: {webhooks: [{name: a, url: 'https://y.example.com/'}]}"},
		"receivers.webhooks[].secret":        {fmt.Sprintf(hook, ""), fmt.Sprintf(hook, ", secret: s")},
		"receivers.webhooks[].token":         {fmt.Sprintf(hook, ""), fmt.Sprintf(hook, ", token: t")},
		"receivers.webhooks[].format":        {fmt.Sprintf(hook, ""), fmt.Sprintf(hook, ", format: honeybadger")},
		"receivers.webhooks[].allow_private": {fmt.Sprintf(hook, ""), fmt.Sprintf(hook, ", allow_private: true")},
		"checkins.provider":                  {"", honeybadgerWith("")},

		"receivers.webhooks[].teams":               {fmt.Sprintf(hook, ""), fmt.Sprintf(hook, ", teams: [triage]")},
		"receivers.webhooks[].severities":          {fmt.Sprintf(hook, ""), fmt.Sprintf(hook, ", severities: [high]")},
		"receivers.pagerduty[].name":               {oneOf("pagerduty", "a", pagerKey), oneOf("pagerduty", "b", pagerKey)},
		"receivers.pagerduty[].routing_key":        {oneOf("pagerduty", "a", pagerKey), oneOf("pagerduty", "a", "routing_key: 0123456789abcdef0123456789abcdef")},
		"receivers.pagerduty[].url":                {oneOf("pagerduty", "a", pagerKey), oneOf("pagerduty", "a", pagerKey+", url: 'https://p'")},
		"receivers.pagerduty[].teams":              {oneOf("pagerduty", "a", pagerKey), oneOf("pagerduty", "a", pagerKey+", teams: [triage]")},
		"receivers.pagerduty[].severities":         {oneOf("pagerduty", "a", pagerKey), oneOf("pagerduty", "a", pagerKey+", severities: [low]")},
		"receivers.alertmanager[].name":            {oneOf("alertmanager", "a", alerts), oneOf("alertmanager", "b", alerts)},
		"receivers.alertmanager[].urls":            {oneOf("alertmanager", "a", alerts), oneOf("alertmanager", "a", "urls: ['http://a', 'http://b']")},
		"receivers.alertmanager[].username":        {oneOf("alertmanager", "a", alerts+login("u", "p")), oneOf("alertmanager", "a", alerts+login("v", "p"))},
		"receivers.alertmanager[].password":        {oneOf("alertmanager", "a", alerts+login("u", "p")), oneOf("alertmanager", "a", alerts+login("u", "q"))},
		"receivers.alertmanager[].token":           {oneOf("alertmanager", "a", alerts), oneOf("alertmanager", "a", alerts+", token: t")},
		"receivers.alertmanager[].resolve_timeout": {oneOf("alertmanager", "a", alerts), oneOf("alertmanager", "a", alerts+", resolve_timeout: 1h")},
		"receivers.alertmanager[].allow_private":   {oneOf("alertmanager", "a", alerts), oneOf("alertmanager", "a", alerts+", allow_private: true")},
		"receivers.alertmanager[].teams":           {oneOf("alertmanager", "a", alerts), oneOf("alertmanager", "a", alerts+", teams: [triage]")},
		"receivers.alertmanager[].severities":      {oneOf("alertmanager", "a", alerts), oneOf("alertmanager", "a", alerts+", severities: [low]")},

		"receivers.webhooks[].template":     {fmt.Sprintf(hook, ", template: '{{json .text}}'"), fmt.Sprintf(hook, ", template: '{{json .event}}'")},
		"receivers.webhooks[].content_type": {fmt.Sprintf(hook, ", template: a, content_type: text/plain"), fmt.Sprintf(hook, ", template: a, content_type: text/html")},
		"receivers.email[].name":            {oneOf("email", "a", mail), oneOf("email", "b", mail)},
		"receivers.email[].server":          {oneOf("email", "a", mail), oneOf("email", "a", strings.Replace(mail, "587", "588", 1))},
		"receivers.email[].tls":             {oneOf("email", "a", mail), oneOf("email", "a", mail+", tls: none")},
		"receivers.email[].username":        {oneOf("email", "a", mail+login("u", "p")), oneOf("email", "a", mail+login("v", "p"))},
		"receivers.email[].password":        {oneOf("email", "a", mail+login("u", "p")), oneOf("email", "a", mail+login("u", "q"))},
		"receivers.email[].from":            {oneOf("email", "a", mail), oneOf("email", "a", strings.Replace(mail, "f@", "g@", 1))},
		"receivers.email[].to":              {oneOf("email", "a", mail), oneOf("email", "a", strings.Replace(mail, "to: [", "to: [u@x.example, ", 1))},
		"receivers.email[].teams":           {oneOf("email", "a", mail), oneOf("email", "a", mail+", teams: [triage]")},
		"receivers.email[].severities":      {oneOf("email", "a", mail), oneOf("email", "a", mail+", severities: [low]")},
		"receivers.msteams[].name":          {oneOf("msteams", "a", flow), oneOf("msteams", "b", flow)},
		"receivers.msteams[].url":           {oneOf("msteams", "a", flow), oneOf("msteams", "a", "url: 'https://y'")},
		"receivers.msteams[].allow_private": {oneOf("msteams", "a", flow), oneOf("msteams", "a", flow+", allow_private: true")},
		"receivers.msteams[].teams":         {oneOf("msteams", "a", flow), oneOf("msteams", "a", flow+", teams: [triage]")},
		"receivers.msteams[].severities":    {oneOf("msteams", "a", flow), oneOf("msteams", "a", flow+", severities: [low]")},
		"receivers.discord[].name":          {oneOf("discord", "a", chat), oneOf("discord", "b", chat)},
		"receivers.discord[].url":           {oneOf("discord", "a", chat), oneOf("discord", "a", "url: 'https://x/webhooks/2/t'")},
		"receivers.discord[].allow_private": {oneOf("discord", "a", chat), oneOf("discord", "a", chat+", allow_private: true")},
		"receivers.discord[].teams":         {oneOf("discord", "a", chat), oneOf("discord", "a", chat+", teams: [triage]")},
		"receivers.discord[].severities":    {oneOf("discord", "a", chat), oneOf("discord", "a", chat+", severities: [low]")},

		"checkins.projects[].id":            {"checkins: {projects: [{id: 1, name: a, key: k}]}", "checkins: {projects: [{id: 2, name: a, key: k}]}"},
		"checkins.projects[].name":          {namedProject("a"), namedProject("b")},
		"checkins.projects[].key":           {"checkins: {projects: [{id: 1, name: a}]}", "checkins: {projects: [{id: 1, name: a, key: k}]}"},
		"checkins.monitors[].id":            {declaredWith(""), declaredWith(", id: x")},
		"checkins.monitors[].name":          {declaredWith(""), declaredWith(", name: x")},
		"checkins.monitors[].slug":          {"checkins: {monitors: [{slug: y, period: 1h}]}", "checkins: {monitors: [{slug: x, period: 1h}]}"},
		"checkins.monitors[].project":       {twoProjects(""), twoProjects(", project: 2")},
		"checkins.monitors[].schedule":      {timed("schedule: '@daily'"), timed("schedule: '@hourly'")},
		"checkins.monitors[].dialect":       {timed("schedule: '@daily'"), timed("schedule: '@daily', dialect: debian")},
		"checkins.monitors[].calendar":      {timed("calendar: daily"), timed("calendar: hourly")},
		"checkins.monitors[].period":        {timed("period: 1h"), timed("period: 2h")},
		"checkins.monitors[].timezone":      {timed("schedule: '@daily'"), timed("schedule: '@daily', timezone: Asia/Tokyo")},
		"checkins.monitors[].grace":         {declaredWith(""), declaredWith(", grace: 1m")},
		"checkins.max_reports_per_minute":   {"", "checkins: {max_reports_per_minute: 7}"},
		"checkins.monitors[].early":         {declaredWith(""), declaredWith(", early: 5m")},
		"checkins.monitors[].max_duration":  {declaredWith(""), declaredWith(", max_duration: 5m")},
		"checkins.monitors[].min_duration":  {declaredWith(""), declaredWith(", min_duration: 5m")},
		"checkins.monitors[].fail_after":    {declaredWith(""), declaredWith(", fail_after: 2")},
		"checkins.monitors[].recover_after": {declaredWith(""), declaredWith(", recover_after: 2")},
		"checkins.monitors[].parent":        {family(""), family(", parent: other")},
		"checkins.projects[].api_key":       {"checkins: {projects: [{id: 1, name: a}]}", "checkins: {projects: [{id: 1, name: a, api_key: k}]}"},
		"checkins.projects[].read_key":      {"checkins: {projects: [{id: 1, name: a}]}", "checkins: {projects: [{id: 1, name: a, read_key: k}]}"},
		"checkins.monitors[].paused_until":  {declaredWith(""), declaredWith(", paused_until: '2999-12-24'")},
		"checkins.monitors[].tags":          {declaredWith(""), declaredWith(", tags: [prod]")},
		"checkins.monitors[].description":   {declaredWith(""), declaredWith(", description: d")},
		"checkins.monitors[].owner":         {declaredWith(""), declaredWith(", owner: triage")},
		"checkins.monitors[].severity":      {declaredWith(""), declaredWith(", severity: low")},
		"checkins.monitors[].runbook":       {declaredWith(""), declaredWith(", runbook: 'https://r'")},
		"checkins.project":                  {honeybadgerWith(""), "webhooks: {honeybadger: {token: w}}\ncheckins: {provider: honeybadger, project: 9, token: t}"},
		"checkins.token":                    {honeybadgerWith(""), "webhooks: {honeybadger: {token: w}}\ncheckins: {provider: honeybadger, project: 7, token: u}"},
		"checkins.api_url":                  {honeybadgerWith(""), honeybadgerWith(", api_url: 'http://h'")},
		"webhooks.honeybadger.token":        {"", "webhooks: {honeybadger: {token: w}}"},
		"api.tokens[].name":                 {fmt.Sprintf(apiToken, "a", 1, "read"), fmt.Sprintf(apiToken, "b", 1, "read")},
		"api.tokens[].token":                {fmt.Sprintf(apiToken, "a", 1, "read"), fmt.Sprintf(apiToken, "a", 2, "read")},
		"api.tokens[].role":                 {fmt.Sprintf(apiToken, "a", 1, "read"), fmt.Sprintf(apiToken, "a", 1, "act")},
		"api.tokens[].teams":                {fmt.Sprintf(apiToken, "a", 1, "operate"), fmt.Sprintf(apiToken, "a", 1, "operate, teams: [triage]")},
	}
	maps.Copy(pairs, remedyPairs())
	for _, same := range []string{"", fmt.Sprintf(hook, ""), slackToken, oneOf("pagerduty", "a", pagerKey), oneOf("alertmanager", "a", alerts), oneOf("email", "a", mail), oneOf("msteams", "a", flow), oneOf("discord", "a", chat)} {
		if first, second := effects(t, parse(t, same)), effects(t, parse(t, same)); first != second {
			t.Fatalf("%q makes a difference to itself", same)
		}
	}
	for _, key := range documentedKeys(t) {
		pair, ok := pairs[key]
		if !ok {
			t.Errorf("%s is documented, and nothing shows what it does", key)
			continue
		}
		t.Run(key, func(t *testing.T) {
			t.Parallel()
			if before, after := effects(t, parse(t, pair[0])), effects(t, parse(t, pair[1])); before == after {
				t.Errorf("%q and %q make no difference", pair[0], pair[1])
			}
		})
	}
}

func honeybadgerWith(more string) string {
	return "webhooks: {honeybadger: {token: w}}\ncheckins: {provider: honeybadger, project: 7, token: t" + more + "}"
}

// oneOf is one receiver of a kind.
func oneOf(kind, name, more string) string {
	return "receivers: {" + kind + ": [{name: " + name + ", " + more + "}]}"
}

func login(user, password string) string { return ", username: " + user + ", password: " + password }

func declaredWith(more string) string { return timed("period: 1h" + more) }

func timed(when string) string { return "checkins: {monitors: [{slug: a, " + when + "}]}" }

func twoProjects(more string) string {
	return "checkins: {projects: [{id: 1, name: a}, {id: 2, name: b}], monitors: [{slug: s, period: 1h" + more + "}]}"
}

func namedProject(name string) string {
	return "receivers: {webhooks: [{name: a, url: 'https://x.example.com/', format: honeybadger}]}\ncheckins: {projects: [{id: 1, name: " + name + "}]}"
}

func parse(t *testing.T, text string) config.Config {
	t.Helper()
	c, _, err := config.Parse("rollcall.yaml", []byte(text+"\n"), config.OS())
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func documentedKeys(t *testing.T) []string {
	t.Helper()
	page, err := os.ReadFile(filepath.Join("..", "..", "docs", "configure.md"))
	if err != nil {
		t.Fatal(err)
	}
	var keys []string
	for _, m := range regexp.MustCompile("(?m)^\\| `([a-z_.\\[\\]]+)` \\|").FindAllStringSubmatch(string(page), -1) {
		keys = append(keys, m[1])
	}
	if len(keys) < 40 {
		t.Fatalf("only %d keys found in docs/configure.md", len(keys))
	}
	return keys
}
