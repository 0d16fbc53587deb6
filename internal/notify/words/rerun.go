package words

// Rerun is what is told of a run that somebody asked for, and Suspension of a job that somebody has suspended.
type Rerun struct {
	// Titles.
	Began             func(what, who, job string) string
	Denied            func(what, who string) string
	Succeeded, Failed func(what, who, duration string) string

	// Sentences.
	Goes                    func(who, job string) string
	HasSucceeded, HasFailed func(who, duration string) string
	SucceededAt             func(who, at string) string
	Unmended                string // the run is over, and the trouble is not
}

// Suspension is what its author is told.
type Suspension struct {
	Resumed, Ended, Refused, Still func(what string) string
	ResumesAt                      func(at string) string
	Since                          string // a label
}

func englishRerun() Rerun {
	return Rerun{
		Began: three("%s: %s runs it again, as Job %s"), Denied: two("%s: not run again, though %s asked for it"),
		Succeeded: three("%s: the re-run by %s succeeded after %s"), Failed: three("%s: the re-run by %s failed after %s"),
		Goes: two("%s runs it again, as Job %s."), HasSucceeded: two("The re-run by %s succeeded after %s."),
		HasFailed: two("The re-run by %s failed after %s."), SucceededAt: two("The re-run by %s succeeded at %s."),
		Unmended: "The incident goes on all the same.",
	}
}

func japaneseRerun() Rerun {
	return Rerun{
		Began: three("%s: %sさんが再実行しました（Job %s）"), Denied: two("%s: %sさんが求めた再実行は開始されませんでした"),
		Succeeded: three("%s: %sさんによる再実行が成功しました（所要時間 %s）"), Failed: three("%s: %sさんによる再実行が失敗しました（所要時間 %s）"),
		Goes: two("%sさんが再実行しました（Job %s）。"), HasSucceeded: two("%sさんによる再実行は成功しました（所要時間 %s）。"),
		HasFailed: two("%sさんによる再実行は失敗しました（所要時間 %s）。"), SucceededAt: two("%sさんによる再実行が成功しました: %s。"),
		Unmended: "インシデントは継続中です。",
	}
}

func englishSuspension() Suspension {
	return Suspension{
		Resumed: one("%s has been resumed"), Ended: one("%s is no longer suspended by Rollcall"),
		Refused: one("%s could not be suspended"), Still: one("%s is still suspended"),
		ResumesAt: one("It is resumed by itself at %s. Resume it before if that is no longer needed."), Since: "Suspended since",
	}
}

func japaneseSuspension() Suspension {
	return Suspension{
		Resumed: one("%s を再開しました"), Ended: one("Rollcall による %s の一時停止が終了しました"),
		Refused: one("%s を一時停止できませんでした"), Still: one("%s は一時停止中です"),
		ResumesAt: one("自動で再開: %s。不要になったら早めに再開してください。"), Since: "停止開始",
	}
}
