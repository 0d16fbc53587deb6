package config

import (
	"maps"
	"slices"

	"rollcall.dev/rollcall/internal/lint"
)

// lint looks at each severity by itself, and then for rules that are named twice.
func (v *validator) lint() {
	const key = "lint.severities"
	sound := true
	for _, rule := range slices.Sorted(maps.Keys(v.c.Lint.Severities)) {
		at, severity := key+"."+rule, v.c.Lint.Severities[rule]
		if _, ok := lint.Lookup(rule); !ok {
			v.failf(at, "", "no such rule: use an id such as RC001, or a name; docs/lint.md lists them")
			sound = false
		}
		if _, err := lint.ParseSeverity(severity); err != nil && !v.broken(at) {
			v.failf(at, severity, "use error, warning, info or off")
			sound = false
		}
	}
	if _, err := lint.ParseSeverities(v.c.Lint.Severities); err != nil && sound {
		v.failf(key, "", "%v", err)
	}
}
