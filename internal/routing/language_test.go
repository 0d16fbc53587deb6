package routing_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/notify"
	"rollcall.dev/rollcall/internal/ownership"
	"rollcall.dev/rollcall/internal/routing"
)

// TestTheLanguageOfAMessage is that of the team that reads it, as the directory is now.
func TestTheLanguageOfAMessage(t *testing.T) {
	t.Parallel()
	var r routing.Router
	billing := ownership.Team{ID: "billing", SlackChannel: "CB", Language: "ja"}
	r.Use(routing.Table{Slack: "slack", DefaultChannel: "CD", Directory: ownership.Directory{Teams: []ownership.Team{
		billing, {ID: "finance", SlackChannel: "CF"}, {ID: "silent"}, {ID: "payments", SlackChannel: "CP", Language: "ja"},
	}}})
	before := billing
	before.Language = ""
	for name, tc := range map[string]struct {
		owner ownership.Answer
		to    notify.Destination
		want  string
	}{
		"the owner's channel":                     {ownership.Answer{Team: before}, slack("CB"), "ja"},
		"the job's own channel":                   {ownership.Answer{Team: billing, Channel: "CX"}, slack("CX"), "ja"},
		"the channel of the team above":           {ownership.Answer{Team: billing}, slack("CF"), "en"},
		"a person":                                {ownership.Answer{Team: billing}, slack("U1"), "ja"},
		"a receiver without channels":             {ownership.Answer{Team: billing}, notify.Destination{Receiver: "email/all"}, "ja"},
		"a team that says nothing":                {ownership.Answer{Team: ownership.Team{ID: "finance"}}, notify.Destination{Receiver: "console"}, "en"},
		"a team that is in the directory no more": {ownership.Answer{Team: ownership.Team{ID: "gone", Language: "ja"}}, slack("CG"), "ja"},
		"a language that there are no words in":   {ownership.Answer{Team: ownership.Team{ID: "gone", Language: "pt-BR"}}, slack("CG"), "en"},
		"nobody's":                                {ownership.Answer{}, slack("CD"), "en"},
		"known by its id alone":                   {ownership.Answer{Team: ownership.Team{ID: "payments"}}, slack("U1"), "ja"},
	} {
		if got := r.Language(notify.Message{Destination: tc.to, Notice: incident.Notice{Owner: tc.owner}}); got != tc.want {
			t.Errorf("%s: %q, want %q", name, got, tc.want)
		}
	}
	if got := new(routing.Router).Language(notify.Message{}); got != "en" {
		t.Errorf("no table: %q", got)
	}
}

// TestAFallbackIsInTheLanguageOfItsReaders, and says in it why they are told.
func TestAFallbackIsInTheLanguageOfItsReaders(t *testing.T) {
	t.Parallel()
	var r routing.Router
	billing := ownership.Team{ID: "billing", Name: "Billing", SlackChannel: "CB", Successor: "payments", Parent: "finance", Status: ownership.Archived}
	r.Use(routing.Table{Slack: "slack", DefaultChannel: "CD", Directory: ownership.Directory{
		Teams: []ownership.Team{
			billing, {ID: "payments", Name: "Payments", SlackChannel: "CP", Language: "ja"}, {ID: "finance", Name: "Finance", SlackChannel: "CF"},
		},
		Triage: ownership.Team{ID: "triage", Name: "Triage", SlackChannel: "CT", Language: "ja"},
	}})
	var got []string
	for _, f := range r.Fallbacks(notify.Message{Destination: slack("CB"), Notice: incident.Notice{Owner: ownership.Answer{Team: billing}}}) {
		got = append(got, f.To.Address+" "+f.Language+" "+f.Because)
	}
	want := []string{
		"CP ja Payments は Billing の引き継ぎ先です", "CF en Finance is above Billing", "CT ja Triage はほかに届かない通知の受け付け先です", "CD en ",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
