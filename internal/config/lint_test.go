package config

import (
	"maps"
	"strings"
	"testing"
)

func TestLintSeverities(t *testing.T) {
	t.Parallel()
	c, _, err := Parse("rollcall.yaml", []byte("lint: {severities: {RC003: off, runbook-missing: error}}\n"), OS())
	if err != nil || !maps.Equal(c.Lint.Severities, map[string]string{"RC003": "off", "runbook-missing": "error"}) {
		t.Error(c.Lint, err)
	}
	for text, want := range map[string]string{
		"lint:\n  severities:\n    RC999: off\n":                    "rollcall.yaml:3: lint.severities.RC999: no such rule",
		"lint:\n  severities:\n    RC003: fatal\n":                  `rollcall.yaml:3: lint.severities.RC003: value "fatal": use error, warning, info or off`,
		"lint:\n  severities: {RC003: off, owner-unknown: error}\n": "lint.severities: rule RC003: given twice",
		"lint: {severity: {}}\n":                                    "lint.severity: unknown key; allowed here: severities",
	} {
		if _, _, err := Parse("rollcall.yaml", []byte(text), OS()); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", text, err)
		}
	}
}
