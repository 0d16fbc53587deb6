package config

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestOneMistake: files with exactly one mistake get exactly this one line.
func TestOneMistake(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, text, want string }{
		{"not a mapping", "- a", ":1: keys are needed here: cluster, listen, external_url"},
		{"a word", "serve", `:1: value "serve": keys are needed here`},
		{"a tab", "kubernetes:\n\tenabled: true", ":2: not valid YAML: found character that cannot start any token"},
		{"an open quote", "cluster: \"x", "not valid YAML: found unexpected end of stream"},
		{"not UTF-8", "cluster: \xff", "not valid YAML"},
		{"two documents", "cluster: a\n---\ncluster: b", ":2: a second document begins here: one is allowed"},
		{"an alias", "cluster: &a x\nlisten: *a", ":2: listen: anchors and aliases are not supported"},
		{"an unknown alias", "cluster: *a", "unknown anchor 'a'"},
		{"a merge", "defaults:\n  <<: {grace: 1m}", ":2: defaults: value \"<<\": a key must be a plain word; merging"},
		{"a key that is a list", "? [a]\n: b", ":1: a key must be a plain word"},
		{"an unknown key", "nonsense: 1", ":1: nonsense: unknown key; allowed here: cluster, listen"},
		{"another style", "triageTeam: x", ":1: triageTeam: unknown key; did you mean triage_team?"},
		{"a hyphen", "external-url: http://x", ":1: external-url: unknown key; did you mean external_url?"},
		{"a later feature", "defaults: {escalate: 24h}",
			":1: defaults.escalate: unknown key; allowed here: grace, start_grace, severity, burst_from, remind_after"},
		{"no value", "listen:", ":1: listen: the value is missing: give one or remove the key"},
		{"an empty value", `listen: ""`, ":1: listen: the value is missing, such as 127.0.0.1:8080"},
		{"a list for a value", "listen: [a]", ":1: listen: a single value is needed here, not a list or keys"},
		{"a number for text", "teams: [{id: triage, name: 5}]", `:1: teams[0].name: value "5": text is needed here: put it in quotes`},
		{"an API token without a name", "api: {tokens: [{token: 0123456789abcdef}]}", ":1: api.tokens[0].name: every token needs a name"},
		{"an API token without a value", "api: {tokens: [{name: a}]}", ":1: api.tokens[0].token: every token needs its value"},
		{"a short API token", "api: {tokens: [{name: a, token: 0123456789abcde}]}", ":1: api.tokens[0].token: use 16 to 512 letters"},
		{"an API token with a space", "api: {tokens: [{name: a, token: '01234567 9abcdef'}]}", "without spaces"},
		{"another role", "api: {tokens: [{name: a, token: 0123456789abcdef, role: admin}]}", `:1: api.tokens[0].role: value "admin": use read, act or operate`},
		{"teams of a token that may only act", "api: {tokens: [{name: a, token: 0123456789abcdef, role: act, teams: [triage]}]}",
			":1: api.tokens[0].teams: they bound what the role operate may do, and the role is act: leave them out"},
		{"an unknown team of a token", "api: {tokens: [{name: a, token: 0123456789abcdef, role: operate, teams: [b]}]}",
			`:1: api.tokens[0].teams[0]: value "b": no such team`},
		{"a team of a token twice", "api: {tokens: [{name: a, token: 0123456789abcdef, role: operate, teams: [triage, triage]}]}",
			`:1: api.tokens[0].teams[1]: value "triage": stands in this list twice`},
		{"an API token twice", "api: {tokens: [{name: a, token: 0123456789abcdef}, {name: b, token: 0123456789abcdef}]}",
			":1: api.tokens[1].token: the same as api.tokens[0].token: each needs its own"},
		{"an API token's name twice", "api: {tokens: [{name: a, token: 0123456789abcdef}, {name: a, token: 0123456789abcdeg}]}",
			`:1: api.tokens[1].name: value "a": already used by api.tokens[0].name`},
		{"a bad port", "listen: localhost:99999", `:1: listen: value "localhost:99999": use HOST:PORT`},
		{"a URL without a scheme", "external_url: example.com",
			`:1: external_url: value "example.com": use http:// or https:// and a host, without`},
		{"a URL with a query", "external_url: http://example.com/?a=b", "without user, query and fragment"},
		{"a store of another kind", "store: data.db", ":1: store: value [hidden]: use sqlite:PATH or postgres://"},
		{"a store without a path", "store: 'sqlite:'", "sqlite: needs the path of a file"},
		{"a store with options", "store: 'sqlite:a?b'", "may not contain ? or #"},
		{"a store without a database", "store: postgres://db", "needs the name of a database"},
		{"a store that is a number", "store: 5", ":1: store: value [hidden]: text is needed here"},
		{"too short", "retention: 5m", `:1: retention: value "5m": use a duration from 1d to 3650d`},
		{"too long", "defaults: {grace: 8d}", `:1: defaults.grace: value "8d": use a duration from 0s to 7d`},
		{"an id", "triage_team: Data Team", `:1: triage_team: value "Data Team": use lower-case letters`},
		{"an unknown triage team", "teams: [{id: a}]", `:1: triage_team: value "triage": no such team; use the id of one of the teams: a`},
		{"an archived triage team", "teams: [{id: triage, status: archived}]", `:1: triage_team: value "triage": this team is archived: name one that is active`},
		{"an archived triage team by name", "triage_team: a\nteams: [{id: a, status: archived}]", `:1: triage_team: value "a": this team is archived`},
		{"a status", "teams: [{id: triage, status: gone}]", `teams[0].status: value "gone": use active or archived`},
		{"a host that is a URL", "runbook_hosts: ['https://wiki']", `:1: runbook_hosts[0]: value "https://wiki": use a host as in a URL, in lower case`},
		{"a host twice", "runbook_hosts: [wiki, wiki]", `:1: runbook_hosts[1]: value "wiki": already used by runbook_hosts[0]`},
		{"private hosts of none", "runbook_allow_private: true", ":1: runbook_allow_private: has no effect without runbook_hosts"},
		{"an unknown successor", "teams: [{id: triage}, {id: a, status: archived, successor: b}]", `teams[1].successor: value "b": no such team; use the id of one of the teams: triage, a`},
		{"an unknown parent", "teams: [{id: triage, parent: b}]", `teams[0].parent: value "b": no such team`},
		{"escalation to nobody", "teams: [{id: triage, escalate_to: b}]", `teams[0].escalate_to: value "b": no such team`},
		{"escalation to itself", "teams: [{id: triage, escalate_to: triage}]", `teams[0].escalate_to: value "triage": a team cannot name itself here`},
		{"successors in a circle",
			"teams:\n- {id: triage}\n- {id: a, status: archived, successor: b}\n- {id: b, status: archived, successor: c}\n- {id: c, status: archived, successor: a}\n- {id: d, status: archived, successor: a}",
			`:3: teams[1].successor: value "b": teams lead back to where they began: a → b → c → a`},
		{"an archived parent in a circle", "teams:\n- {id: triage}\n- {id: a, status: archived, parent: b}\n- {id: b, status: archived, successor: a}",
			`:3: teams[1].parent: value "b": teams lead back to where they began: a → b → a`},
		{"parents in a circle", "teams: [{id: triage}, {id: a, parent: b}, {id: b, parent: a}]", `teams[1].parent: value "b": teams lead back to where they began: a → b → a`},
		{"too many successors", "teams: [{id: triage}, " + successors(6) + "]", `teams[1].successor: value "t2": at most 5 teams may hand on what they owned: t1 → t2 → t3 → t4 → t5 → t6 → t7`},
		{"hours", "teams: [{id: triage, hours: 'Mon-Fri 9-18'}]", `teams[0].hours: value "Mon-Fri 9-18": character 9: found "9-18": use a time as HH:MM, from 00:00 to 24:00`},
		{"no hours", "teams: [{id: triage, hours: ''}]", "teams[0].hours: the value is missing, such as Mon-Fri 09:00-18:00"},
		{"a holiday", "teams: [{id: triage, holidays: ['2026-02-30']}]", `teams[0].holidays[0]: value "2026-02-30": use a day that exists, as YYYY-MM-DD`},
		{"a holiday backwards", "teams: [{id: triage, holidays: ['2026-12-25/2026-12-24']}]", "the last day 2026-12-24 is before the first day 2026-12-25"},
		{"too many holidays", "teams: [{id: triage, holidays: [" + strings.Repeat("'2026-12-25', ", 201) + "]}]", ":1: teams[0].holidays: use at most 200 days"},
		{"a review", "teams: [{id: triage, review_by: soon}]", `teams[0].review_by: value "soon": use a day that exists`},
		{"a language", "teams: [{id: triage, language: Japanese}]", `teams[0].language: value "Japanese": use en or ja`},
		{"a user group", "teams: [{id: triage, slack_usergroup: '@oncall'}]", `teams[0].slack_usergroup: value "@oncall": use the id of the user group`},
		{"an annotation", "owner_annotations: ['a b']", `owner_annotations[0]: value "a b": use the key of an annotation`},
		{"our own annotation", "owner_annotations: [rollcall.dev/owner]", `owner_annotations[0]: value "rollcall.dev/owner": already used by Rollcall itself`},
		{"too many annotations", "owner_annotations: [a, b, c, d, e, f, g, h, i, j, k]", ":1: owner_annotations: use at most 10"},
		{"a destination of nobody", "allowed_destinations: [C012345]", ":1: allowed_destinations: has no effect without receivers.slack.token"},
		{"a destination twice", "receivers: {slack: {token: 'env:TOKEN', channel: C012345}}\nallowed_destinations: [C012346, C012346]",
			`allowed_destinations[1]: value "C012346": already used by allowed_destinations[0]`},
		{"a file that is not there", "receivers: {slack: {token: 'file:/none', channel: C012345}}",
			`value "file:/none": this file cannot be used: file does not exist`},
		{"a file that is empty", "receivers: {slack: {token: 'file:/empty', channel: C012345}}",
			`value "file:/empty": this file cannot be used: it is empty`},
		{"a token of another kind", "receivers: {slack: {token: hunter2, channel: C012345}}",
			":1: receivers.slack.token: value [hidden]: use a bot token, which begins with xoxb-"},
		{"no channel at all", "receivers: {slack: {token: 'env:TOKEN'}}",
			":1: receivers.slack.channel: a token needs the id of the channel"},
		{"no channel for one", "receivers: {slack: {token: 'env:TOKEN'}}\nteams: [{id: triage}]",
			`:2: teams[0].slack_channel: team "triage" has no channel: give it one, or set receivers.slack.channel`},
		{"an app token of another kind", "receivers: {slack: {token: 'env:TOKEN', channel: C012345, app_token: xoxb-1}}",
			":1: receivers.slack.app_token: value [hidden]: use an app-level token, which begins with xapp-"},
		{"answers without a bot", "receivers: {slack: {webhook_url: 'env:URL', signing_secret: 'env:TOKEN'}}",
			":1: receivers.slack.signing_secret: answers need receivers.slack.token too"},
		{"an answer that nobody hears", "receivers: {slack: {token: 'env:TOKEN', channel: C012345, answers: team}}",
			`:1: receivers.slack.answers: value "team": has no effect without receivers.slack.app_token or receivers.slack.signing_secret`},
		{"a team that nobody is known to belong to", "receivers: {slack: {token: 'env:TOKEN', channel: C012345, app_token: xapp-1, answers: team}}\nteams: [{id: triage}]",
			`:2: teams[0].slack_usergroup: with receivers.slack.answers: team nobody could answer for team "triage": give it a user group`},
		{"an unknown kind of answer", "receivers: {slack: {token: 'env:TOKEN', channel: C012345, app_token: xapp-1, answers: all}}",
			`receivers.slack.answers: value "all": `},
		{"two ways to Slack", "receivers: {slack: {token: 'env:TOKEN', webhook_url: 'env:URL'}}",
			":1: receivers.slack.webhook_url: use either token or webhook_url, not both"},
		{"a channel for a webhook", "receivers: {slack: {webhook_url: 'env:URL', channel: C012345}}",
			"an incoming webhook has its own channel"},
		{"a check-in without a name", "checkins: {monitors: [{period: 1h}]}", ":1: checkins.monitors[0]: every check-in needs a slug or an id to report by"},
		{"a check-in without a time", "checkins: {monitors: [{slug: a}]}", ":1: checkins.monitors[0]: every check-in needs a schedule, a calendar or a period"},
		{"a check-in with two times", "checkins: {monitors: [{slug: a, period: 1h, schedule: '@daily'}]}", "checkins.monitors[0].period: use either schedule or period"},
		{"a check-in with a calendar and a period", "checkins: {monitors: [{slug: a, period: 1h, calendar: daily}]}", "checkins.monitors[0].period: use either calendar or period"},
		{"a check-in's calendar", "checkins: {monitors: [{slug: a, calendar: 'at noon'}]}", `:1: checkins.monitors[0].calendar: value "at noon": `},
		{"a zone in a calendar", "checkins: {monitors: [{slug: a, calendar: '10:00 Mars/Base'}]}", `checkins.monitors[0].calendar: value "10:00 Mars/Base": calendar "10:00 Mars/Base": unknown time zone`},
		{"a check-in's dialect", "checkins: {monitors: [{slug: a, schedule: '@daily', dialect: vixie}]}", `checkins.monitors[0].dialect: value "vixie": use kubernetes or debian`},
		{"a dialect of nothing", "checkins: {monitors: [{slug: a, period: 1h, dialect: debian}]}", `checkins.monitors[0].dialect: value "debian": a dialect needs a schedule`},
		{"a word that Debian's cron does not know", "checkins: {monitors: [{slug: a, schedule: '@every 1h', dialect: debian}]}", `checkins.monitors[0].schedule: value "@every 1h": `},
		{"a line of a schedule", "checkins: {monitors: [{slug: a, schedule: \"@daily\\n0 24 * * *\"}]}", `schedule "0 24 * * *": invalid schedule`},
		{"a check-in's schedule", "checkins: {monitors: [{slug: a, schedule: 'at noon'}]}", `:1: checkins.monitors[0].schedule: value "at noon": `},
		{"a check-in's project", "checkins: {monitors: [{slug: a, period: 1h, project: 9}]}", `checkins.monitors[0].project: value "9": no such project`},
		{"a check-in's owner", "checkins: {monitors: [{slug: a, period: 1h, owner: nobody}]}", `checkins.monitors[0].owner: value "nobody": no such team`},
		{"a check-in's slug", "checkins: {monitors: [{slug: A b, period: 1h}]}", `checkins.monitors[0].slug: value "A b": use lower-case letters`},
		{"a check-in's id", "checkins: {monitors: [{id: a/b, period: 1h}]}", `checkins.monitors[0].id: value "a/b": use letters, digits`},
		{"a check-in with a name alone", "checkins: {monitors: [{name: A b, period: 1h}]}", "checkins.monitors[0]: every check-in needs a slug or an id"},
		{"a check-in every instant", "checkins: {monitors: [{slug: a, schedule: '@every -5m'}]}", `checkins.monitors[0].schedule: value "@every -5m": use a second or more`},
		{"a password in an address", "external_url: http://u:pw@h/", ":1: external_url: value [hidden]: use http:// or https://"},
		{"one slug twice", "checkins: {monitors: [{slug: a, period: 1h}, {slug: a, period: 1h}]}", `checkins.monitors[1].slug: value "1/a": already used by`},
		{"a channel for nothing", "receivers: {slack: {channel: C012345}}", "has no effect without receivers.slack.token"},
		{"a webhook twice", "receivers: {webhooks: [{name: a, url: 'http://x'}, {name: a, url: 'http://y'}]}",
			`receivers.webhooks[1].name: value "a": already used by receivers.webhooks[0].name`},
		{"a webhook without a url", "receivers: {webhooks: [{name: a}]}", ":1: receivers.webhooks[0].url: every webhook needs a url"},
		{"a project without an id", "checkins: {projects: [{name: a}]}", ":1: checkins.projects[0].id: every project needs an id"},
		{"two projects, one key", "checkins: {projects: [{id: 1, name: a, key: 'env:URL'}, {id: 2, name: b, key: 'env:URL'}]}",
			"checkins.projects[1].key: the same as checkins.projects[0].key"},
		{"one key for two things", "checkins: {projects: [{id: 1, name: a, key: hunter2, api_key: hunter2}]}",
			"checkins.projects[0].api_key: the same as checkins.projects[0].key"},
		{"shorter than it may be", "checkins: {monitors: [{slug: a, period: 1h, min_duration: 5m, max_duration: 5m}]}",
			`checkins.monitors[0].min_duration: value "5m0s": use less than max_duration (5m0s)`},
		{"a pause of words", "checkins: {monitors: [{slug: a, period: 1h, paused_until: 'tomorrow'}]}",
			`checkins.monitors[0].paused_until: value "tomorrow": use an instant such as`},
		{"a parent that is not there", "checkins: {monitors: [{slug: a, period: 1h, parent: b}]}",
			`checkins.monitors[0].parent: value "b": no such check-in`},
		{"its own parent", "checkins: {monitors: [{slug: a, period: 1h, parent: a}]}",
			`checkins.monitors[0].parent: value "a": no such check-in`},
		{"two projects, one id", "checkins: {projects: [{id: 1, name: a}, {id: 1, name: b}]}",
			`checkins.projects[1].id: value "1": already used`},
		{"an account of nobody", "checkins: {token: 'env:TOKEN'}",
			":1: checkins.token: belongs to provider honeybadger, and checkins.provider is embedded"},
		{"an account without a project",
			"checkins: {provider: honeybadger, token: 'env:TOKEN'}\nwebhooks: {honeybadger: {token: 'env:TOKEN'}}",
			":1: checkins.project: provider honeybadger needs the number"},
		{"an account without a token", "checkins: {provider: honeybadger, project: 1}\nwebhooks: {honeybadger: {token: 'env:TOKEN'}}",
			":1: checkins.token: provider honeybadger needs a personal API token"},
		{"an account without a webhook", "checkins: {provider: honeybadger, project: 1, token: 'env:TOKEN'}",
			":1: webhooks.honeybadger.token: provider honeybadger needs the token"},
		{"remedies without a cluster", "kubernetes: {enabled: false, remedies: {namespaces: [a]}}", ":1: kubernetes.remedies.namespaces: needs Kubernetes, and kubernetes.enabled is false"},
		{"remedies by nobody", "kubernetes: {remedies: {namespaces: [a], service_account: ''}}", ":1: kubernetes.remedies.service_account: kubernetes.remedies needs the ServiceAccount"},
		{"remedies by a person", "kubernetes: {remedies: {namespaces: [a], service_account: ann}}", `kubernetes.remedies.service_account: value "ann": use NAMESPACE/NAME of a ServiceAccount`},
		{"remedies in no pattern", "kubernetes: {remedies: {namespaces: ['[']}}", `kubernetes.remedies.namespaces[0]: value "[": use a pattern`},
		{"injection without a cluster", "kubernetes: {enabled: false, checkin: cronjob}", "and kubernetes.enabled is false"},
		{"injection without an image", "kubernetes: {checkin: cronjob, checkin_url: http://x}",
			":1: kubernetes.checkin_image: kubernetes.checkin cronjob needs the image"},
		{"injection without a URL", "kubernetes: {checkin: cronjob, checkin_image: x}",
			":1: kubernetes.checkin_url: kubernetes.checkin cronjob needs the URL at which pods reach Rollcall"},
		{"admission without an address", "kubernetes: {checkin: admission, checkin_image: x, checkin_url: http://x}",
			":1: kubernetes.webhook: kubernetes.checkin admission needs a service"},
		{"admission with two",
			"kubernetes: {checkin: admission, checkin_image: x, checkin_url: http://x, webhook: {service: a/b, url: https://x}}",
			"use either service or url, not both"},
		{"admission over http", "kubernetes: {checkin: admission, checkin_image: x, checkin_url: http://x, webhook: {url: http://x}}",
			`kubernetes.webhook.url: value "http://x": use https:// and a host`},
		{"a long value", "listen: " + strings.Repeat("ä", 200), "…\": use HOST:PORT"},
	}
	source := fakeSource(map[string]string{"file:/empty": "\n", "env:TOKEN": "xoxb-1", "env:URL": "https://x.example"})
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			_, _, err := Parse("rollcall.yaml", []byte(tt.text), source)
			if err == nil {
				t.Fatal("accepted")
			}
			got := err.Error()
			ok := strings.Contains(got, tt.want) && !strings.Contains(got, "\n") && strings.HasPrefix(got, "rollcall.yaml:")
			if strings.HasPrefix(tt.want, ":") {
				ok = ok && strings.HasPrefix(got, "rollcall.yaml"+tt.want)
			}
			if !ok {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
			if strings.Contains(got, "hunter2") {
				t.Errorf("a secret is shown: %s", got)
			}
		})
	}
}

func TestLoad(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	file := filepath.Join(dir, "rollcall.yaml")
	if _, _, err := Load(file); err == nil || !strings.Contains(err.Error(), "no such file") {
		t.Errorf("a file that is not there: %v", err)
	}
	secret := filepath.Join(dir, "token")
	write(t, secret, "xoxb-1\r\n")
	write(t, file, "receivers: {slack: {channel: C012345, token: 'file:"+secret+"'}}")
	c, warnings, err := Load(file)
	if err != nil || len(warnings) > 0 || c.Receivers.Slack.Token.Reveal() != "xoxb-1" {
		t.Errorf("Load: %v, %v, %q", err, warnings, c.Receivers.Slack.Token.Reveal())
	}
	write(t, file, strings.Repeat("#", maxFile+1))
	if _, _, err := Load(file); err == nil || !strings.Contains(err.Error(), "too large") {
		t.Errorf("a huge file: %v", err)
	}
}

func write(t *testing.T, file, text string) {
	t.Helper()
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// successors are teams t1 to tn, archived one after the other, and one that is active.
func successors(n int) string {
	var teams []string
	for i := range n {
		teams = append(teams, fmt.Sprintf("{id: t%d, status: archived, successor: t%d}", i+1, i+2))
	}
	return strings.Join(append(teams, fmt.Sprintf("{id: t%d}", n+1)), ", ")
}
