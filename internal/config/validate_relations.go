package config

import (
	"fmt"
	"slices"
	"strings"

	"rollcall.dev/rollcall/internal/ownership"
)

func (t Team) archived() bool { return t.Status == string(ownership.Archived) }

// relations checks the teams that a team names.
func (v *validator) relations(i int, team Team) {
	for name, other := range team.related() {
		key := fmt.Sprintf("teams[%d].%s", i, name)
		if other != "" && other == team.ID {
			v.failf(key, other, "a team cannot name itself here")
			continue
		}
		v.knownTeam(key, other)
	}
}

// related yields the keys by which a team names another one, and whom it names.
func (t Team) related() func(yield func(key, id string) bool) {
	return func(yield func(key, id string) bool) {
		_ = yield("successor", t.Successor) && yield("parent", t.Parent) && yield("escalate_to", t.EscalateTo)
	}
}

// successions checks where what archived teams owned leads to.
func (v *validator) successions() {
	v.chains("successor", ownership.MaxHops, func(t Team) string {
		if !t.archived() || t.ID == v.c.TriageTeam {
			return ""
		}
		if t.Successor != "" {
			return t.Successor
		}
		return t.Parent
	})
}

// parents checks that no team is above itself.
func (v *validator) parents() {
	v.chains("parent", len(v.c.Teams), func(t Team) string { return t.Parent })
}

// chains follows from each team to the next one, and notes the way where it comes back, once for each circle, or goes on for too long.
func (v *validator) chains(name string, most int, next func(Team) string) {
	told := map[string]bool{}
	for i, team := range v.c.Teams {
		key := fmt.Sprintf("teams[%d].%s", i, name)
		if !v.given(key) {
			key = fmt.Sprintf("teams[%d].parent", i)
		}
		way, back := v.way(team, most, next)
		switch {
		case v.broken(key) || told[team.ID]:
		case back:
			v.failf(key, way[1], "teams lead back to where they began: %s", strings.Join(way, " → "))
			for _, member := range way {
				told[member] = true
			}
		case len(way)-1 > most:
			v.failf(key, way[1], "at most %d teams may hand on what they owned: %s", most, strings.Join(way, " → "))
		}
	}
}

// way lists the ids of the teams from one to the last, or until it is one longer than it may be; back says that the last is the first
// again. A circle without the first team is no concern of its.
func (v *validator) way(team Team, most int, next func(Team) string) (ids []string, back bool) {
	ids = []string{team.ID}
	for at := team; len(ids)-1 <= most; {
		to, known := v.c.Team(next(at))
		switch {
		case !known || to.ID == at.ID: // the end, or what relations notes
			return ids, false
		case to.ID == team.ID:
			return append(ids, to.ID), true
		case slices.Contains(ids, to.ID):
			return ids, false
		}
		ids = append(ids, to.ID)
		at = to
	}
	return ids, false
}
