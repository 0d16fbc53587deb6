package ownership_test

import (
	"strings"
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
		"the jobTemplate's annotation": {
			ownership.Subject{Namespace: "billing-eu", TemplateAnnotations: annotated("a8r.io/owner", "data")},
			"data", "annotation a8r.io/owner of the jobTemplate", "high", nil,
		},
		"the CronJob's annotation before the jobTemplate's": {
			ownership.Subject{Annotations: annotated("a8r.io/owner", "billing"), TemplateAnnotations: annotated("rollcall.dev/owner", "data")},
			"billing", "annotation a8r.io/owner", "", nil,
		},
		"the rules before the namespace": {
			ownership.Subject{Namespace: "billing-eu", NamespaceAnnotations: annotated("rollcall.dev/owner", "data")}, "billing", "rule 3", "high", nil,
		},
		"the namespace before triage": {
			ownership.Subject{Namespace: "x", NamespaceAnnotations: annotated("a8r.io/owner", " data ")}, "data", "annotation a8r.io/owner of the namespace", "", nil,
		},
		"every rung in its order": {
			ownership.Subject{
				Namespace: "gone", Annotations: annotated("rollcall.dev/owner", "n1", "a8r.io/owner", "n2"),
				TemplateAnnotations: annotated("rollcall.dev/owner", "n3"), NamespaceAnnotations: annotated("rollcall.dev/owner", "n4"),
			},
			"platform", "triage: nobody else claims it", "",
			[]ownership.Rejected{
				{Team: "n1", Source: "annotation rollcall.dev/owner", Reason: "no such team in the directory"},
				{Team: "n2", Source: "annotation a8r.io/owner", Reason: "no such team in the directory"},
				{Team: "n3", Source: "annotation rollcall.dev/owner of the jobTemplate", Reason: "no such team in the directory"},
				{Team: "dissolved", Source: "rule 5", Reason: "no such team in the directory"},
				{Team: "n4", Source: "annotation rollcall.dev/owner of the namespace", Reason: "no such team in the directory"},
			},
		},
		"a rule to nobody": {
			ownership.Subject{Namespace: "gone"}, "platform", "triage: nobody else claims it", "",
			[]ownership.Rejected{{Team: "dissolved", Source: "rule 5", Reason: "no such team in the directory"}},
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := directory().Resolve(tt.subject)
			if rung := rungOf(tt.source); got.Rung != rung || (got.Key != "") != strings.HasPrefix(tt.source, "annotation ") ||
				!strings.Contains(tt.source, got.Key) {
				t.Errorf("rung %q with key %q, want %q of %s", got.Rung, got.Key, rung, tt.source)
			}
			if got.Team.ID != tt.team || got.Source != tt.source || got.Severity != tt.severity {
				t.Errorf("got %s from %s, severity %q; want %s from %s, severity %q", got.Team.ID, got.Source, got.Severity, tt.team, tt.source, tt.severity)
			}
			if diff := cmp.Diff(tt.rejected, got.Rejected); diff != "" {
				t.Errorf("rejected (-want +got):\n%s", diff)
			}
		})
	}
}

// rungOf is the rung that a source in words names.
func rungOf(source string) ownership.Rung {
	switch {
	case strings.HasPrefix(source, "triage"):
		return ownership.OfTriage
	case strings.HasPrefix(source, "rule"):
		return ownership.OfRule
	case strings.HasSuffix(source, " of the namespace"):
		return ownership.OfNamespace
	case strings.HasSuffix(source, " of the jobTemplate"):
		return ownership.OfTemplate
	default:
		return ownership.OfJob
	}
}

func TestTheChannelThatAJobChooses(t *testing.T) {
	t.Parallel()
	d := directory()
	d.AllowedChannels = []string{"C1", "C2"}
	for channel, want := range map[string]ownership.Answer{
		"": {}, "C2\n": {Channel: "C2"},
		"C3": {Rejected: []ownership.Rejected{
			{Channel: "C3", Source: "annotation rollcall.dev/receiver", Reason: "it is not among the channels that a job may choose"},
		}},
	} {
		got := d.Resolve(ownership.Subject{Annotations: map[string]string{ownership.ReceiverAnnotation: channel}})
		want.Team, want.Source, want.Rung = got.Team, got.Source, ownership.OfTriage
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%q (-want +got):\n%s", channel, diff)
		}
	}
	// Who edits a jobTemplate or a namespace chooses nothing.
	elsewhere := map[string]string{ownership.ReceiverAnnotation: "C1"}
	if a := d.Resolve(ownership.Subject{TemplateAnnotations: elsewhere, NamespaceAnnotations: elsewhere}); a.Channel != "" {
		t.Errorf("chosen: %+v", a)
	}
}

// TestEverybodyHasAnOwner: whatever a Monitor and the directory say, the owner is active, or the triage team.
func TestEverybodyHasAnOwner(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		ids := []string{"", "a", "b", "c", "d", "e", "f", "g", "triage", "nobody"}
		id, text := rapid.SampledFrom(ids), rapid.SampledFrom([]string{"", "a", "[", "billing-eu", "billing-*"})
		annotations := rapid.MapOf(rapid.SampledFrom([]string{"rollcall.dev/owner", "a8r.io/owner", "rollcall.dev/receiver"}), id)
		d := ownership.Directory{OwnerAnnotations: []string{"rollcall.dev/owner", "a8r.io/owner"}, AllowedChannels: []string{"a"}}
		for _, name := range ids[1:9] {
			team := ownership.Team{
				ID: name, Successor: id.Draw(t, "successor"), Parent: id.Draw(t, "parent"), EscalateTo: id.Draw(t, "escalate_to"),
				Status: rapid.SampledFrom([]ownership.Status{ownership.Active, ownership.Archived, ownership.Archived, ""}).Draw(t, "status"),
			}
			d.Teams = append(d.Teams, team)
			d.Triage = team
		}
		for range rapid.IntRange(0, 3).Draw(t, "rules") {
			d.Rules = append(d.Rules, ownership.Rule{Namespace: text.Draw(t, "pattern"), Owner: id.Draw(t, "rule")})
		}
		s := ownership.Subject{
			Namespace: text.Draw(t, "namespace"), Name: text.Draw(t, "name"), Annotations: annotations.Draw(t, "annotations"),
			TemplateAnnotations: annotations.Draw(t, "template"), NamespaceAnnotations: annotations.Draw(t, "of the namespace"),
		}
		a := d.Resolve(s)
		if a.Team.ID == "" || a.Source == "" || a.Team.Archived() && a.Team.ID != d.Triage.ID {
			t.Fatalf("%+v resolves to nobody: %+v", s, a)
		}
		for _, r := range a.Rejected {
			if r.Source == "" || r.Reason == "" || (r.Team == "") == (r.Channel == "") {
				t.Fatalf("a trace with a gap: %+v", r)
			}
		}
		if above, ok := d.Superior(a.Team.ID); ok && (above.ID == a.Team.ID || above.Archived() && above.ID != d.Triage.ID) {
			t.Fatalf("above %s is %+v", a.Team.ID, above)
		}
	})
}
