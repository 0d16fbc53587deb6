package words

// Title is what follows the name of a job in the title of a message.
type Title struct {
	Failed, FailedAgain           string
	FailedTimes                   func(n int) string
	Stuck, StuckAgain             string
	StuckRuns                     func(n int) string
	TooLong, TooLongAgain         string
	TooLongRuns                   func(n int) string
	Missed, MissedAgain           string
	MissedRuns                    func(n int) string
	Skipped, SkippedAgain         string
	SkippedMeanwhile              string
	Replaced, ReplacedAgain       string
	ReplacedRuns                  func(n int) string
	Reported, ReportedAgain       string // the job said that it failed, and the cluster does not
	ReportedTimes                 func(n int) string
	Unconfirmed, UnconfirmedAgain string
	UnconfirmedTimes              func(n int) string
	TooFast, TooFastAgain         string
	TooFastTimes                  func(n int) string
	Recovered, RunsAgain          string
	Unwatched                     string
	ResolvedBy                    func(who string) string

	// What ends a title.
	NewReason, NobodyAnswered, QuietOver string
	Critical, High, Low                  string
	// Severity is one that has no name here.
	Severity func(name string) string
}

func englishTitle() Title {
	return Title{
		Failed: "failed", FailedAgain: "failed again", FailedTimes: plural("failed %s time", "failed %s times"),
		Stuck: "is stuck", StuckAgain: "is stuck again", StuckRuns: plural("is stuck · %s run lost", "is stuck · %s runs lost"),
		TooLong: "runs too long", TooLongAgain: "runs too long again",
		TooLongRuns: plural("runs too long · %s run in trouble", "runs too long · %s runs in trouble"),
		Missed:      "did not run", MissedAgain: "did not run again", MissedRuns: plural("missed %s run", "missed %s runs"),
		Skipped: "was skipped", SkippedAgain: "was skipped again", SkippedMeanwhile: "was skipped meanwhile",
		Replaced: "was replaced", ReplacedAgain: "was replaced again",
		ReplacedRuns: plural("was replaced · %s run lost", "was replaced · %s runs lost"),
		Reported:     "reported a failure", ReportedAgain: "reported a failure again",
		ReportedTimes: plural("reported a failure %s time", "reported a failure %s times"),
		Unconfirmed:   "did not confirm its success", UnconfirmedAgain: "did not confirm its success again",
		UnconfirmedTimes: plural("did not confirm its success %s time", "did not confirm its success %s times"),
		TooFast:          "ended too fast", TooFastAgain: "ended too fast again",
		TooFastTimes: plural("ended too fast %s time", "ended too fast %s times"),
		Recovered:    "recovered", RunsAgain: "runs again", Unwatched: "is no longer watched", ResolvedBy: one("was resolved by %s"),
		NewReason: " · new reason", NobodyAnswered: " and nobody has answered", QuietOver: " · quiet time is over",
		Critical: " · CRITICAL", High: " · HIGH", Low: " · LOW", Severity: one(" · %s"),
	}
}

func japaneseTitle() Title {
	return Title{
		Failed: "が失敗しました", FailedAgain: "が再び失敗しました", FailedTimes: number("が%s回失敗しました"),
		Stuck: "が起動できていません", StuckAgain: "が再び起動できていません", StuckRuns: number("が起動できていません · %s回分の実行に影響"),
		TooLong: "の実行が長引いています", TooLongAgain: "の実行が再び長引いています",
		TooLongRuns: number("の実行が長引いています · %s回分の実行に影響"),
		Missed:      "が実行されませんでした", MissedAgain: "が再び実行されませんでした", MissedRuns: number("が%s回実行されませんでした"),
		Skipped: "がスキップされました", SkippedAgain: "が再びスキップされました", SkippedMeanwhile: "がその間スキップされました",
		Replaced: "が次の実行に置き換えられました", ReplacedAgain: "が再び次の実行に置き換えられました",
		ReplacedRuns: number("が次の実行に置き換えられました · %s回分の実行に影響"),
		Reported:     "が失敗を報告しました", ReportedAgain: "が再び失敗を報告しました",
		ReportedTimes: number("が失敗を%s回報告しました"),
		Unconfirmed:   "の成功報告がありません", UnconfirmedAgain: "の成功報告が再びありません",
		UnconfirmedTimes: number("の成功報告が%s回ありません"),
		TooFast:          "が想定より早く終了しました", TooFastAgain: "が再び想定より早く終了しました",
		TooFastTimes: number("が想定より早く%s回終了しました"),
		Recovered:    "が復旧しました", RunsAgain: "の実行が再開しました", Unwatched: "は監視対象から外れました",
		ResolvedBy: one("は%sさんが解決済みにしました"),
		NewReason:  " · 原因が変わりました", NobodyAnswered: " · まだ応答がありません", QuietOver: " · 通知の停止期間が終了しました",
		Critical: " · 重要度: 緊急", High: " · 重要度: 高", Low: " · 重要度: 低", Severity: one(" · 重要度: %s"),
	}
}
