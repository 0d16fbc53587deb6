package config

import "fmt"

// apiTokens checks who has access to the API: each has a name and a token of their own.
func (v *validator) apiTokens() {
	seen, values := map[string]string{}, map[string]string{}
	for i, t := range v.c.API.Tokens {
		key := fmt.Sprintf("api.tokens[%d]", i)
		v.needf(key+".name", t.Name, "every token needs a name, such as oncall: it says who did what")
		v.unique(seen, key+".name", t.Name)
		v.needf(key+".token", t.Token.Reveal(), "every token needs its value, such as env:ROLLCALL_TOKEN")
		if first, twice := values[t.Token.Reveal()]; twice && t.Token.IsSet() {
			v.failf(key+".token", "", "the same as %s: each needs its own", first)
		}
		values[t.Token.Reveal()] = key + ".token"
	}
}
