package slackdesk_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/notify/slack/slackdesk"
)

func TestStatus(t *testing.T) {
	t.Parallel()
	bothWays(t, setup{}, func(b *bench) {
		b.do(b.typed(kenji, "status"))
		b.told(kenji, "1 open (1 high):", "billing/invoice-close failed", "since", "JST")
		base := b.desk.get(inc)
		for n, severity := range []incident.Severity{"", "low", "critical", "normal", "high"} {
			for k := range 3 {
				i := base
				i.ID = fmt.Sprint(severity, k)
				i.Notice.Severity, i.Notice.Subject.Name = severity, fmt.Sprintf("%s-%d-%d", severity, n, k)
				b.desk.put(i)
			}
		}
		b.do(b.typed(astrid, "STATUS"))
		b.told(astrid, "16 open (3 critical, 4 high, 6 normal, 3 low):", "… and 6 more")
		said := b.srv.Said(astrid)
		plain := said[len(said)-1].Plain()
		if critical, high := strings.Index(plain, "critical-"), strings.Index(plain, "high-"); critical < 0 || high < critical {
			b.Errorf("not the worst first: %s", plain)
		}
		if strings.Contains(plain, "low-") {
			b.Errorf("more than ten: %s", plain)
		}
	})
	bothWays(t, setup{}, func(b *bench) {
		b.do(b.click(astrid, "Resolve", ""))
		b.do(b.typed(astrid, "status"))
		b.told(astrid, "Nothing is open.")
	})
}

func TestMine(t *testing.T) {
	t.Parallel()
	teams := setup{config: slackdesk.Config{Teams: []slackdesk.Team{
		{ID: "billing", Name: "Billing", UserGroup: group}, {ID: "web", Channel: "C0OUTSIDE01"}, {ID: "platform", Channel: channel},
	}}}
	bothWays(t, teams, func(b *bench) {
		b.do(b.typed(astrid, "mine"))
		if got := strings.Join(b.desk.filter.Teams, " "); got != "billing platform" {
			b.Errorf("astrid's teams: %s", got)
		}
		b.told(astrid, "of Billing, platform")
		b.do(b.typed(kenji, "mine"))
		if got := strings.Join(b.desk.filter.Teams, " "); got != "platform" {
			b.Errorf("kenji's teams: %s", got)
		}
	})
	bothWays(t, setup{}, func(b *bench) {
		b.do(b.typed(kenji, "mine"))
		b.told(kenji, "in the user group of no team")
	})
}

func TestSilenceByCommand(t *testing.T) {
	t.Parallel()
	bothWays(t, setup{}, func(b *bench) {
		in, err := b.typed(astrid, "silence billing/invoice-* 1d12h  the <!channel> &lt;database&gt; is moved")
		began := time.Now()
		b.do(in, err)
		b.again(in)
		if len(b.desk.silences) != 1 {
			b.Fatalf("%+v; the log: %s", b.desk.silences, b.log)
		}
		s := b.desk.silences[0]
		if s.Match.Namespace != "billing" || s.Match.Name != "invoice-*" || s.Reason != "the <!channel> <database> is moved" ||
			s.Until.Sub(began) != 36*time.Hour || s.By.ID != "slack/"+astrid {
			b.Errorf("%+v", s)
		}
		b.told(astrid, "billing/invoice-* is silent until", "/rollcall unsilence "+s.ID)
		b.do(b.typed(kenji, "silences"))
		b.told(kenji, "billing/invoice-*", "by @astrid", s.ID)
		b.do(b.typed(kenji, "unsilence nothing"))
		b.told(kenji, `there is no silence "nothing"`)
		b.do(b.typed(kenji, "unsilence "+s.ID))
		b.told(kenji, "is no longer silent")
		b.do(b.typed(kenji, "silences"))
		b.told(kenji, "Nothing is silent.")
	})
}

// TestSilencesOfTeams: where only the owners may answer, a typed silence is for their jobs alone.
func TestSilencesOfTeams(t *testing.T) {
	t.Parallel()
	bothWays(t, setup{config: slackTeams("billing", group)}, func(b *bench) {
		b.do(b.typed(kenji, "silence web/* 4h because"))
		b.told(kenji, "you are in the user group of none")
		b.do(b.typed(astrid, "silence web/* 4h because"))
		if len(b.desk.silences) != 1 || b.desk.silences[0].Match.Owner != "billing" {
			b.Fatalf("%+v; the log: %s", b.desk.silences, b.log)
		}
		b.do(b.typed(kenji, "unsilence "+b.desk.silences[0].ID))
		b.told(kenji, "Only the members of Billing may answer")
		b.do(b.typed(astrid, "unsilence "+b.desk.silences[0].ID))
		b.told(astrid, "no longer silent")
	})
	two := slackTeams("billing", group)
	two.Teams[1].UserGroup, two.Teams[1].Channel = group, "C0OUTSIDE01"
	bothWays(t, setup{config: two}, func(b *bench) {
		b.do(b.typed(astrid, "silence web/* 4h because"))
		b.told(astrid, "You are in several teams")
	})
}

// TestMistakesSayWhatIsAllowed.
func TestMistakesSayWhatIsAllowed(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"":                          "/rollcall silence JOB DURATION REASON",
		"help":                      "/rollcall status",
		"explode":                   `"explode": use status, mine, silence, silences, unsilence, suspend, resume or help`,
		"status now":                `status takes nothing more, and there was "now"`,
		"silence":                   "something is missing: use silence JOB DURATION REASON",
		"silence a/b 4h":            "something is missing",
		"silence a/b/c 4h why":      `"a/b/c" is no job: use NAMESPACE/NAME`,
		"silence /b 4h why":         `"/b" is no job`,
		"silence a/ 4h why":         `"a/" is no job`,
		"silence a/[ 4h why":        `"a/[" is no job`,
		"silence */* 4h why":        `"*/*" would silence everything`,
		"silence * 4h why":          `"*" would silence everything`,
		"silence a/b 4 why":         `"4" is no time to be silent: use 30m, 4h, 2d or 1w, from 5 minutes to 30 days`,
		"silence a/b 31d why":       `"31d" is no time`,
		"silence a/b 99999999h why": "is no time",
		"silence a/b -4h why":       `"-4h" is no time`,
		"unsilence":                 "use unsilence ID",
		"silence a/b 4h " + strings.Repeat("x", 501): "the reason has 501 characters: use at most 500",
	} {
		t.Run(text, func(t *testing.T) {
			t.Parallel()
			inBubble(t, byHTTP, setup{}, func(b *bench) {
				b.do(b.typed(astrid, text))
				b.told(astrid, want)
			})
		})
	}
}
