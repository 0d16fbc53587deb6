package words

// Story tells how it ended. The instant may have a note beside it: how long the run took.
type Story struct {
	ByHand, ManualSucceeded, Succeeded, Deleted func(at string) string
	NoSuccess                                   func(judgement, at string) string
	RanFor                                      func(duration string) string
	Lasted                                      func(duration, lost string) string
	Lost                                        func(lost string) string

	// What it cost.
	RunsFailed, RunsMissed, RunsLost, RunsTooLong       func(n int) string
	RunsContradicted, RunsUnconfirmed, RunsEndedTooFast func(n int) string

	// The judgements.
	Failed, Missed, Stuck, Skipped, Replaced, Running string
}

func englishStory() Story {
	return Story{
		ByHand: one("By hand, whatever the runs say, at %s."), ManualSucceeded: one("A run started by hand succeeded at %s."),
		Succeeded: one("It succeeded at %s."), Deleted: one("It was deleted, or is no longer to be watched, since %s."),
		NoSuccess: two("It was run again, though that run is no success (%s), at %s."),
		RanFor:    one("ran for %s"), Lasted: two("The trouble lasted %s: %s."), Lost: one("%s."),
		RunsFailed: plural("%s run failed", "%s runs failed"), RunsMissed: plural("%s run missed", "%s runs missed"),
		RunsLost: plural("%s run lost", "%s runs lost"), RunsTooLong: plural("%s run took too long", "%s runs took too long"),
		RunsContradicted: plural("%s run contradicted", "%s runs contradicted"),
		RunsUnconfirmed:  plural("%s run unconfirmed", "%s runs unconfirmed"),
		RunsEndedTooFast: plural("%s run ended too fast", "%s runs ended too fast"),
		Failed:           "failed", Missed: "missed", Stuck: "stuck", Skipped: "skipped", Replaced: "replaced", Running: "running",
	}
}

func japaneseStory() Story {
	return Story{
		ByHand: one("実行結果にかかわらず、手動で解決済みにしました: %s。"), ManualSucceeded: one("手動で開始した実行が成功しました: %s。"),
		Succeeded: one("成功しました: %s。"), Deleted: one("削除されたか、監視対象から外れました: %s。"),
		NoSuccess: two("再び実行されましたが、成功ではありません（%s）: %s。"),
		RanFor:    one("実行時間 %s"), Lasted: two("問題の継続時間は%s、影響は%sです。"), Lost: one("影響は%sです。"),
		RunsFailed: number("失敗%s回"), RunsMissed: number("未実行%s回"),
		RunsLost: number("失われた実行%s回"), RunsTooLong: number("長時間の実行%s回"),
		RunsContradicted: number("結果の食い違い%s回"),
		RunsUnconfirmed:  number("成功報告なし%s回"),
		RunsEndedTooFast: number("想定より早い終了%s回"),
		Failed:           "失敗", Missed: "未実行", Stuck: "起動不可", Skipped: "スキップ", Replaced: "置き換え", Running: "実行中",
	}
}
