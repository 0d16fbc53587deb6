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
	case "email":
		return "e-mail receiver", "oncall"
	case "msteams":
		return "Teams receiver", "ops"
	case "discord":
		return "Discord receiver", "ops"
	default:
		return kind, "audit"
	}
}
