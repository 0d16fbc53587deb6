package words

// Modal is the forms of Slack: a title and a button have at most 24 characters there.
type Modal struct {
	Send, Cancel, Close             string
	NotActionable, WhyNot           string
	WrongOwner, Whose, WhoseExample string
	Comment                         string
	Silence, HowLong, SpanExample   string
	Why                             string
	UntilRecovery, EndAtRecovery    string
	Write                           string
	AtMost                          func(characters int) string

	// Of the form by which a job is run again.
	Rerun, Looking, NotNow          string
	Unsafe, Checked, MakeSure       string
	Stale                           func(minutes int) string
	Cluster, Namespace, CronJob     string
	Image, Job, Says, Confirm, Mind string
	AsOfNow                         func(job string) string
	Safe, SafeIfIdle, Check, Unsaid string
}

func englishModal() Modal {
	return Modal{
		Send: "Send", Cancel: "Cancel", Close: "Close", NotActionable: "Not actionable", WhyNot: "Why can nobody do anything with it?",
		WrongOwner: "Wrong owner", Whose: "Whose is it then?", WhoseExample: "a team or a person", Comment: "Comment", Silence: "Silence",
		HowLong: "How long?", SpanExample: "30m, 4h, 2d, at most 30d", Why: "Why?",
		UntilRecovery: "Until it recovers", EndAtRecovery: "End the silence when the job recovers",
		Write: "Please write something.", AtMost: plural("Please use at most %s character.", "Please use at most %s characters."),

		Rerun: "Run it again", Looking: "Rollcall looks at the job …",
		NotNow: "The job could not be looked at just now, and nothing has changed. Please try again.",
		Unsafe: "Nothing says that it is safe", Checked: "I have made sure that it may be run again",
		MakeSure: "Please make sure first that it may be run again, and say so.",
		Stale: plural("What you see is older than %s minute. Please close this, and press the button again.",
			"What you see is older than %s minutes. Please close this, and press the button again."),
		Cluster: "Cluster", Namespace: "Namespace", CronJob: "CronJob", Image: "Image", Job: "Job", Says: "It says",
		Confirm: "Confirm until",
		Mind:    "Mind", AsOfNow: one("%s, as of now"), Safe: "it may be run again",
		SafeIfIdle: "it may be run again while no other run of it goes on", Check: "look before you run it again",
		Unsaid: "nothing of being run again, which is not safe",
	}
}

func japaneseModal() Modal {
	return Modal{
		Send: "送信", Cancel: "キャンセル", Close: "閉じる", NotActionable: "対応不要", WhyNot: "対応できない理由を教えてください",
		WrongOwner: "担当違い", Whose: "正しい担当を教えてください", WhoseExample: "チームまたは担当者", Comment: "コメント", Silence: "ミュート",
		HowLong: "期間", SpanExample: "30m、4h、2d など（最長30d）", Why: "理由",
		UntilRecovery: "復旧時の扱い", EndAtRecovery: "ジョブが復旧したらミュートを終了する",
		Write: "入力してください。", AtMost: number("%s文字以内で入力してください。"),

		Rerun: "再実行", Looking: "ジョブの状態を確認しています…",
		NotNow: "現在ジョブの状態を確認できませんでした。変更はありません。もう一度お試しください。",
		Unsafe: "安全に再実行できるという宣言がありません", Checked: "再実行してよいことを確認しました",
		MakeSure: "再実行してよいことを確認し、チェックを入れてください。",
		Stale:    number("表示内容が%s分以上前のものです。閉じて、もう一度ボタンを押してください。"),
		Cluster:  "クラスター", Namespace: "Namespace名", CronJob: "CronJob名", Image: "イメージ", Job: "Job名", Says: "再実行の宣言", Confirm: "確認の期限",
		Mind: "注意", AsOfNow: one("%s（現在の日時として実行）"), Safe: "再実行可",
		SafeIfIdle: "ほかの実行がなければ再実行可", Check: "確認してから再実行", Unsaid: "宣言なし（安全ではありません）",
	}
}
