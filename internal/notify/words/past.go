package words

// Past says what became of the incident before.
type Past struct {
	Recovered func(duration, at string) string // by itself
	Resolved  func(who, duration, at string) string
	TakenOn   func(who string) string
	Said      func(who, quote string) string
	Was       func(cause string) string
	All       func(parts ...string) string
}

func englishPast() Past {
	return Past{
		Recovered: two("recovered by itself after %s, %s"), Resolved: three("resolved by %s after %s, %s"), TakenOn: one("taken on by %s"),
		Said: two("%s: %s"), Was: one("it was %s"), All: joining("; "),
	}
}

func japanesePast() Past {
	return Past{
		Recovered: two("%s後に自然に復旧、%s"), Resolved: three("%s が%s後に解決、%s"), TakenOn: one("確認者 %s"),
		Said: two("%s: %s"), Was: one("原因は %s"), All: joining("；"),
	}
}
