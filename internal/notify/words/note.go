package words

// Note says why a message comes to readers for whom it was not meant.
type Note struct {
	Refused     func(where, reason string) string
	Unreachable func(where, duration string) string
	Because     func(because string) string
	// Why these readers: they are the team, or what the directory says of it.
	ReadsHere func(team string) string
	TookOver  func(heir, team string) string
	Above     func(parent, team string) string
	Triage    func(team string) string
}

func englishNote() Note {
	return Note{
		Refused:     two("This was meant for %s, which refused it (%s)."),
		Unreachable: two("This was meant for %s, which could not be reached for %s."),
		Because:     one("You are told since %s."),
		ReadsHere:   one("%s reads here"), TookOver: two("%s has taken over from %s"), Above: two("%s is above %s"),
		Triage: one("%s looks after what reaches nobody else"),
	}
}

func japaneseNote() Note {
	return Note{
		Refused:     two("本来の宛先は %s ですが、受け付けられませんでした（%s）。"),
		Unreachable: two("本来の宛先は %s ですが、%sにわたり接続できませんでした。"),
		Because:     one("こちらへの通知理由: %s。"),
		ReadsHere:   one("%s の現在の通知先です"), TookOver: two("%s は %s の引き継ぎ先です"), Above: two("%s は %s の上位チームです"),
		Triage: one("%s はほかに届かない通知の受け付け先です"),
	}
}
