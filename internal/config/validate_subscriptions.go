package config

import (
	"fmt"
	"slices"
)

// subscriptions checks what all receivers with a name have in common.
func (v *validator) subscriptions() {
	seen := map[string]map[string]string{}
	all := v.c.Receivers.Subscriptions()
	for _, s := range all {
		if seen[s.Kind] == nil {
			seen[s.Kind] = map[string]string{}
		}
		noun, example := nounOf(s.Kind)
		v.needf(s.Key+".name", s.Name, "every %s needs a name, such as %s", noun, example)
		v.unique(seen[s.Kind], s.Key+".name", s.Name)
		for i, team := range s.Teams {
			key := fmt.Sprintf("%s.teams[%d]", s.Key, i)
			v.needf(key, team, "the value is missing: the id of a team")
			v.knownTeam(key, team)
			v.twice(key, team, slices.Index(s.Teams, team) < i)
		}
		for i, severity := range s.Severities {
			v.twice(fmt.Sprintf("%s.severities[%d]", s.Key, i), string(severity), slices.Index(s.Severities, severity) < i)
		}
	}
	if len(all) > 0 && v.given("receivers.console") && !v.c.Receivers.Console && !v.c.Receivers.tellsAll() {
		v.warnf("receivers.console", "what no receiver's teams and severities let through is told nobody: "+
			"leave out this key, or the filters of one receiver")
	}
}

func (v *validator) twice(key, value string, again bool) {
	if again && value != "" {
		v.failf(key, value, "stands in this list twice: keep one")
	}
}

// nounOf is what people call a receiver of a kind, and what they may call one of them.
func nounOf(kind string) (noun, example string) {
	switch kind {
	case "pagerduty":
		return "PagerDuty receiver", "oncall"
	case "alertmanager":
		return "Alertmanager", "prod"
	default:
		return kind, "audit"
	}
}

func (v *validator) webhooks() {
	for i, hook := range v.c.Receivers.Webhooks {
		v.needf(fmt.Sprintf("receivers.webhooks[%d].url", i), hook.URL.Reveal(),
			"every webhook needs a url, such as https://hooks.example.com/rollcall")
	}
}

func (v *validator) pagerDuty() {
	for i, p := range v.c.Receivers.PagerDuty {
		key := fmt.Sprintf("receivers.pagerduty[%d]", i)
		v.needf(key+".routing_key", p.RoutingKey.Reveal(), "every PagerDuty receiver needs the integration key of an Events API v2 integration")
		v.needf(key+".url", p.URL, "the value is missing: remove the key for PagerDuty's own")
	}
}

func (v *validator) alertmanagers() {
	for i, a := range v.c.Receivers.Alertmanager {
		key := fmt.Sprintf("receivers.alertmanager[%d]", i)
		if len(a.URLs) == 0 && !v.broken(key+".urls") {
			v.failf(key+".urls", "", "every Alertmanager needs at least one address, such as [http://alertmanager:9093]")
		}
		for k, u := range a.URLs {
			at := fmt.Sprintf("%s.urls[%d]", key, k)
			v.needf(at, u, "the value is missing, such as http://alertmanager:9093")
			v.twice(at, u, slices.Index(a.URLs, u) < k)
		}
		v.credentials(key, a.Username, a.Password, a.Token)
	}
}

// credentials are a name with its password, or a token, or nothing.
func (v *validator) credentials(key, username string, password, token Secret) {
	switch {
	case token.IsSet() && (username != "" || password.IsSet()):
		v.failf(key+".token", "", "use either token or username and password, not both")
	case username != "" && !password.IsSet():
		v.needf(key+".password", "", "a username needs its password")
	case username == "" && password.IsSet():
		v.needf(key+".username", "", "a password needs the username that it belongs to")
	}
}
