package slackdesk_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/monitor"
	"rollcall.dev/rollcall/internal/notify/notifytest"
	"rollcall.dev/rollcall/internal/notify/slack/slackdesk"
	"rollcall.dev/rollcall/internal/ownership"
	standin "rollcall.dev/rollcall/test/slack"
)

func slackTeams(id, group string) slackdesk.Config {
	return slackdesk.Config{Answers: slackdesk.AnswersTeam, Teams: []slackdesk.Team{
		{ID: id, Name: "Billing", UserGroup: group}, {ID: "platform", Name: "Platform", Channel: channel},
	}}
}

func contextFor(b *bench, d time.Duration) (context.Context, context.CancelFunc) {
	return context.WithTimeout(b.Context(), d)
}

// open clicks and returns the form that opened.
func (b *bench) open(user, on string) string {
	b.Helper()
	b.do(b.click(user, on, ""))
	open := b.srv.OpenViews(user)
	if len(open) != 1 {
		b.Fatalf("%s opened %d forms; the log: %s", on, len(open), b.log)
	}
	id, _ := open[0]["id"].(string)
	return id
}

func (b *bench) submit(user, view string, values map[string]string) (standin.Interaction, error) {
	return b.srv.Submit(standin.Submission{User: user, View: view, Values: values})
}

func (b *bench) closed(user string) {
	b.Helper()
	if open := b.srv.OpenViews(user); len(open) > 0 {
		b.Errorf("%d forms are still open", len(open))
	}
}

func TestForms(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ on, text, kind string }{
		{"Comment…", "The database is being moved", "comment"},
		{"Not actionable…", "", "not_actionable"},
		{"Not actionable…", "It repairs itself", "not_actionable"},
		{"Wrong owner…", "Billing", "wrong_owner"},
	} {
		t.Run(c.on+c.text, func(t *testing.T) {
			t.Parallel()
			bothWays(t, setup{}, func(b *bench) {
				view := b.open(astrid, c.on)
				in, err := b.submit(astrid, view, map[string]string{"text": c.text})
				b.do(in, err)
				b.again(in) // twice is once
				b.taken(c.kind + " by @astrid")
				if got := b.desk.last(); got.Text != c.text || got.Version != 1 {
					b.Errorf("%+v", got)
				}
				b.closed(astrid)
			})
		})
	}
}

func TestWrongOwnerShowsHowToPutItRight(t *testing.T) {
	t.Parallel()
	teams := setup{config: slackdesk.Config{Teams: []slackdesk.Team{{ID: "billing", Name: "Billing"}, {ID: "web"}}}}
	bothWays(t, teams, func(b *bench) {
		in, err := b.submit(astrid, b.open(astrid, "Wrong owner…"), map[string]string{"text": "billing"})
		b.do(in, err)
		b.told(astrid, "kubectl annotate cronjob --namespace billing invoice-close --overwrite rollcall.dev/owner=billing",
			"# CronJob billing/invoice-close\nmetadata:\n  annotations:\n    rollcall.dev/owner: \"billing\"")
	})
	bothWays(t, teams, func(b *bench) { // where the owner comes from is what is changed
		i := b.desk.get(inc)
		i.Notice.Owner.Source, i.Notice.Owner.Rung, i.Notice.Owner.Key = "annotation a8r.io/owner of the namespace", ownership.OfNamespace, "a8r.io/owner"
		b.desk.put(i)
		in, err := b.submit(astrid, b.open(astrid, "Wrong owner…"), map[string]string{"text": "Billing"})
		b.do(in, err)
		b.told(astrid, "--overwrite rollcall.dev/owner=billing", "kubectl annotate namespace billing --overwrite a8r.io/owner=billing")
	})
	archived := teams
	archived.heirs = map[string]string{"web": "billing"}
	bothWays(t, archived, func(b *bench) { // nothing is given to a team that is archived
		in, err := b.submit(astrid, b.open(astrid, "Wrong owner…"), map[string]string{"text": "Web"})
		b.do(in, err)
		b.told(astrid, "--overwrite rollcall.dev/owner=billing")
		in, err = b.submit(astrid, b.open(astrid, "Wrong owner…"), map[string]string{"text": "nobody"})
		b.do(in, err)
		b.told(astrid, "rollcall.dev/owner=TEAM", "TEAM is the id of a team: billing")
		last := b.srv.Said(astrid)
		if strings.Contains(last[len(last)-1].Plain(), "web") {
			b.Errorf("a team that is archived is offered: %q", last[len(last)-1].Plain())
		}
	})
	bothWays(t, teams, func(b *bench) {
		in, err := b.submit(astrid, b.open(astrid, "Wrong owner…"), map[string]string{"text": "x; rm -rf / $(id) <!channel>"})
		b.do(in, err)
		b.told(astrid, "rollcall.dev/owner=TEAM", "billing, web")
		last := b.srv.Said(astrid)
		if strings.Contains(last[len(last)-1].Plain(), "rm -rf") {
			b.Errorf("what was written stands in a command: %q", last[len(last)-1].Plain())
		}
	})
	bothWays(t, teams, func(b *bench) {
		i := b.desk.get(inc)
		i.Notice.Subject.Name = "--all; id"
		b.desk.put(i)
		in, err := b.submit(astrid, b.open(astrid, "Wrong owner…"), map[string]string{"text": "billing"})
		b.do(in, err)
		b.told(astrid, "noted in the thread")
	})
}

func TestSilenceByForm(t *testing.T) {
	t.Parallel()
	bothWays(t, setup{}, func(b *bench) {
		view := b.open(astrid, "Silence…")
		for _, wrong := range []map[string]string{
			{"span": "soon", "text": "because"}, {"span": "31d", "text": "because"}, {"span": "1m", "text": "because"}, {"span": "1d", "text": "  "},
		} {
			b.do(b.submit(astrid, view, wrong))
			if len(b.srv.OpenViews(astrid)) != 1 {
				b.Fatalf("%v closed the form", wrong)
			}
		}
		b.do(b.submit(astrid, view, map[string]string{"span": "2d", "text": "moving", "recovery": "End the silence when the job recovers"}))
		b.closed(astrid)
		if len(b.desk.silences) != 1 {
			b.Fatalf("%+v; the log: %s", b.desk.silences, b.log)
		}
		s := b.desk.silences[0]
		if s.Match.Monitor != b.desk.get(inc).Monitor || !s.UntilRecovery || s.Reason != "moving" || time.Until(s.Until) != 48*time.Hour ||
			s.By.Name != "@astrid" {
			b.Errorf("%+v", s)
		}
		b.told(astrid, "billing/invoice-close is silent until", "or until it recovers", "/rollcall unsilence "+s.ID)
	})
}

// TestAFormIsNotBelieved: whoever sends it in is looked up again, and so is what it is about.
func TestAFormIsNotBelieved(t *testing.T) {
	t.Parallel()
	bothWays(t, setup{}, func(b *bench) {
		in, err := b.submit(astrid, b.open(astrid, "Comment…"), map[string]string{"text": "hello"})
		if err := b.srv.DisableUser(astrid); err != nil {
			b.Fatal(err)
		}
		b.do(in, err)
		b.taken()
		if !strings.Contains(b.log.String(), "deactivated") {
			b.Errorf("%s", b.log)
		}
	})
	bothWays(t, setup{}, func(b *bench) {
		in, err := b.submit(kenji, b.open(kenji, "Not actionable…"), nil)
		b.do(b.click(astrid, "Acknowledge", ""))
		b.do(in, err)
		b.told(kenji, "already acknowledged by @astrid")
		b.taken("acknowledge by @astrid")
	})
	bothWays(t, setup{config: slackTeams("billing", group)}, func(b *bench) {
		b.do(b.click(kenji, "Comment…", ""))
		b.told(kenji, "Only the members of Billing may answer")
		if len(b.srv.OpenViews(kenji)) > 0 {
			b.Error("the form opened all the same")
		}
	})
}

func TestAFormThatComesTooLate(t *testing.T) {
	t.Parallel()
	bothWays(t, setup{}, func(b *bench) {
		if err := b.srv.Inject(standin.Fault{Kind: standin.FaultSlow, Method: "users.info", Delay: 4 * time.Second, Count: 1}); err != nil {
			b.Fatal(err)
		}
		b.do(b.click(astrid, "Comment…", ""))
		time.Sleep(5 * time.Second)
		b.told(astrid, "took too long", "press the button again")
	})
}

func TestAClosedFormIsNothing(t *testing.T) {
	t.Parallel()
	bothWays(t, setup{}, func(b *bench) {
		b.do(b.srv.CloseView(astrid, b.open(astrid, "Comment…")))
		b.taken()
		b.told(astrid)
	})
}

// TestAcknowledgedOnesHaveTheirForms: behind the menu.
func TestAcknowledgedOnesHaveTheirForms(t *testing.T) {
	t.Parallel()
	bothWays(t, setup{}, func(b *bench) {
		b.do(b.click(astrid, "Acknowledge", ""))
		b.post()
		for _, option := range []string{"Not actionable…", "Wrong owner…", "Silence…"} {
			b.do(b.click(astrid, "…", option))
			open := b.srv.OpenViews(astrid)
			if len(open) != 1 {
				b.Fatalf("%s opened %d forms; the log: %s", option, len(open), b.log)
			}
			id, _ := open[0]["id"].(string)
			b.do(b.srv.CloseView(astrid, id))
		}
	})
}

// TestNothingActs: what people write, and what jobs are called, calls nobody and formats nothing in what is said back.
func TestNothingActs(t *testing.T) {
	t.Parallel()
	for _, attack := range notifytest.Attacks() {
		bothWays(t, setup{}, func(b *bench) {
			i := b.desk.get(inc)
			i.Notice.Subject.Namespace, i.Notice.Subject.Name, i.Cause.Summary = attack, attack, attack
			i.AckedBy = incident.Person{ID: "slack/U9", Name: "@" + attack}
			i.Notice.Subject.Source = monitor.SourceKubernetes
			b.desk.put(i)
			in, err := b.submit(astrid, b.open(astrid, "Wrong owner…"), map[string]string{"text": head(attack)})
			b.do(in, err)
			in, err = b.submit(astrid, b.open(astrid, "Silence…"), map[string]string{"text": attack})
			b.do(in, err)
			b.do(b.typed(astrid, "status"))
			b.do(b.typed(astrid, "silences"))
			b.do(b.typed(astrid, attack))
			for _, m := range b.srv.Said(astrid) {
				if calls := m.Mentions(); len(calls) > 0 {
					b.Errorf("%q calls %v", m.Text, calls)
				}
				if strings.ContainsAny(m.Text, "\x00\x1b\u202e") || strings.ContainsAny(strings.NewReplacer("&lt;", "", "&gt;", "").Replace(m.Text), "<>") {
					b.Errorf("%q has what acts", m.Text)
				}
			}
		})
	}
}

// head is as much as the field takes, of text that is text: Slack's client sends nothing else.
func head(s string) string {
	r := []rune(strings.ToValidUTF8(s, "?"))
	return string(r[:min(len(r), 100)])
}
