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
	origins  map[string]origin
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
		if file, there, ok := locate(first, v.origins); ok {
			first = there + " of " + file
		}
		v.failf(key, value, "already used by %s: each needs its own", first)
		return
	}
	seen[value] = key
}

// all runs every check.
func (v *validator) all() {
	v.idsUnsure = slices.ContainsFunc(v.problems, unsureOfTeams)
	v.needf("listen", v.c.Listen, "the value is missing, such as 127.0.0.1:8080")
	v.needf("cluster", v.c.Cluster, "the value is missing: give the cluster a name")
	v.teams()
	v.rules()
	v.annotations()
	v.runbookHosts()
	v.destinations()
	v.lint()
	v.slack()
	v.subscriptions()
	v.answers()
	v.webhooks()
	v.pagerDuty()
	v.alertmanagers()
	v.mails()
	v.chats()
	v.injection()
	v.remedies()
	v.projects()
	v.monitors()
	v.honeybadger()
	v.maintenance()
	v.apiTokens()
}
