package config

import (
	"fmt"
	"slices"
	"strings"
)

// validator looks at what one key alone cannot tell.
type validator struct {
	c        Config
	file     string
	lines    map[string]int
	problems Problems
	warnings Problems
	// idsUnsure says that a team's id could not be read, so that a reference may be right.
	idsUnsure bool
}

// given says whether the file has a key.
func (v *validator) given(key string) bool {
	_, ok := v.lines[key]
	return ok
}

// line is that of a key or, where the file does not have it, of what it would stand in.
func (v *validator) line(key string) int {
	for key != "" {
		if line, ok := v.lines[key]; ok {
			return line
		}
		key = key[:max(strings.LastIndexAny(key, ".["), 0)]
	}
	return 0
}

func (v *validator) failf(key, value, format string, args ...any) {
	v.failAtf(key, key, value, format, args...)
}

// failAtf is failf for a key that the file does not have, at another one that asks for it.
func (v *validator) failAtf(where, key, value, format string, args ...any) {
	v.problems = append(v.problems, Problem{File: v.file, Line: v.line(where), Key: key, Value: value, Text: fmt.Sprintf(format, args...)})
}

func (v *validator) warnf(key, format string, args ...any) {
	v.warnings = append(v.warnings, Problem{File: v.file, Line: v.line(key), Key: key, Text: fmt.Sprintf(format, args...)})
}

// needf notes that a key must have a value. A value that was refused is not missing as well.
func (v *validator) needf(key, value, format string, args ...any) {
	if value == "" && !v.broken(key) {
		v.failf(key, "", format, args...)
	}
}

// broken says whether a key, or what it stands in, already has a Problem: then its value is not merely absent.
func (v *validator) broken(key string) bool {
	for _, p := range v.problems {
		if rest, ok := strings.CutPrefix(key, p.Key); ok && p.Key != "" && (rest == "" || rest[0] == '.' || rest[0] == '[') {
			return true
		}
	}
	return false
}

// unique notes the second use of a name in a list; empty names are someone else's problem.
func (v *validator) unique(seen map[string]string, key, value string) {
	if first, twice := seen[value]; twice && value != "" {
		v.failf(key, value, "already used by %s: each needs its own", first)
		return
	}
	seen[value] = key
}

// all runs every check.
func (v *validator) all() {
	v.idsUnsure = slices.ContainsFunc(v.problems, func(p Problem) bool {
		return p.Key == "teams" || strings.HasPrefix(p.Key, "teams[") && strings.HasSuffix(p.Key, ".id")
	})
	v.needf("listen", v.c.Listen, "the value is missing, such as 127.0.0.1:8080")
	v.needf("cluster", v.c.Cluster, "the value is missing: give the cluster a name")
	v.teams()
	v.rules()
	v.slack()
	v.subscriptions()
	v.webhooks()
	v.pagerDuty()
	v.alertmanagers()
	v.mails()
	v.chats()
	v.injection()
	v.projects()
	v.monitors()
	v.honeybadger()
	v.maintenance()
	v.apiTokens()
}

func (v *validator) teams() {
	seen := map[string]string{}
	for i, team := range v.c.Teams {
		key := fmt.Sprintf("teams[%d].id", i)
		v.needf(key, team.ID, "every team needs an id, such as platform")
		v.unique(seen, key, team.ID)
		v.needf(fmt.Sprintf("teams[%d].timezone", i), team.Timezone, "the value is missing, such as UTC")
	}
	v.needf("triage_team", v.c.TriageTeam, "the value is missing: the team that is told when nobody else is")
	if !v.given("teams") || len(v.c.Teams) == 0 {
		return
	}
	switch {
	case v.broken("triage_team"):
	case v.given("triage_team"):
		v.knownTeam("triage_team", v.c.TriageTeam)
	default:
		v.knownTeamAt("teams", "triage_team", v.c.TriageTeam)
	}
}

// knownTeam notes a reference to a team that does not exist, unless a team has a mistake of its own.
func (v *validator) knownTeam(key, id string) { v.knownTeamAt(key, key, id) }

func (v *validator) knownTeamAt(where, key, id string) {
	if _, ok := v.c.Team(id); ok || id == "" {
		return
	}
	if v.idsUnsure {
		return
	}
	v.failAtf(where, key, id, "no such team; use the id of one of the teams: %s", v.teamIDs())
}

func (v *validator) teamIDs() string {
	var ids []string
	for _, team := range v.c.Teams {
		if team.ID != "" && !slices.Contains(ids, team.ID) {
			ids = append(ids, team.ID)
		}
	}
	return strings.Join(ids, ", ")
}

func (v *validator) rules() {
	for i, rule := range v.c.Rules {
		key := fmt.Sprintf("rules[%d]", i)
		v.knownTeam(key+".owner", rule.Owner)
		if !v.given(key+".owner") && !v.given(key+".severity") {
			v.failf(key, "", "this rule says nothing: give it an owner, a severity or both")
		}
	}
}
