package lint

import (
	"slices"
	"strings"
)

// Rule is one thing that is looked for.
type Rule struct {
	ID       string // RC001; never given to another rule
	Name     string // in words for people who read configurations: owner-missing
	Severity Severity
	Title    string // what it looks for
	Why      string // what happens otherwise
	Do       string // what to do

	check  func(subject) []hit   // of one Job
	across func([]subject) []hit // of all of them
}

// hit is where a rule applies.
type hit struct {
	subject subject
	line    int
	message string
	do      string // instead of the rule's
}

// Rules lists all rules by id.
func Rules() []Rule {
	return slices.Concat(manifestRules(), ownerRules(), annotationRules(), scheduleRules(), clockRules(), evidenceRules(), runRules(), sharedRules())
}

// Lookup finds a rule by its id or its name.
func Lookup(key string) (Rule, bool) {
	all := Rules()
	i := slices.IndexFunc(all, func(r Rule) bool { return strings.EqualFold(r.ID, key) || r.Name == key })
	if i < 0 {
		return Rule{}, false
	}
	return all[i], true
}
