package words

// Said is what one person in Slack is told alone.
type Said struct {
	HandOver, HandOverCheckIn string
	HandOverPatch             string // before a change of the manifest
	HandOverCommand           string // before a command that does the same
	TeamIDs                   func(placeholder, ids string) string

	// Silences and suspensions.
	SilentUntil, SilentUntilRecovery func(what, at string) string
	NothingSilent                    string
	SilentRow, SuspendedRow          func(what, until, who, reason string) string
	Kept                             func(changes int) string
	NotSilent                        func(what string) string
	SuspendedUntil                   func(job, at string) string
	Resumed                          func(job string) string
	Namespace, Monitor, Cluster      func(name string) string
	Team, Cause                      func(name string) string
	Labels                           func(n int) string

	// What is open.
	NothingOpen                 string
	NothingOpenOf               func(teams string) string
	Open                        func(total, each string) string
	OpenOf                      func(open, teams string) string
	MoreThan                    func(n int) string
	Critical, High, Normal, Low func(n int) string
	Since                       func(at string) string
	Silent                      string // behind that
	Snoozed                     func(until string) string
	Acknowledged                func(who string) string

	// How an incident stands that somebody comes too late for.
	WasResolved, WasAcknowledged func(who, at string) string
	HasRecovered                 func(at string) string
	HasChanged                   string
	HasChangedTo                 func(why string) string

	Rerun func(job, name string) string
}

func englishSaid() Said {
	return Said{
		HandOverPatch:   "Thank you: it is noted in the thread. For good it takes this change of the manifest:",
		HandOverCommand: "or, where it is not kept elsewhere:",
		HandOver:        "Thank you: it is noted in the thread. What names the owner for good is an annotation of the CronJob.",
		HandOverCheckIn: "Thank you: it is noted in the thread. What names the owner for good is the owner of the check-in, " +
			"in the configuration.",
		TeamIDs: two("%s is the id of a team: %s"),

		SilentUntil:         two("%s is silent until %s. End it before with:"),
		SilentUntilRecovery: two("%s is silent until %s, or until it recovers. End it before with:"),
		NothingSilent:       "Nothing is silent.", SilentRow: four("%s until %s, by %s: %s"),
		SuspendedRow: four("%s suspended until %s, by %s: %s"),
		Kept:         plural("(%s change kept back)", "(%s changes kept back)"), NotSilent: one("%s is no longer silent."),
		SuspendedUntil: two("%s is suspended in a moment, until %s: it is resumed then by itself. Resume it before with:"),
		Resumed:        one("%s is resumed in a moment."),
		Namespace:      one("namespace %s"), Monitor: one("monitor %s"), Cluster: one("cluster %s"),
		Team: one("team %s"), Cause: one("cause %s"),
		Labels: plural("%s label", "%s labels"),

		NothingOpen: "Nothing is open.", NothingOpenOf: one("Nothing is open of %s."), Open: two("%s open (%s)"), OpenOf: two("%s of %s"),
		MoreThan: plural("more than %s", "more than %s"), Critical: plural("%s critical", "%s critical"),
		High:   plural("%s high", "%s high"),
		Normal: plural("%s normal", "%s normal"), Low: plural("%s low", "%s low"),
		Since: one("since %s"), Silent: ", silent", Snoozed: one(", snoozed until %s"), Acknowledged: one(", acknowledged by %s"),

		WasResolved: two("it was resolved by %s at %s"), WasAcknowledged: two("it was already acknowledged by %s at %s"),
		HasRecovered: one("it has recovered, at %s"), HasChanged: "the incident has changed since that message",
		HasChangedTo: one("the incident has changed since that message. It is open, and the reason is now: %s"),

		Rerun: two("%s is run again, as Job %s. How it ends is told in the thread."),
	}
}

func japaneseSaid() Said {
	return Said{
		HandOverPatch:   "ありがとうございます。スレッドに記録しました。恒久的に変更するには、マニフェストを次のように変更してください:",
		HandOverCommand: "マニフェストをほかで管理していない場合は、次のコマンドでも変更できます:",
		HandOver:        "ありがとうございます。スレッドに記録しました。担当を恒久的に変更するには、CronJobのアノテーションを設定してください。",
		HandOverCheckIn: "ありがとうございます。スレッドに記録しました。担当を恒久的に変更するには、設定ファイルでチェックインの担当を変更してください。",
		TeamIDs:         two("%s にはチームのIDを指定します: %s"),

		SilentUntil:         two("%s をミュートします。期限: %s。途中で終了するには:"),
		SilentUntilRecovery: two("%s をミュートします。期限: %s、または復旧するまで。途中で終了するには:"),
		NothingSilent:       "ミュート中のものはありません。", SilentRow: four("%s: 期限 %s、設定者 %s、理由: %s"), SuspendedRow: four("%s: 一時停止中、期限 %s、設定者 %s、理由: %s"),
		Kept: number("（止めた通知 %s件）"), NotSilent: one("%s のミュートを終了しました。"),
		SuspendedUntil: two("%s をまもなく一時停止します。自動で再開: %s。途中で再開するには:"),
		Resumed:        one("%s をまもなく再開します。"),
		Namespace:      one("Namespace: %s"), Monitor: one("監視対象 %s"), Cluster: one("クラスター %s"), Team: one("チーム %s"), Cause: one("原因 %s"),
		Labels: number("ラベル%s件"),

		NothingOpen: "未解決のインシデントはありません。", NothingOpenOf: one("%s の未解決のインシデントはありません。"), Open: two("未解決 %s（%s）"),
		OpenOf: two("%[2]s: %[1]s"), MoreThan: number("%s件超"), Critical: number("緊急%s件"), High: number("高%s件"),
		Normal: number("通常%s件"), Low: number("低%s件"),
		Since: one("発生 %s"), Silent: "、ミュート中", Snoozed: one("、%s まで通知停止"), Acknowledged: one("、%sさんが確認済み"),

		WasResolved: two("%sさんが解決済みにしています: %s"), WasAcknowledged: two("%sさんがすでに確認しています: %s"),
		HasRecovered: one("すでに復旧しています: %s"), HasChanged: "メッセージの表示後にインシデントの状態が変わりました",
		HasChangedTo: one("メッセージの表示後にインシデントの状態が変わりました。未解決で、現在の原因は次のとおりです: %s"),

		Rerun: two("%s をJob %s として再実行しました。結果はスレッドでお知らせします。"),
	}
}
