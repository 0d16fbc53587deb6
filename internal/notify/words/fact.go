package words

// Fact is the values of the labelled lines that are words.
type Fact struct {
	ByHand, FirstTime string
	Times             func(n int) string
	NoSuccess         string
	Took              func(at, duration string) string
	Safe, SafeIfIdle  string
	NeedsCheck, Never string
	RerunNote         func(word, note string) string
	NoNextRun         string
	// Repairs and RepairsNot say of the next run, at an instant, whether it makes up for this one.
	Repairs, RepairsNot        func(at string) string
	SeverityUndeclared, Normal string
	// OfOthers is how many jobs, and how many more of other owners.
	OfOthers func(jobs, others int) string
	Since    func(who, at string) string // who acknowledged, and when
}

func englishFact() Fact {
	return Fact{
		ByHand: "not by schedule: started by hand", FirstTime: "first time", Times: plural("%s time", "%s times"),
		NoSuccess: "none known", Took: two("%s, took %s"),
		Safe: "safe", SafeIfIdle: "safe, if it is not running", NeedsCheck: "only after a check", Never: "never",
		RerunNote: two("%s – “%s”"), NoNextRun: "none: suspended, or its schedule never comes again",
		Repairs: one("%s: repairs it by itself"), RepairsNot: one("%s: will not repair it"),
		SeverityUndeclared: "undeclared, taken as normal", Normal: "normal",
		OfOthers: numbers("%s, and %s of other owners", plural("%s", "%s")), Since: two("%s, %s"),
	}
}

func japaneseFact() Fact {
	return Fact{
		ByHand: "スケジュール外（手動で開始）", FirstTime: "初回", Times: number("%s回"),
		NoSuccess: "記録なし", Took: two("%s、所要時間 %s"),
		Safe: "可", SafeIfIdle: "実行中でなければ可", NeedsCheck: "確認後のみ可", Never: "不可",
		RerunNote: two("%s – 「%s」"), NoNextRun: "なし（停止中、または今後の予定なし）",
		Repairs: one("%s（自動的に回復します）"), RepairsNot: one("%s（この失敗の分は回復しません）"),
		SeverityUndeclared: "指定なし（通常として扱います）", Normal: "通常",
		OfOthers: numbers("%s件、ほかの担当の分が%s件", grouped), Since: two("%s（%s）"),
	}
}
