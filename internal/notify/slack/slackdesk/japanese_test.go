package slackdesk_test

import (
	"strings"
	"testing"
	"time"

	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/notify/slack/slackdesk"
)

// inJapanese has the message of a team that reads Japanese, in a channel in which the given teams read.
func inJapanese(b *bench) {
	b.Helper()
	i := b.desk.get(inc)
	i.Notice.Owner.Team.Language = "ja"
	b.desk.put(i)
	b.post()
}

func japanese(answers string) setup {
	return setup{config: slackdesk.Config{Answers: answers, Teams: []slackdesk.Team{
		{ID: "billing", Name: "Billing", UserGroup: group, Channel: channel, Language: "ja"}, {ID: "platform", Name: "Platform"},
	}}}
}

func TestFormsInJapanese(t *testing.T) {
	t.Parallel()
	bothWays(t, japanese(""), func(b *bench) {
		inJapanese(b)
		view := b.open(astrid, "コメント…")
		b.sees(astrid, "コメント", "送信", "キャンセル", "billing/invoice-close")
		in, err := b.submit(astrid, view, map[string]string{"text": strings.Repeat("あ", 1000)})
		b.do(in, err)
		b.taken("comment by @astrid")
		b.closed(astrid)

		view = b.open(astrid, "ミュート…")
		b.sees(astrid, "期間", "30m、4h、2d など（最長30d）", "ジョブが復旧したらミュートを終了する")
		in, err = b.submit(astrid, view, map[string]string{"span": "いつまでも", "text": "移行中"})
		reply := b.do(in, err)
		if !strings.Contains(string(reply.Body), "はミュート期間として使用できません") {
			b.Errorf("the form says %s", reply.Body)
		}
		in, err = b.submit(astrid, view, map[string]string{"span": "4h", "text": "移行中"})
		b.do(in, err)
		b.told(astrid, "billing/invoice-close をミュートします。期限: 11月20日(金) 22:38 CET（4時間後）。", "/rollcall unsilence ")

		view = b.open(astrid, "担当違い…")
		in, err = b.submit(astrid, view, map[string]string{"text": "Platform"})
		b.do(in, err)
		b.told(astrid, "ありがとうございます", "rollcall.dev/owner=platform")
	})
}

func TestRefusalsInJapanese(t *testing.T) {
	t.Parallel()
	bothWays(t, japanese(slackdesk.AnswersTeam), func(b *bench) {
		inJapanese(b)
		b.do(b.click(kenji, "確認しました", ""))
		b.told(kenji, "回答できるのは、担当の Billing のメンバーのみです。変更はありません。")
		b.audited(kenji + ": rollcall_acknowledge")
		if why := b.desk.denied[0].Text; !strings.Contains(why, "Only the members of Billing may answer") {
			b.Errorf("the audit log is not in English: %q", why)
		}
		if !strings.Contains(b.log.String(), "Only the members of Billing may answer") {
			b.Errorf("the log is not in English: %s", b.log)
		}
		b.do(b.click(astrid, "確認しました", ""))
		time.Sleep(5 * time.Minute)
		i := b.desk.get(inc)
		i.AckedBy = incident.Person{ID: "slack/U9", Name: "@ben"}
		b.desk.put(i)
		b.do(b.click(astrid, "確認しました", ""))
		b.told(astrid, "変更はありません: @benさんがすでに確認しています: 11月20日(金) 18:38 CET（5分前）。")
	})
}

func TestCommandsInJapanese(t *testing.T) {
	t.Parallel()
	bothWays(t, japanese(""), func(b *bench) {
		inJapanese(b)
		for text, want := range map[string]string{
			"help":                          "/rollcall status – 未解決のインシデントを重要度順に表示",
			"status":                        "未解決 1件（高1件）:",
			"mine":                          "Billing: 未解決 1件（高1件）:",
			"silences":                      "ミュート中のものはありません。",
			"explode":                       `変更はありません: コマンドを解釈できませんでした（"explode": status、mine、`,
			"silence":                       "引数が足りません: silence JOB DURATION REASON の形式です",
			"silence billing/x 99y because": `"99y" はミュート期間として使用できません`,
			"suspend billing/*  2h because": `"billing/*" はジョブ名ではありません`,
			"unsilence x":                   `ミュート "x" はありません`,
		} {
			b.do(b.typed(astrid, text))
			b.told(astrid, want)
		}
	})
}

// TestWhichLanguageIsSpoken: that of who reads in the channel, where all that do agree, and else that of the owner.
func TestWhichLanguageIsSpoken(t *testing.T) {
	t.Parallel()
	team := func(id, channel, language string) slackdesk.Team {
		return slackdesk.Team{ID: id, Name: id, Channel: channel, Language: language}
	}
	for name, tc := range map[string]struct {
		teams []slackdesk.Team
		want  string
	}{
		"the channel's":               {[]slackdesk.Team{team("billing", "C0OTHER0001", ""), team("platform", channel, "ja")}, "ja"},
		"of several that agree":       {[]slackdesk.Team{team("billing", channel, "ja"), team("platform", channel, "ja")}, "ja"},
		"of several that do not":      {[]slackdesk.Team{team("billing", channel, "ja"), team("platform", channel, "")}, "ja"},
		"the owner's of several":      {[]slackdesk.Team{team("billing", channel, "en"), team("platform", channel, "ja")}, "en"},
		"the owner's":                 {[]slackdesk.Team{team("billing", "C0OTHER0001", "ja")}, "ja"},
		"the owner's, as it once was": {nil, "ja"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			inBubble(t, byHTTP, setup{config: slackdesk.Config{Answers: slackdesk.AnswersTeam, Teams: tc.teams}}, func(b *bench) {
				inJapanese(b)
				b.do(b.click(astrid, "確認しました", ""))
				b.told(astrid, map[string]string{"en": "nobody is known to belong to", "ja": "ユーザーグループがなく"}[tc.want])
			})
		})
	}
}
