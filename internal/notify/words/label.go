package words

// Label is what stands before a part of a message, a line of it, or on a button that opens a page.
type Label struct {
	// Parts.
	Why, WhatHappened, Signal, WhatToDo, ToDo, Note       string
	Jobs, Unanswered, NotSeen, ToMend, OutputEnd          string
	LogEnd                                                func(container string) string
	OpenIncident, OpenDefects, Runbook                    string
	Since, Began, Begun, Due, RanFor, InARow, LastSuccess string
	Schedule, NextRun, Rerun, Owner, For, Severity        string
	Acknowledged, SnoozedUntil, ActBy, HowMany            string
	OutOfTrouble, OutAgain, RunsUnknown, RunsMissed       string
	CronJobs, By, Until, Reason                           string

	// What a stranger needs.
	Changed, DependsOn, LastTime string
	LookFurther                  string
	LookFurtherIn                func(cluster string) string
}

func englishLabel() Label {
	return Label{
		Why: "Why", WhatHappened: "What happened", Signal: "Signal", WhatToDo: "What to do", ToDo: "To do", Note: "Note",
		Jobs: "Jobs", Unanswered: "Nobody answered", NotSeen: "Not seen", ToMend: "To mend", OutputEnd: "End of the output",
		LogEnd:       one("End of the log of container %q"),
		OpenIncident: "Open incident", OpenDefects: "Open defects", Runbook: "Runbook",
		Since: "Since", Began: "Began", Begun: "Since", Due: "Due", RanFor: "Ran for", InARow: "In a row", LastSuccess: "Last success",
		Schedule: "Schedule", NextRun: "Next run", Rerun: "Re-run", Owner: "Owner", For: "For", Severity: "Severity",
		Acknowledged: "Acknowledged", SnoozedUntil: "Snoozed until", ActBy: "Act by", HowMany: "How many",
		OutOfTrouble: "Out of trouble", OutAgain: "Out of trouble again", RunsUnknown: "Runs unknown", RunsMissed: "Runs missed",
		CronJobs: "CronJobs", By: "By", Until: "Until", Reason: "Reason",
		Changed: "Changed", DependsOn: "Depends on", LastTime: "Last time",
		LookFurther: "Look further", LookFurtherIn: one("Look further in the cluster %s"),
	}
}

func japaneseLabel() Label {
	return Label{
		Why: "原因", WhatHappened: "発生した問題", Signal: "詳細", WhatToDo: "対処方法", ToDo: "対処", Note: "補足",
		Jobs: "対象ジョブ", Unanswered: "未実行の予定", NotSeen: "未確認の実行", ToMend: "要修正", OutputEnd: "出力の末尾",
		LogEnd:       one("コンテナ %q のログの末尾"),
		OpenIncident: "インシデントを開く", OpenDefects: "設定不備の一覧を開く", Runbook: "手順書",
		Since: "発生", Began: "発生", Begun: "開始", Due: "予定時刻", RanFor: "実行時間", InARow: "連続回数", LastSuccess: "前回の成功",
		Schedule: "スケジュール", NextRun: "次回の実行", Rerun: "再実行", Owner: "担当", For: "宛先", Severity: "重要度",
		Acknowledged: "確認済み", SnoozedUntil: "通知の再開", ActBy: "対応期限", HowMany: "件数",
		OutOfTrouble: "復旧済み", OutAgain: "復旧済み", RunsUnknown: "結果不明の実行", RunsMissed: "未実行",
		CronJobs: "CronJob", By: "設定者", Until: "終了予定", Reason: "理由",
		Changed: "変更点", DependsOn: "依存先", LastTime: "前回の対応",
		LookFurther: "さらに調べるコマンド", LookFurtherIn: one("クラスター %s でさらに調べるコマンド"),
	}
}
