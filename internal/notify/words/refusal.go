package words

// Refusal is why somebody in Slack is told no. Where nothing else is said, it also says that nothing has changed.
type Refusal struct {
	Nothing  func(why string) string
	Declined func(why string) string // why is sentences
	TryAgain string
	TooLate  string

	// Who it is.
	Stranger, Guest, Machine, Gone, Unsure, Scope string
	// What the owners alone may do, and who is none of them.
	Answer, Operate            string
	TheOwner                   string // a team without a name
	NoGroup, Unknown, NoMember func(deed, team string) string
	BurstUnknown, BurstMember  string
	TeamsUnknown, NoTeam       string
	SilenceUnknown             string
	SilenceNoTeam              string
	SilenceSeveral             string

	// What it is about.
	Forgotten, UnknownForm, UnknownButton string
	UnknownChoice                         func(choice string) string
	SharedSilence, SharedRerun            string
	NoSilence, Suspends                   func(what string) string
	NoNextRun                             string
	NextRunDue, DayTooFar, RunTooFar      func(at string) string
	Unwatched, NoCronJob                  func(job string) string
	SeveralCronJobs                       func(clusters int, job string) string
	RerunUnknown                          func(job string) string
	NotStarted                            func(why string) string
}

func englishRefusal() Refusal {
	return Refusal{
		Nothing: one("Nothing has changed: %s."), Declined: one("Nothing has changed. %s"),
		TryAgain: "That could not be done just now, and nothing has changed. Please try again.",
		TooLate:  "That took too long, and Slack did not open the form. Please press the button again.",

		Stranger: "Only members of the workspace that Rollcall belongs to can do that. Nothing has changed.",
		Guest:    "Guests cannot do that. Nothing has changed.", Machine: "Only people can do that. Nothing has changed.",
		Gone:   "Your account is deactivated. Nothing has changed.",
		Unsure: "Rollcall cannot find out who you are just now, so nothing has changed. Please try again.",
		Scope:  "Rollcall cannot find out who you are: its Slack app lacks the scope users:read. Nothing has changed.",
		Answer: "answer", Operate: "have it run again, suspended or resumed", TheOwner: "the team that owns it",
		NoGroup: two("Only the team that owns the job may %s, and nobody is known to belong to %s: it has no user group. " +
			"Nothing has changed."),
		Unknown:  two("Only %[2]s may %[1]s, and Rollcall cannot find out who belongs to it just now. Nothing has changed."),
		NoMember: two("Only the members of %[2]s may %[1]s: the job is theirs. Nothing has changed."),
		BurstUnknown: "Only the teams with jobs in it may answer, and Rollcall cannot find out which are yours just now. " +
			"Nothing has changed.",
		BurstMember:    "Only the members of a team with jobs in it may answer. Nothing has changed.",
		TeamsUnknown:   "Rollcall cannot find out which teams you belong to just now. Use status for everything.",
		NoTeam:         "You are in the user group of no team, and this is no team's channel. Use status for everything.",
		SilenceUnknown: "Only a team may silence its jobs, and Rollcall cannot find out which are yours just now. Nothing has changed.",
		SilenceNoTeam:  "Only a team may silence its jobs, and you are in the user group of none. Nothing has changed.",
		SilenceSeveral: "You are in several teams: say it in the channel of the one that owns the job. Nothing has changed.",

		Forgotten:     "This incident is no longer known to Rollcall. Nothing has changed.",
		UnknownForm:   "Nothing has changed: this form is not known to Rollcall.",
		UnknownButton: "Nothing has changed: this button is not known to Rollcall.",
		UnknownChoice: one("Nothing has changed: %q is no choice of this menu."),
		SharedSilence: "Nothing has changed: what concerns a whole cluster is not silenced by a button. " +
			"Use /rollcall silence for its jobs.",
		SharedRerun: "What concerns a whole cluster is not run again by a button. Nothing has changed.",
		NoSilence:   one("Nothing has changed: there is no silence %q. Use silences to see their ids."),
		Suspends:    one("Nothing has changed: this one has a job suspended. Use resume %s."),
		NoNextRun:   "Nothing has changed: no next run is known.",
		NextRunDue:  one("Nothing has changed: the next run is due already, since %s."),
		DayTooFar:   one("Nothing has changed: the next working day of the team comes in more than 30 days, on %s."),
		RunTooFar:   one("Nothing has changed: the next run comes in more than 30 days, on %s."),
		Unwatched:   one("%s is no longer watched. Nothing has changed."),
		NoCronJob:   one("Rollcall watches no CronJob %q. Nothing has changed."),
		SeveralCronJobs: pluralOf("%s cluster has a CronJob %q: use the command line, where --cluster names the one. Nothing has changed.",
			"%s clusters have a CronJob %q: use the command line, where --cluster names the one. Nothing has changed."),
		RerunUnknown: one("It is not known whether %s is run again: the cluster did not answer. If it is, the thread tells how it ends; " +
			"before you try again, see whether it runs."),
		NotStarted: one("Nothing has been started. %s"),
	}
}

func japaneseRefusal() Refusal {
	return Refusal{
		Nothing: one("変更はありません: %s。"), Declined: one("変更はありません: %s"),
		TryAgain: "現在この操作を実行できませんでした。変更はありません。もう一度お試しください。",
		TooLate:  "時間がかかりすぎたため、Slackがフォームを開けませんでした。もう一度ボタンを押してください。",

		Stranger: "この操作は、Rollcallのワークスペースのメンバーのみ行えます。変更はありません。",
		Guest:    "ゲストはこの操作を行えません。変更はありません。", Machine: "この操作を行えるのは人のみです。変更はありません。",
		Gone:   "このアカウントは無効になっています。変更はありません。",
		Unsure: "現在、操作した方を確認できないため、変更は行いませんでした。もう一度お試しください。",
		Scope:  "操作した方を確認できません。RollcallのSlackアプリにスコープ users:read がありません。変更はありません。",
		Answer: "回答", Operate: "再実行、一時停止、再開を", TheOwner: "担当チーム",
		NoGroup:        two("%[1]sできるのは担当チームのみですが、%[2]s にはユーザーグループがなく、メンバーを確認できません。変更はありません。"),
		Unknown:        two("%[1]sできるのは %[2]s のみですが、現在メンバーを確認できません。変更はありません。"),
		NoMember:       two("%[1]sできるのは、担当の %[2]s のメンバーのみです。変更はありません。"),
		BurstUnknown:   "回答できるのは対象ジョブの担当チームのみですが、現在あなたの所属を確認できません。変更はありません。",
		BurstMember:    "回答できるのは対象ジョブの担当チームのメンバーのみです。変更はありません。",
		TeamsUnknown:   "現在、あなたの所属チームを確認できません。すべてを見るには status を使用してください。",
		NoTeam:         "あなたはどのチームのユーザーグループにも属しておらず、ここはチームのチャンネルでもありません。すべてを見るには status を使用してください。",
		SilenceUnknown: "ミュートできるのは担当チームのみですが、現在あなたの所属を確認できません。変更はありません。",
		SilenceNoTeam:  "ミュートできるのは担当チームのみですが、あなたはどのユーザーグループにも属していません。変更はありません。",
		SilenceSeveral: "複数のチームに所属しています。ジョブの担当チームのチャンネルで実行してください。変更はありません。",

		Forgotten:   "このインシデントの記録は残っていません。変更はありません。",
		UnknownForm: "変更はありません: 不明なフォームです。", UnknownButton: "変更はありません: 不明なボタンです。",
		UnknownChoice:   one("変更はありません: %q はこのメニューの選択肢にありません。"),
		SharedSilence:   "変更はありません: クラスター全体の問題はボタンではミュートできません。ジョブごとに /rollcall silence を使用してください。",
		SharedRerun:     "クラスター全体の問題はボタンでは再実行できません。変更はありません。",
		NoSilence:       one("変更はありません: ミュート %q はありません。IDは silences で確認できます。"),
		Suspends:        one("変更はありません: これはジョブの一時停止です。resume %s を使用してください。"),
		NoNextRun:       "変更はありません: 次回の実行予定がありません。",
		NextRunDue:      one("変更はありません: 次回の実行予定をすでに過ぎています: %s。"),
		DayTooFar:       one("変更はありません: チームの次の営業日は30日以上先です（%s）。"),
		RunTooFar:       one("変更はありません: 次回の実行は30日以上先です（%s）。"),
		Unwatched:       one("%s は監視対象から外れています。変更はありません。"),
		NoCronJob:       one("CronJob %q は監視対象にありません。変更はありません。"),
		SeveralCronJobs: numberOf("CronJob %[2]q は%[1]s個のクラスターにあります。コマンドラインで --cluster を指定してください。変更はありません。"),
		RerunUnknown: one("クラスターが応答しなかったため、%s が再実行されたか不明です。再実行された場合、結果はスレッドでお知らせします。" +
			"もう一度試す前に、実行中でないことを確認してください。"),
		NotStarted: one("開始されていません。%s"),
	}
}
