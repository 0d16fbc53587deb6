package config

import (
	"fmt"
	"slices"
	"strings"

	"rollcall.dev/rollcall/internal/ownership"
)

func (v *validator) teams() {
	seen := map[string]string{}
	for i, team := range v.c.Teams {
		key := fmt.Sprintf("teams[%d].id", i)
		v.needf(key, team.ID, "every team needs an id, such as platform")
		v.unique(seen, key, team.ID)
		v.needf(fmt.Sprintf("teams[%d].timezone", i), team.Timezone, "the value is missing, such as UTC")
		v.needf(fmt.Sprintf("teams[%d].hours", i), team.Hours, "the value is missing, such as "+ownership.DefaultHours)
		v.holidays(i, team)
		v.relations(i, team)
	}
	v.needf("triage_team", v.c.TriageTeam, "the value is missing: the team that is told when nobody else is")
	if !v.given("teams") || len(v.c.Teams) == 0 {
		return
	}
	v.successions()
	v.parents()
	v.triage()
}

// triage checks who is told when nobody else is.
func (v *validator) triage() {
	if v.broken("triage_team") {
		return
	}
	where := "teams"
	if v.given("triage_team") {
		where = "triage_team"
	}
	v.knownTeamAt(where, "triage_team", v.c.TriageTeam)
	if triage, _ := v.c.Team(v.c.TriageTeam); triage.archived() {
		v.failAtf(where, "triage_team", triage.ID, "this team is archived: name one that is active")
	}
}

// unsureOfTeams says that a team's id could not be read, so that a reference may be right.
func unsureOfTeams(p Problem) bool {
	return p.Key == "teams" || strings.HasPrefix(p.Key, "teams[") && strings.HasSuffix(p.Key, ".id")
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
		if rule.Imported {
			v.importedOwner(key+".owner", rule)
			continue
		}
		v.knownTeam(key+".owner", rule.Owner)
		if !v.given(key+".owner") && !v.given(key+".severity") {
			v.failf(key, "", "this rule says nothing: give it an owner, a severity or both")
		}
	}
}

// importedOwner warns of a rule that leads nowhere. It keeps nothing else from being in force: what it is for goes to the next rung.
func (v *validator) importedOwner(key string, rule Rule) {
	if _, ok := v.c.Team(rule.Owner); !ok && !v.idsUnsure {
		v.warnf(key, "no such team as %s; what it is for is not its", quoteShort(rule.Owner))
	}
}
