package lint

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Severity says how bad a Finding is.
type Severity string

// The severities, the worst first. Off is that of a rule that is not applied.
const (
	Error   Severity = "error"
	Warning Severity = "warning"
	Info    Severity = "info"
	Off     Severity = "off"
)

// severities are all, the worst first.
func severities() []Severity { return []Severity{Error, Warning, Info, Off} }

// AtLeast reports whether s is as bad as other, or worse.
func (s Severity) AtLeast(other Severity) bool {
	return slices.Index(severities(), s) <= slices.Index(severities(), other)
}

// ParseSeverity reads error, warning, info or off.
func ParseSeverity(text string) (Severity, error) {
	if s := Severity(text); slices.Contains(severities(), s) {
		return s, nil
	}
	return "", fmt.Errorf("severity %q: use error, warning, info or off", text)
}

// ParseSeverities reads the severities that people give to rules, by id or by name. It returns all mistakes, a line each.
func ParseSeverities(given map[string]string) (map[string]Severity, error) {
	read := map[string]Severity{}
	var wrong []string
	for _, key := range slices.Sorted(maps.Keys(given)) { // so that what is said of a rule that is given twice is always the same
		rule, ok := Lookup(key)
		s, err := ParseSeverity(given[key])
		switch {
		case !ok:
			wrong = append(wrong, fmt.Sprintf("rule %q: use an id such as RC001 or its name; docs/lint.md lists them", key))
		case err != nil:
			wrong = append(wrong, rule.ID+": "+err.Error())
		default:
			if before, twice := read[rule.ID]; twice && before != s {
				wrong = append(wrong, fmt.Sprintf("rule %s: given twice, as %s and as %s", rule.ID, before, s))
			}
			read[rule.ID] = s
		}
	}
	if len(wrong) > 0 {
		slices.Sort(wrong)
		return nil, fmt.Errorf("%s", strings.Join(wrong, "\n"))
	}
	return read, nil
}
