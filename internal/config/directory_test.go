package config

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// parseFiles parses the first file with the others beside it.
func parseFiles(text string, files map[string]string) (Config, Problems, error) {
	source := fakeSource(nil)
	source.Document = func(path string) ([]byte, error) {
		content, ok := files[path]
		if !ok {
			return nil, &os.PathError{Op: "open", Path: path, Err: os.ErrNotExist}
		}
		return []byte(content), nil
	}
	return Parse("rollcall.yaml", []byte(text), source)
}

func TestTeamsAndRulesOfOtherFilesAreAmongTheOthers(t *testing.T) {
	t.Parallel()
	c, warnings, err := parseFiles(`
triage_team: platform
teams: [{id: billing, slack_channel: C012345}]
rules: [{match: {name: own}, owner: billing}]
directory: {file: teams.yaml, codeowners: OWNERS, backstage: [catalog.yaml]}
`, map[string]string{
		"teams.yaml": "teams: [{id: platform, name: Platform, timezone: Asia/Tokyo}]\nrules: [{match: {namespace: infra}, owner: platform}]",
		"OWNERS":     "# who\n*/backup-*  platform\nbilling/*  @billing  # theirs\n",
		"catalog.yaml": `
kind: Group
metadata: {name: Payments, title: Payments}
spec: {type: team, parent: group:default/billing, members: [ann], children: []}
---
kind: Group
metadata: {name: billing, title: Billing}
spec: {parent: unknown}
---
kind: Component
metadata: {name: invoice, annotations: {backstage.io/kubernetes-id: invoice, backstage.io/kubernetes-namespace: money}}
spec: {owner: payments}
---
kind: Resource
metadata: {name: ledger, annotations: {backstage.io/kubernetes-id: x, backstage.io/kubernetes-label-selector: "app=ledger, tier==batch"}}
spec: {owner: default/payments}
---
kind: API
metadata: {name: other}
`})
	if err != nil || len(warnings) > 0 {
		t.Fatal(err, warnings)
	}
	var teams []string
	for _, team := range c.Teams {
		teams = append(teams, strings.Join([]string{team.ID, team.Name, team.SlackChannel, team.Timezone, team.Parent, team.Hours}, "|"))
	}
	const hours = "Mon-Fri 09:00-18:00"
	if diff := cmp.Diff([]string{
		"billing|Billing|C012345|UTC||" + hours, "platform|Platform||Asia/Tokyo||" + hours, "payments|Payments||UTC|billing|" + hours,
	}, teams); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]Rule{
		{Match: Match{Name: "own"}, Owner: "billing"},
		{Match: Match{Namespace: "infra"}, Owner: "platform", Source: "rule 1 of teams.yaml"},
		{Match: Match{Namespace: "billing", Name: "*"}, Owner: "billing", Source: "line 3 of OWNERS"},
		{Match: Match{Namespace: "*", Name: "backup-*"}, Owner: "platform", Source: "line 2 of OWNERS"},
		{
			Match: Match{Namespace: "money", Labels: map[string]string{"backstage.io/kubernetes-id": "invoice"}},
			Owner: "payments", Source: "Component invoice of catalog.yaml", Imported: true,
		},
		{
			Match: Match{Labels: map[string]string{"app": "ledger", "tier": "batch"}},
			Owner: "payments", Source: "Resource ledger of catalog.yaml", Imported: true,
		},
	}, c.Rules); diff != "" {
		t.Error(diff)
	}
}

func TestMistakesOfOtherFilesAreToldWhereTheyStand(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct{ directory, content, want string }{
		"no such file": {"file: x.yaml", "", `rollcall.yaml:2: directory.file: value "x.yaml": this file cannot be used: `},
		"no YAML":      {"file: f", "a: [", "f:1: not valid YAML"},
		"another key":  {"file: f", "\ncluster: x", "f:2: cluster: unknown key; allowed here: teams, rules"},
		"a value": {"file: f", "teams:\n- {id: a}\n- {id: b, timezone: Mars}",
			`f:3: teams[1].timezone: value "Mars": use a time zone`},
		"an unknown successor":   {"file: f", "teams:\n- {id: a}\n- {id: b, successor: c}", `f:3: teams[1].successor: value "c": no such team; use the id of one of the teams: triage, a, b`},
		"an unknown owner":       {"file: f", "rules:\n- {owner: c}", `f:2: rules[0].owner: value "c": no such team`},
		"a team twice":           {"file: f", "teams:\n- {id: triage}", `f:2: teams[0].id: value "triage": already used by teams[0].id: each needs its own`},
		"a team twice elsewhere": {"file: f", "teams:\n- {id: a}\n- {id: a}", `f:3: teams[1].id: value "a": already used by teams[0].id of f: each needs its own`},

		"a pattern without a team": {"codeowners: f", "\na/b", `f:2: value "a/b": the team is missing`},
		"two teams":                {"codeowners: f", "a/b c d", `f:1: value "d": use one team a line`},
		"no name":                  {"codeowners: f", "a triage", `f:1: value "a": use NAMESPACE/NAME`},
		"a path":                   {"codeowners: f", "/a/b triage", `f:1: value "/a/b": use NAMESPACE/NAME`},
		"no pattern":               {"codeowners: f", "a/[ triage", `f:1: value "a/[": use a pattern`},
		"no team's id":             {"codeowners: f", "a/b @org/x", `f:1: value "@org/x": the id of a team is needed here: use lower-case`},
		"a team that is unknown":   {"codeowners: f", "a/* triage\nb/* x", `f:2: owner: value "x": no such team`},

		"no entity":        {"backstage: [f]", "- a", "f:1: an entity is needed here"},
		"no kind":          {"backstage: [f]", "kind: API\n---\nmetadata: {}", "f:3: kind: every entity needs a kind"},
		"no name of group": {"backstage: [f]", "kind: Group", "f:1: Group : metadata.name: a group needs a name"},
		"a person above":   {"backstage: [f]", "kind: Group\nmetadata: {name: a}\nspec:\n  parent: user:ann", `f:4: Group a: spec.parent: value "user:ann": use a group`},
		"a circle": {"backstage: [f]", "kind: Group\nmetadata: {name: a}\nspec: {parent: b}\n---\nkind: Group\nmetadata: {name: b}\nspec: {parent: a}",
			`f:1: Group a.parent: value "b": teams lead back to where they began: a → b → a`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			files := map[string]string{"f": tc.content}
			_, _, err := parseFiles("teams: [{id: triage}]\ndirectory: {"+tc.directory+"}", files)
			if err == nil || !strings.HasPrefix(err.Error(), tc.want) || strings.Contains(err.Error(), "\n") {
				t.Errorf("got %v, want %s", err, tc.want)
			}
		})
	}
}

func TestWhatAnImportCannotSayIsAWarning(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct{ spec, annotation, want string }{
		"a person":        {"owner: user:ann", "kubernetes-id: a", `f:3: Component x: spec.owner: value "user:ann": use a group: teams own jobs, and people leave; it owns nothing here`},
		"nobody":          {"type: a", "kubernetes-id: a", "f:3: Component x: spec.owner: use the name of a group"},
		"an unknown team": {"owner: nobody", "kubernetes-id: a", `f:3: Component x.owner: no such team as "nobody"; what it is for is not its`},
		"a set":           {"owner: triage", "kubernetes-label-selector: 'app in (a, b)'", "f:2: Component x: metadata.annotations: backstage.io/kubernetes-label-selector: use LABEL=VALUE"},
		"a pattern":       {"owner: triage", "kubernetes-namespace: 'a*'", "f:2: Component x: metadata.annotations: backstage.io/kubernetes-namespace: use the name"},
		"nothing":         {"owner: nobody", "techdocs-ref: .", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			content := "kind: Component\nmetadata: {name: x, annotations: {backstage.io/" + tc.annotation + "}}\nspec: {" + tc.spec + "}"
			_, warnings, err := parseFiles("teams: [{id: triage}]\ndirectory: {backstage: [f]}", map[string]string{"f": content})
			if err != nil || !strings.HasPrefix(warnings.Error(), tc.want) || tc.want == "" && len(warnings) > 0 {
				t.Errorf("got %v and %v, want %s", err, warnings, tc.want)
			}
		})
	}
}

func TestADirectoryAloneNeedsTheTriageTeam(t *testing.T) {
	t.Parallel()
	_, _, err := parseFiles("directory: {file: f}", map[string]string{"f": "teams: [{id: a}]"})
	if want := `rollcall.yaml:1: triage_team: value "triage": no such team; use the id of one of the teams: a`; err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}

// FuzzDirectory: no content of another file panics, and each mistake names its file on one line.
func FuzzDirectory(f *testing.F) {
	for _, text := range []string{
		"", "teams: [{id: a, parent: b}, {id: b, parent: a}]", "teams: [{id: triage}]\nrules: [{owner: x}, {}]", "a/b triage", "a/* @x # y", "a/[ b c",
		"kind: Group\nmetadata: {name: a}\nspec: {parent: b}\n---\nkind: Component\nspec: {owner: user:x}",
		"kind: Component\nmetadata: {annotations: {backstage.io/kubernetes-label-selector: 'a=b,c=='}}\nspec: {owner: 'a/b:c'}", "&a [*a]", "? [a]\n: b",
		"kind: &k Group\nmetadata: *k", "teams: [&a {id: b}, *a]", "\xff", "kind: Group\nmetadata: {name: 'a\n\nb'}",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, directory := range []string{"file: f", "codeowners: f", "backstage: [f]"} {
			c, warnings, err := parseFiles("teams: [{id: triage}]\ndirectory: {"+directory+"}", map[string]string{"f": text})
			for _, w := range warnings {
				checkProblem(t, w)
			}
			if problems, ok := err.(Problems); ok { //nolint:errorlint // Parse returns it bare
				for _, p := range problems {
					if p.File == "f" {
						checkProblem(t, p)
					}
				}
			} else if _, known := c.Team("triage"); !known {
				t.Fatal("incomplete")
			}
		}
	})
}

func TestAChangeOfAnotherFileIsOneOfTheConfiguration(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	write := func(name, text string) {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	main := filepath.Join(dir, "rollcall.yaml")
	write("rollcall.yaml", "directory: {file: '"+filepath.Join(dir, "teams.yaml")+"'}")
	write("teams.yaml", "teams: [{id: triage}]")
	current, _, err := Load(main)
	if err != nil {
		t.Fatal(err)
	}
	var applied []Config
	var told []error
	w := Watcher{
		File: main, Apply: func(c Config, _ Problems) error { applied = append(applied, c); return nil },
		Report: func(err error) { told = append(told, err) },
	}
	write("teams.yaml", "teams: [{id: triage}, {id: Bad}]")
	seen := w.check(outcome{config: current})
	if len(applied) != 0 || len(told) != 1 || !strings.Contains(told[0].Error(), `teams.yaml:1: teams[1].id: value "Bad"`) {
		t.Fatalf("a mistake: applied %v, told %v", applied, told)
	}
	write("teams.yaml", "teams: [{id: triage}, {id: good}]")
	w.check(seen)
	if len(applied) != 1 || len(applied[0].Teams) != 2 || len(told) != 2 || told[1] != nil {
		t.Errorf("mended: applied %v, told %v", applied, told)
	}
}
