package words

// Usual says how something differs from what is usual.
type Usual struct {
	Ran         func(duration, usual string) string
	Growing     func(duration string, percent int) string // behind what Ran says, or the duration alone
	StartedLate func(due, late, usual string) string
}

func englishUsual() Usual {
	return Usual{
		Ran: two("%s; usually %s"), Growing: percentOf("%[2]s, of late %[1]s %% longer than before"),
		StartedLate: three("%s, started %s later; usually %s later"),
	}
}

func japaneseUsual() Usual {
	return Usual{
		Ran: two("%s（通常 %s）"), Growing: percentOf("%[2]s、最近は以前より%[1]s%%長くなっています"),
		StartedLate: three("%s、開始は%s後（通常 %s後）"),
	}
}

func percentOf(format string) func(string, int) string {
	return func(of string, percent int) string { return numberOf(format)(percent, of) }
}
