package words

// Silence is what the author of a silence is told of it.
type Silence struct {
	Ended, Still func(what string) string
	Kept         func(messages int) string
	KeptSoFar    func(messages int) string
	GoOn         func(incidents int) string // some that it muted are not over
	GoOnTold     func(incidents int) string // and are told now
	NoneGoesOn   string
	EndIt        string
}

func englishSilence() Silence {
	return Silence{
		Ended: one("Silence ended: %s"), Still: one("Still silenced: %s"),
		Kept:      plural("It kept %s message from being told.", "It kept %s messages from being told."),
		KeptSoFar: plural("It has kept %s message from being told so far.", "It has kept %s messages from being told so far."),
		GoOn:      plural("Of what it muted, %s incident is not over.", "Of what it muted, %s incidents are not over."),
		GoOnTold: plural("Of what it muted, %s incident is not over, and will now be told.",
			"Of what it muted, %s incidents are not over, and will now be told."),
		NoneGoesOn: "Nothing that it muted goes on.", EndIt: "End it if it is no longer needed.",
	}
}

func japaneseSilence() Silence {
	return Silence{
		Ended: one("ミュートが終了しました: %s"), Still: one("ミュートが続いています: %s"),
		Kept:       number("ミュート中に%s件の通知を止めました。"),
		KeptSoFar:  number("これまでに%s件の通知を止めています。"),
		GoOn:       number("止めたもののうち%s件のインシデントが継続中です。"),
		GoOnTold:   number("止めたもののうち%s件のインシデントが継続中のため、これから通知します。"),
		NoneGoesOn: "止めたものに継続中のインシデントはありません。", EndIt: "不要になったら終了してください。",
	}
}
