package config

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// FuzzParse: no content panics; a refusal has at least one complete Problem on one line each; what is accepted is complete.
func FuzzParse(f *testing.F) {
	seed, err := os.ReadFile(filepath.Join("testdata", "mistakes.yaml"))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(string(seed))
	f.Add(strings.Replace(string(seed), "*other", "x", 1))
	for _, text := range []string{"", "---\n---\n", "a: &a [*a]", "{}", "? {a: b}\n: c", "<<: *x",
		"teams: [{id: a}, {id: a}]", "teams: [{id: triage, parent: b, hours: 'Fri-Mon 22:00-06:00', holidays: ['2026-12-25']}, {id: b, status: archived, successor: b}]",
		"owner_annotations: [a, a]", "store: 'file:x'",
		"receivers: {webhooks: [{name: a, url: 'http://u:p@h'}]}",
		"retention: 99999w", "kubernetes: {checkin: admission}", "!!binary x: y", "\xff\xfe"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		c, warnings, err := Parse("f", []byte(text), fakeSource(map[string]string{"env:A": "xoxb-1"}))
		for _, w := range warnings {
			checkProblem(t, w)
		}
		if err != nil {
			var problems Problems
			if !errors.As(err, &problems) || len(problems) == 0 {
				t.Fatalf("no problems in %v", err)
			}
			for _, p := range problems {
				checkProblem(t, p)
			}
			return
		}
		if _, ok := c.Team(c.TriageTeam); !ok || len(c.Checkins.Projects) == 0 || c.Listen == "" || c.Store.Driver == "" {
			t.Fatalf("incomplete: %+v", c)
		}
	})
}

func checkProblem(t *testing.T, p Problem) {
	t.Helper()
	if text := p.String(); p.Text == "" || strings.ContainsAny(text, "\n\r\x00") || !strings.HasPrefix(text, "f:") {
		t.Fatalf("a bad problem: %q", text)
	}
}
