package ownership_test

import (
	"encoding/json"
	"strings"
	"testing"

	"rollcall.dev/rollcall/internal/ownership"
)

// patched is what a subject is after a patch of its manifest: keys in lines, deeper ones indented by two, and one value at the end.
func patched(t *testing.T, s ownership.Subject, patch string) ownership.Subject {
	t.Helper()
	var path []string
	var value string
	for line := range strings.Lines(patch) {
		key, rest, ok := strings.Cut(strings.TrimSuffix(line, "\n"), ":")
		depth := len(key) - len(strings.TrimLeft(key, " "))
		if strings.HasPrefix(line, "#") {
			continue
		}
		if !ok || depth != 2*len(path) || value != "" {
			t.Fatalf("%q has no place in\n%s", line, patch)
		}
		path, value = append(path, key[depth:]), strings.Trim(rest, ` "`)
	}
	with := func(old map[string]string) map[string]string {
		all := map[string]string{path[len(path)-1]: value}
		for k, v := range old {
			if _, given := all[k]; !given {
				all[k] = v
			}
		}
		return all
	}
	switch strings.Join(path[:len(path)-1], ".") {
	case "metadata.annotations":
		s.Annotations = with(s.Annotations)
	case "spec.jobTemplate.metadata.annotations":
		s.TemplateAnnotations = with(s.TemplateAnnotations)
	default:
		t.Fatalf("no annotations are patched by\n%s", patch)
	}
	return s
}

// TestACorrectionCorrects: whatever names the owner, the job is the other team's once the patch is applied.
func TestACorrectionCorrects(t *testing.T) {
	t.Parallel()
	named := func(key, team string) map[string]string { return map[string]string{key: team} }
	const ours, alias = "rollcall.dev/owner", "a8r.io/owner"
	const annotate = "kubectl annotate cronjob --namespace "
	for name, tc := range map[string]struct {
		subject             ownership.Subject
		patch, command, how string
	}{
		"its annotation": {
			ownership.Subject{Namespace: "x", Annotations: named(ours, "data")},
			"# CronJob x/job\nmetadata:\n  annotations:\n    rollcall.dev/owner: \"billing\"\n", annotate + "x job --overwrite rollcall.dev/owner=billing", "",
		},
		"an alias": {
			ownership.Subject{Namespace: "x", Annotations: named(alias, "data")},
			"# CronJob x/job\nmetadata:\n  annotations:\n    a8r.io/owner: \"billing\"\n", annotate + "x job --overwrite a8r.io/owner=billing", "",
		},
		"the jobTemplate": {
			ownership.Subject{Namespace: "x", TemplateAnnotations: named(alias, "data")},
			"# CronJob x/job\nspec:\n  jobTemplate:\n    metadata:\n      annotations:\n        a8r.io/owner: \"billing\"\n",
			`kubectl patch cronjob --namespace x job --type merge --patch '{"spec":{"jobTemplate":{"metadata":{"annotations":{"a8r.io/owner":"billing"}}}}}'`, "",
		},
		"a rule": {
			ownership.Subject{Namespace: "x", Labels: map[string]string{"team": "data"}},
			"# CronJob x/job\nmetadata:\n  annotations:\n    rollcall.dev/owner: \"billing\"\n", annotate + "x job --overwrite rollcall.dev/owner=billing",
			"The owner comes from rule 4, and the annotation counts before it. If others that it matches are wrong as well, change it.",
		},
		"the namespace": {
			ownership.Subject{Namespace: "x", NamespaceAnnotations: named(alias, "data")},
			"# CronJob x/job\nmetadata:\n  annotations:\n    rollcall.dev/owner: \"billing\"\n", annotate + "x job --overwrite rollcall.dev/owner=billing",
			"The owner comes from the namespace. If all of its jobs are wrong: kubectl annotate namespace x --overwrite a8r.io/owner=billing",
		},
		"nobody": {
			ownership.Subject{Namespace: "x"},
			"# CronJob x/job\nmetadata:\n  annotations:\n    rollcall.dev/owner: \"billing\"\n", annotate + "x job --overwrite rollcall.dev/owner=billing", "",
		},
		"an archived team": {
			ownership.Subject{Namespace: "x", Annotations: named(ours, "old")},
			"# CronJob x/job\nmetadata:\n  annotations:\n    rollcall.dev/owner: \"billing\"\n", annotate + "x job --overwrite rollcall.dev/owner=billing",
			"old is archived: who has all that it owned, its successor in the directory says.",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := directory()
			d.Teams = append(d.Teams, ownership.Team{ID: "old", Status: ownership.Archived, Successor: "data"})
			c := d.Resolve(tc.subject).Correct("x", "job", "billing")
			if c.Patch != tc.patch || c.Command != tc.command || c.Also != tc.how || c.Source == "" {
				t.Errorf("got\n%s%s\n%s", c.Patch, c.Command, c.Also)
			}
			if a := d.Resolve(patched(t, tc.subject, c.Patch)); a.Team.ID != "billing" {
				t.Errorf("it is then %s's, from %s", a.Team.ID, a.Source)
			}
		})
	}
}

// TestACorrectionDoesNothingElse: names come from strangers, and the command is meant to be pasted into a shell.
func TestACorrectionDoesNothingElse(t *testing.T) {
	t.Parallel()
	var a ownership.Answer
	for _, evil := range []string{"a; rm -rf /", "$(id)", "--all", "a\nb", "", "a'b", "ａ"} {
		for _, c := range []ownership.Correction{a.Correct(evil, "job", "t"), a.Correct("x", evil, "t")} {
			if c.Command != "" || evil != "" && strings.Contains(c.Patch, evil) {
				t.Errorf("%q: %+v", evil, c)
			}
		}
		rung := ownership.Answer{Rung: ownership.OfNamespace, Key: "k"}
		if c := rung.Correct("x", "job", evil); evil != "" && (c.Command != "" || c.Also != "" || json.Valid([]byte(c.Patch))) {
			t.Errorf("%q: %+v", evil, c)
		}
	}
	if c := a.Correct("x", "job", ""); !strings.Contains(c.Patch, ownership.AnyTeam) || !strings.Contains(c.Command, "="+ownership.AnyTeam) {
		t.Errorf("%+v", c)
	}
}

func TestNamed(t *testing.T) {
	t.Parallel()
	d := ownership.Directory{Triage: ownership.Team{ID: "triage", Name: "First line"}, Teams: []ownership.Team{
		{ID: "billing", Name: "Billing and Invoices"}, {ID: "old", Name: "Ledger", Status: ownership.Archived, Successor: "billing"},
		{ID: "gone", Status: ownership.Archived}, {ID: "unnamed"},
	}}
	for text, want := range map[string]string{
		"billing": "billing", " BILLING and invoices\n": "billing", "ledger": "billing", "gone": "", "": "", "first line": "triage", "nobody": "",
	} {
		if got, ok := d.Named(text); got.ID != want || ok != (want != "") {
			t.Errorf("%q is %q, %v; want %q", text, got.ID, ok, want)
		}
	}
}
