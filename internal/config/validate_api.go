package config

import (
	"fmt"
	"regexp"
	"slices"
)

// apiToken is what can be sent in a header as it stands, and cannot be guessed.
var apiToken = regexp.MustCompile(`^[\x21-\x7e]{16,512}$`)

// apiTokens checks who has access to the API: each has a name and a token of their own.
func (v *validator) apiTokens() {
	seen, values := map[string]string{}, map[string]string{}
	for i, t := range v.c.API.Tokens {
		key := fmt.Sprintf("api.tokens[%d]", i)
		v.needf(key+".name", t.Name, "every token needs a name, such as oncall: it says who did what")
		v.unique(seen, key+".name", t.Name)
		v.needf(key+".token", t.Token.String(), "every token needs its value, such as env:ROLLCALL_TOKEN")
		v.tokenTeams(key, t)
		value := t.Token.Reveal()
		if value == "" {
			continue // it is missing, or left unread
		}
		if !apiToken.MatchString(value) {
			v.failf(key+".token", "", "use 16 to 512 letters, digits and signs without spaces, such as openssl rand -hex 32 gives")
		}
		if first, twice := values[value]; twice {
			v.failf(key+".token", "", "the same as %s: each needs its own", first)
		}
		values[value] = key + ".token"
	}
}

// tokenTeams checks the teams whose jobs a token may operate. They mean nothing to another role.
func (v *validator) tokenTeams(key string, t APIToken) {
	if len(t.Teams) > 0 && t.Role != "operate" && !v.broken(key+".role") {
		v.failf(key+".teams", "", "they bound what the role operate may do, and the role is %s: leave them out", t.Role)
	}
	for i, team := range t.Teams {
		at := fmt.Sprintf("%s.teams[%d]", key, i)
		v.needf(at, team, "the value is missing: the id of a team")
		v.knownTeam(at, team)
		v.twice(at, team, slices.Index(t.Teams, team) < i)
	}
}
