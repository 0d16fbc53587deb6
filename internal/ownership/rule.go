package ownership

import "path"

// Rule gives the Monitors that match an owner, a severity, or both. An empty pattern matches everything.
type Rule struct {
	Namespace string            // glob, as path.Match
	Name      string            // glob, as path.Match
	Labels    map[string]string // all must be equal
	Owner     string            // team id; empty: the rule says nothing of the owner
	Severity  string            // empty: the rule says nothing of the severity
	Source    string            // where it stands, in words; empty: "rule" and its number
}

// Match reports whether the rule applies to s.
func (r Rule) Match(s Subject) bool {
	if !Glob(r.Namespace, s.Namespace) || !Glob(r.Name, s.Name) {
		return false
	}
	for k, v := range r.Labels {
		if s.Labels[k] != v {
			return false
		}
	}
	return true
}

// Glob reports whether a value matches a pattern as path.Match has it; an empty pattern matches everything, a malformed one nothing.
func Glob(pattern, value string) bool {
	if pattern == "" {
		return true
	}
	ok, err := path.Match(pattern, value)
	return err == nil && ok
}
