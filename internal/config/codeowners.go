package config

import (
	"fmt"
	"slices"
	"strings"
)

// maxForeignRules bounds the rules, and the teams, that files of other programs make.
const maxForeignRules = 2000

// parseCodeOwners reads lines of a pattern and its team, as in a CODEOWNERS file:
//
//	# comments, also behind a line
//	billing/invoice-*   billing
//	*/backup-*          @platform
//
// The last line that matches counts there, so that the rules, of which the first one does, are in the opposite order.
func parseCodeOwners(file, text string) ([]foreignRule, Problems) {
	var rules []foreignRule
	var problems Problems
	line := 0
	for row := range strings.Lines(text) {
		line++
		row, _, _ = strings.Cut(row, "#")
		words := strings.Fields(row)
		if len(words) == 0 {
			continue
		}
		failf := func(value, format string, args ...any) {
			problems = append(problems, Problem{File: file, Line: line, Value: value, Text: fmt.Sprintf(format, args...)})
		}
		namespace, name, two := strings.Cut(words[0], "/")
		owner := strings.TrimPrefix(words[len(words)-1], "@")
		switch {
		case len(words) == 1:
			failf(words[0], "the team is missing: use NAMESPACE/NAME TEAM, such as billing/invoice-* billing")
			continue
		case len(words) > 2:
			failf(words[2], "use one team a line: what belongs to several is done by none")
			continue
		case len(rules) == maxForeignRules:
			failf("", "use at most %d lines", maxForeignRules)
			return nil, problems
		case !two || namespace == "" || name == "" || strings.Contains(name, "/"):
			failf(words[0], "use NAMESPACE/NAME, each with * ? and [a-z] where it is a pattern, such as billing/invoice-* or billing/*")
			continue
		}
		bad := false
		for _, part := range []string{namespace, name} {
			if _, err := checkText("glob", part); err != nil {
				failf(words[0], "%v", err)
				bad = true
			}
		}
		if _, err := checkText("id", owner); err != nil {
			failf(words[1], "the id of a team is needed here: %v", err)
			bad = true
		}
		if !bad {
			rules = append(rules, foreignRule{line: line, Rule: Rule{
				Match: Match{Namespace: namespace, Name: name}, Owner: owner, Source: fmt.Sprintf("line %d of %s", line, file),
			}})
		}
	}
	slices.Reverse(rules)
	return rules, problems
}
