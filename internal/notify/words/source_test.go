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

// TestWhyAnOwnerIsPassedOver: as the directory says it. What nobody has translated stays as it is.
func TestWhyAnOwnerIsPassedOver(t *testing.T) {
	t.Parallel()
	const owner = "rollcall.dev/owner"
	d := ownership.Directory{
		OwnerAnnotations: []string{owner}, Triage: ownership.Team{ID: "triage"},
		Teams: []ownership.Team{
			{ID: "a"}, {ID: "old", Status: ownership.Archived, Successor: "a"}, {ID: "part", Status: ownership.Archived, Parent: "a"},
			{ID: "end", Status: ownership.Archived}, {ID: "loop", Status: ownership.Archived, Successor: "loop"},
		},
	}
	for want, annotations := range map[string]map[string]string{
		"チームが登録されていません":                      {owner: "nobody"},
		"廃止済み、引き継ぎ先: a":                      {owner: "old"},
		"廃止済み、上位チーム: a":                      {owner: "part"},
		"廃止されており、引き継ぎ先も上位チームもありません":          {owner: "end"},
		"廃止されており、引き継ぎ先が循環しています: loop → loop": {owner: "loop"},
		"ジョブが指定できるチャンネルではありません":              {ownership.ReceiverAnnotation: "C1"},
	} {
		rejected := d.Resolve(ownership.Subject{Annotations: annotations}).Rejected
		if len(rejected) != 1 {
			t.Fatalf("%v: %+v", annotations, rejected)
		}
		reason := rejected[0].Reason
		if got := words.Of(words.Japanese).Passed(reason); got != want {
			t.Errorf("%q: %q, want %q", reason, got, want)
		}
		if got := words.Of(words.English).Passed(reason); got != reason {
			t.Errorf("%q in English: %q", reason, got)
		}
	}
	if got := words.Of(words.Japanese).Passed("whatever"); got != "whatever" {
		t.Error(got)
	}
}
