package words_test

import (
	"testing"

	"rollcall.dev/rollcall/internal/notify/words"
	"rollcall.dev/rollcall/internal/ownership"
)

// TestWhereAnOwnerComesFrom: as the directory says it, of each rung.
func TestWhereAnOwnerComesFrom(t *testing.T) {
	t.Parallel()
	d := ownership.Directory{
		OwnerAnnotations: []string{"rollcall.dev/owner"}, Triage: ownership.Team{ID: "triage"},
		Teams: []ownership.Team{{ID: "a"}, {ID: "old", Status: ownership.Archived, Successor: "a"}},
		Rules: []ownership.Rule{{Name: "other", Owner: "a"}, {Name: "ruled", Owner: "a"}, {Name: "filed", Owner: "a", Source: "rule 3 of teams.yaml"},
			{Name: "lined", Owner: "a", Source: "line 7 of CODEOWNERS"}, {Name: "listed", Owner: "a", Source: "Component:pay of catalog.yaml"}},
	}
	names := func(team string) map[string]string { return map[string]string{"rollcall.dev/owner": team} }
	for want, s := range map[string]ownership.Subject{
		"アノテーション rollcall.dev/owner":                  {Annotations: names("a")},
		"アノテーション rollcall.dev/owner、廃止された old から引き継ぎ": {Annotations: names("old")},
		"jobTemplateのアノテーション rollcall.dev/owner":      {TemplateAnnotations: names("a")},
		"Namespaceのアノテーション rollcall.dev/owner":        {NamespaceAnnotations: names("a")},
		"ルール 2":                         {Name: "ruled"},
		"teams.yaml のルール 3":             {Name: "filed"},
		"CODEOWNERS の7行目":               {Name: "lined"},
		"Component:pay of catalog.yaml": {Name: "listed"},
		"トリアージ: 担当の指定なし":                {},
	} {
		source := d.Resolve(s).Source
		if got := words.Of(words.Japanese).Source(source); got != want {
			t.Errorf("%q: %q, want %q", source, got, want)
		}
		if got := words.Of(words.English).Source(source); got != source {
			t.Errorf("%q in English: %q", source, got)
		}
	}
	for source, want := range map[string]string{
		"triage: it concerns the whole cluster": "トリアージ: クラスター全体の問題", "owner of the jobs": "対象ジョブの担当", "whose it is to mend": "修正の担当",
		"": "", "whatever": "whatever",
	} {
		if got := words.Of(words.Japanese).Source(source); got != want {
			t.Errorf("%q: %q, want %q", source, got, want)
		}
	}
}
