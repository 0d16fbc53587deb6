package words

// Button is what people can answer beneath a message. Slack cuts a button's text at 75 characters.
type Button struct {
	Acknowledge, Resolve, Reopen       string
	NotActionable, WrongOwner, Comment string // these open a form
	Silence, Rerun                     string
	Snooze                             string // a menu of the following
	Hour, HalfDay, NextDay, NextRun    string
}

func englishButton() Button {
	return Button{
		Acknowledge: "Acknowledge", Resolve: "Resolve", Reopen: "Reopen", NotActionable: "Not actionable…", WrongOwner: "Wrong owner…",
		Comment: "Comment…", Silence: "Silence…", Rerun: "Re-run…", Snooze: "Snooze", Hour: "for 1 hour", HalfDay: "for 4 hours",
		NextDay: "until the next working day", NextRun: "until the next run",
	}
}

func japaneseButton() Button {
	return Button{
		Acknowledge: "確認しました", Resolve: "解決済みにする", Reopen: "再オープン", NotActionable: "対応不要…", WrongOwner: "担当違い…",
		Comment: "コメント…", Silence: "ミュート…", Rerun: "再実行…", Snooze: "通知を停止", Hour: "1時間", HalfDay: "4時間",
		NextDay: "次の営業日まで", NextRun: "次回の実行まで",
	}
}
