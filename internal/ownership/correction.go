package ownership

import (
	"cmp"
	"fmt"
	"strings"
)

// Correction is how a CronJob gets another owner for good. It changes what names the owner now, where that is the job's own; what other
// jobs share is left as it is, and something of the job's own put before it.
type Correction struct {
	Source  string // of the present owner, in words
	Patch   string // YAML, to be merged into the CronJob's manifest
	Command string // the same as a line for a shell; empty where a name might not be what it looks like there
	Also    string // what might be changed instead, or what else is to be known; a sentence or more, empty where there is nothing
}

// AnyTeam stands in a Correction where nobody has named a team of the directory.
const AnyTeam = "TEAM"

// Correct is how the CronJob gets the team with this id as its owner instead of the one in the Answer; an empty id leaves AnyTeam to be
// filled in.
func (a Answer) Correct(namespace, name, team string) Correction {
	team = cmp.Or(team, AnyTeam)
	key := OwnerAnnotation
	if a.Key != "" && (a.Rung == OfJob || a.Rung == OfTemplate) {
		key = a.Key
	}
	c := Correction{Source: a.Source, Also: a.also(namespace, team)}
	path := []string{"metadata", "annotations", key}
	if a.Rung == OfTemplate {
		path = append([]string{"spec", "jobTemplate"}, path...)
	}
	plain := plainName(namespace) && plainName(name) && plainWord(key) && plainWord(team)
	if plain {
		c.Patch = fmt.Sprintf("# CronJob %s/%s\n", namespace, name)
		c.Command = fmt.Sprintf("kubectl annotate cronjob --namespace %s %s --overwrite %s=%s", namespace, name, key, team)
	}
	if plain && a.Rung == OfTemplate {
		c.Command = fmt.Sprintf(`kubectl patch cronjob --namespace %s %s --type merge --patch `+
			`'{"spec":{"jobTemplate":{"metadata":{"annotations":{%q:%q}}}}}'`, namespace, name, key, team)
	}
	for depth, field := range path {
		c.Patch += strings.Repeat("  ", depth) + field + ":"
		if depth < len(path)-1 {
			c.Patch += "\n"
		}
	}
	c.Patch += fmt.Sprintf(" %q\n", team)
	return c
}

// also says what other jobs have to do with it.
func (a Answer) also(namespace, team string) string {
	var all []string
	if a.Value != "" && a.Value != a.Team.ID {
		all = append(all, fmt.Sprintf("%s is archived: who has all that it owned, its successor in the directory says.", a.Value))
	}
	switch {
	case a.Rung == OfRule:
		all = append(all, fmt.Sprintf("The owner comes from %s, and the annotation counts before it. If others that it matches are wrong as well, change it.",
			a.Source))
	case a.Rung == OfNamespace && plainName(namespace) && plainWord(a.Key) && plainWord(team):
		all = append(all, fmt.Sprintf("The owner comes from the namespace. If all of its jobs are wrong: "+
			"kubectl annotate namespace %s --overwrite %s=%s", namespace, a.Key, team))
	}
	return strings.Join(all, " ")
}

// plainName reports whether a name may stand in a command as it is, as the names of Kubernetes do.
func plainName(s string) bool {
	return s != "" && s[0] != '-' && strings.Trim(s, "abcdefghijklmnopqrstuvwxyz0123456789.-") == ""
}

// plainWord is plainName for keys of annotations and ids of teams.
func plainWord(s string) bool {
	return s != "" && s[0] != '-' && strings.Trim(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.-_/") == ""
}

// Named finds the active team that somebody means by its id or name, whatever the case; for an archived one its heir.
func (d Directory) Named(text string) (Team, bool) {
	text = strings.TrimSpace(text)
	for _, t := range append([]Team{d.Triage}, d.Teams...) {
		if text != "" && (strings.EqualFold(t.ID, text) || strings.EqualFold(t.Name, text)) {
			return d.Heir(t.ID)
		}
	}
	return Team{}, false
}
