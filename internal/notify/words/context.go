package words

// Context says where it happened, and what is to be known of the message itself.
type Context struct {
	Cluster, Run   func(name string) string
	FirstSeen      func(run string) string
	Noticed        func(duration string) string
	NoticedUpTo    func(duration string) string
	Told           func(duration string) string
	OwnerPassed    func(owner, source, reason string) string
	ChannelPassed  func(channel, source, reason string) string
	Unreadable     func(what string) string
	ToldHere       string // of the jobs of a burst
	Daily, Defects string // of a digest, and of that of the defects
}

func englishContext() Context {
	return Context{
		Cluster: one("cluster %s"), Run: one("run %s"), FirstSeen: one("first seen: run %s"),
		Noticed: one("noticed %s after it happened"), NoticedUpTo: one("noticed up to %s after it happened"),
		Told:        one("told %s after it was noticed"),
		OwnerPassed: three("owner %q (%s) passed over: %s"), ChannelPassed: three("channel %q (%s) passed over: %s"),
		Unreadable: one("could not be read: %s"), ToldHere: "these jobs are told of here, not one by one",
		Daily:   "once a working day, what nobody has to act on at once",
		Defects: "looked for daily, told when something is new, or else once a week",
	}
}

func japaneseContext() Context {
	return Context{
		Cluster: one("クラスター %s"), Run: one("実行 %s"), FirstSeen: one("最初に確認: 実行 %s"),
		Noticed: one("発生から%s後に検知"), NoticedUpTo: one("発生から最大%s後に検知"),
		Told:        one("検知から%s後に通知"),
		OwnerPassed: three("担当 %q（%s）は対象外: %s"), ChannelPassed: three("チャンネル %q（%s）は対象外: %s"),
		Unreadable: one("読み取れなかった情報: %s"), ToldHere: "これらのジョブは個別に通知せず、ここにまとめます",
		Daily:   "営業日に1回、急ぎの対応が不要なものをまとめてお知らせします",
		Defects: "毎日確認し、新しいものがあるとき、または週に1回お知らせします",
	}
}
