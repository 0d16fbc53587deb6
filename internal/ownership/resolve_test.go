package ownership_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"rollcall.dev/rollcall/internal/ownership"
)

func directory() ownership.Directory {
	return ownership.Directory{
		Teams:  []ownership.Team{{ID: "platform"}, {ID: "billing"}, {ID: "data"}},
		Triage: ownership.Team{ID: "platform"},
		Rules: []ownership.Rule{
			{Namespace: "shared", Name: "export-*", Owner: "data"},
			{Namespace: "billing-*", Severity: "high"},
			{Namespace: "billing-*", Owner: "billing", Severity: "low"},
			{Labels: map[string]string{"team": "data"}, Owner: "data"},
			{Namespace: "gone", Owner: "dissolved"},
		},
		OwnerAnnotations: []string{"rollcall.dev/owner", "a8r.io/owner"},
	}
}

func TestResolve(t *testing.T) {
	t.Parallel()
	annotated := func(kv ...string) map[string]string {
		m := map[string]string{}
		for i := 0; i < len(kv); i += 2 {
			m[kv[i]] = kv[i+1]
		}
		return m
	}
	tests := map[string]struct {
		subject                ownership.Subject
		team, source, severity string
		rejected               []ownership.Rejected
	}{
		"nobody claims it": {ownership.Subject{Namespace: "x"}, "platform", "triage: nobody else claims it", "", nil},
		"its own annotation": {
			ownership.Subject{Namespace: "billing-eu", Annotations: annotated("rollcall.dev/owner", "data")},
			"data", "annotation rollcall.dev/owner", "high", nil,
		},
		"our annotation before the alias": {
			ownership.Subject{Annotations: annotated("a8r.io/owner", "billing", "rollcall.dev/owner", "data")},
			"data", "annotation rollcall.dev/owner", "", nil,
		},
		"the alias": {ownership.Subject{Annotations: annotated("a8r.io/owner", "billing")}, "billing", "annotation a8r.io/owner", "", nil},
		"an unknown team falls to the next rung": {
			ownership.Subject{Namespace: "billing-eu", Annotations: annotated("rollcall.dev/owner", "nobody")},
			"billing", "rule 3", "high",
			[]ownership.Rejected{{Team: "nobody", Source: "annotation rollcall.dev/owner", Reason: "no such team in the directory"}},
		},
		"the first rule that names an owner, the first that names a severity": {ownership.Subject{Namespace: "billing-eu"}, "billing", "rule 3", "high", nil},
		"namespace and name": {ownership.Subject{Namespace: "shared", Name: "export-all"}, "data", "rule 1", "", nil},
		"another name":       {ownership.Subject{Namespace: "shared", Name: "import"}, "platform", "triage: nobody else claims it", "", nil},
		"labels":             {ownership.Subject{Labels: annotated("team", "data")}, "data", "rule 4", "", nil},
		"a rule to nobody": {
			ownership.Subject{Namespace: "gone"}, "platform", "triage: nobody else claims it", "",
			[]ownership.Rejected{{Team: "dissolved", Source: "rule 5", Reason: "no such team in the directory"}},
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := directory().Resolve(tt.subject)
			if got.Team.ID != tt.team || got.Source != tt.source || got.Severity != tt.severity {
				t.Errorf("got %s from %s, severity %q; want %s from %s, severity %q", got.Team.ID, got.Source, got.Severity, tt.team, tt.source, tt.severity)
			}
			if diff := cmp.Diff(tt.rejected, got.Rejected); diff != "" {
				t.Errorf("rejected (-want +got):\n%s", diff)
			}
		})
	}
}

func TestEverybodyHasAnOwner(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.SampledFrom([]string{"", "billing", "data", "nobody", "billing-eu", "[", "export-1"})
		s := ownership.Subject{
			Namespace: text.Draw(t, "namespace"), Name: text.Draw(t, "name"),
			Annotations: map[string]string{"rollcall.dev/owner": text.Draw(t, "owner")}, Labels: map[string]string{"team": text.Draw(t, "label")},
		}
		d := directory()
		d.Rules = append(d.Rules, ownership.Rule{Namespace: text.Draw(t, "pattern"), Owner: text.Draw(t, "rule")})
		if a := d.Resolve(s); a.Team.ID == "" || a.Source == "" {
			t.Fatalf("%+v resolves to nobody: %+v", s, a)
		}
	})
}
