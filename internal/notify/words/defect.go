package words

// Defect is about what will keep messages from reaching a team, or a stranger from knowing what to do.
type Defect struct {
	NoneNew func(n int) string
	SomeNew func(n, fresh int) string

	NoOwner, UnknownTeam, ArchivedTeam, Cycle          string
	ChannelArchived, ChannelNotFound, ChannelWithoutUs string
	UsergroupEmpty, UsergroupDisabled, PersonLeft      string
	ReviewOverdue, NoRunbook, RunbookDead              string
	NoSeverity, NoRerun                                string
}

func englishDefect() Defect {
	things := plural("Defects: %s thing to mend", "Defects: %s things to mend")
	fresh := plural(", %s of them new", ", %s of them new")
	return Defect{
		NoneNew: func(n int) string { return things(n) + ", none of them new" },
		SomeNew: func(n, f int) string { return things(n) + fresh(f) },
		NoOwner: "nobody owns it", UnknownTeam: "its owner is no team", ArchivedTeam: "archived, and nobody has taken over",
		Cycle: "what it owned comes back to it", ChannelArchived: "the channel is archived",
		ChannelNotFound:  "the channel is not there, or Rollcall may not see it",
		ChannelWithoutUs: "Rollcall is not in the channel", UsergroupEmpty: "nobody is in the user group",
		UsergroupDisabled: "the user group is disabled or not there", PersonLeft: "the person has left",
		ReviewOverdue: "the review of the entry is overdue", NoRunbook: "no runbook", RunbookDead: "the link to the runbook is dead",
		NoSeverity: "no severity is declared", NoRerun: "not declared whether it may be run again",
	}
}

func japaneseDefect() Defect {
	return Defect{
		NoneNew: number("設定不備: 要修正%s件（新規なし）"),
		SomeNew: numbers("設定不備: 要修正%s件（うち新規%s件）", grouped),
		NoOwner: "担当が設定されていません", UnknownTeam: "担当に存在しないチームが指定されています", ArchivedTeam: "廃止されたチームで、引き継ぎ先がありません",
		Cycle: "引き継ぎ先が循環しています", ChannelArchived: "チャンネルがアーカイブされています",
		ChannelNotFound:  "チャンネルが存在しないか、Rollcallから見えません",
		ChannelWithoutUs: "Rollcallがチャンネルに参加していません", UsergroupEmpty: "ユーザーグループにメンバーがいません",
		UsergroupDisabled: "ユーザーグループが無効か、存在しません", PersonLeft: "その担当者はもう在籍していません",
		ReviewOverdue: "登録内容の見直し期限が過ぎています", NoRunbook: "手順書がありません", RunbookDead: "手順書のリンクが切れています",
		NoSeverity: "重要度が指定されていません", NoRerun: "再実行の可否が指定されていません",
	}
}
