package words

// Remark is the title of what is said beneath a message: what a person did, or what time has come.
type Remark struct {
	Somebody                             string
	Acknowledged, Reopened, Resolved     func(what, who string) string
	Snoozed                              func(what, who, until string) string
	NotActionable, WrongOwner, Commented func(what, who string) string

	// Of trouble that goes on.
	QuietOver, NotYet          func(trouble string) string
	ToTeam, ToParent, ToTriage func(trouble string) string
	AtIt                       func(trouble, who string) string
}

func englishRemark() Remark {
	return Remark{
		Somebody: "somebody", Acknowledged: two("%s: acknowledged by %s"), Reopened: two("%s: reopened by %s"),
		Resolved: two("%s: resolved by %s"), Snoozed: three("%s: snoozed by %s until %s"),
		NotActionable: two("%s: not actionable, says %s"), WrongOwner: two("%s: wrong owner, says %s"),
		Commented: two("%s: comment by %s"),
		QuietOver: one("%s · quiet time is over"), NotYet: one("%s and nobody has answered yet"),
		ToTeam:   one("%s and nobody has answered, so the whole team is called"),
		ToParent: one("%s and nobody has answered, so the parent team is told"),
		ToTriage: one("%s and nobody has answered, so triage is told"), AtIt: two("%s · %s is at it"),
	}
}

func japaneseRemark() Remark {
	return Remark{
		Somebody: "担当者", Acknowledged: two("%s: %sさんが確認しました"), Reopened: two("%s: %sさんが再オープンしました"),
		Resolved: two("%s: %sさんが解決済みにしました"), Snoozed: three("%s: %sさんが %s まで通知を停止しました"),
		NotActionable: two("%s: 「対応不要」と%sさんが回答しました"), WrongOwner: two("%s: 「担当違い」と%sさんが回答しました"),
		Commented: two("%s: %sさんのコメント"),
		QuietOver: one("%s · 通知の停止期間が終了しました"), NotYet: one("%s · まだ応答がありません"),
		ToTeam:   one("%s · 応答がないため、チーム全員に連絡します"),
		ToParent: one("%s · 応答がないため、上位チームに連絡します"),
		ToTriage: one("%s · 応答がないため、トリアージ担当に連絡します"), AtIt: two("%s · %sさんが対応中です"),
	}
}
