package words_test

import (
	"testing"
	"time"

	"rollcall.dev/rollcall/internal/notify/words"
)

func TestDurations(t *testing.T) {
	t.Parallel()
	for d, want := range map[time.Duration][2]string{
		0:                                {"0 ms", "0ミリ秒"},
		450 * time.Millisecond:           {"450 ms", "450ミリ秒"},
		1900 * time.Millisecond:          {"1 s", "1秒"},
		-38 * time.Second:                {"38 s", "38秒"},
		90 * time.Second:                 {"1 min 30 s", "1分30秒"},
		5*time.Minute + time.Millisecond: {"5 min", "5分"},
		38*time.Minute + 59*time.Second:  {"38 min", "38分"},
		time.Hour:                        {"1 h", "1時間"},
		230 * time.Minute:                {"3 h 50 min", "3時間50分"},
		24 * time.Hour:                   {"1 day", "1日"},
		25 * time.Hour:                   {"1 day 1 h", "1日1時間"},
		52*time.Hour + time.Minute:       {"2 days 4 h", "2日4時間"},
	} {
		for i, l := range []words.Language{words.English, words.Japanese} {
			if got := words.FormOf(l).Duration(d); got != want[i] {
				t.Errorf("%s in %s: %q, want %q", d, l, got, want[i])
			}
		}
	}
}

func TestInstants(t *testing.T) {
	t.Parallel()
	tokyo, singapore := time.FixedZone("JST", 9*3600), time.FixedZone("+08", 8*3600)
	for _, tc := range []struct {
		at                time.Time
		year              bool
		english, japanese string
	}{
		{time.Date(2026, 11, 24, 9, 0, 0, 0, tokyo), false, "Tue 24 Nov 09:00 JST", "11月24日(火) 09:00 JST"},
		{time.Date(2026, 1, 4, 23, 59, 0, 0, singapore), true, "Sun 4 Jan 2026 23:59 UTC+08", "2026年1月4日(日) 23:59 UTC+08"},
		{time.Date(2026, 11, 28, 0, 0, 0, 0, time.UTC), false, "Sat 28 Nov 00:00 UTC", "11月28日(土) 00:00 UTC"},
	} {
		if got := words.FormOf(words.English).At(tc.at, tc.year); got != tc.english {
			t.Errorf("%q, want %q", got, tc.english)
		}
		if got := words.FormOf(words.Japanese).At(tc.at, tc.year); got != tc.japanese {
			t.Errorf("%q, want %q", got, tc.japanese)
		}
	}
}

func TestNumbers(t *testing.T) {
	t.Parallel()
	for n, want := range map[int][2]string{
		0:       {"failed 0 times", "が0回失敗しました"},
		1:       {"failed 1 time", "が1回失敗しました"},
		999:     {"failed 999 times", "が999回失敗しました"},
		1500:    {"failed 1500 times", "が1,500回失敗しました"},
		1234567: {"failed 1234567 times", "が1,234,567回失敗しました"},
		-1500:   {"failed -1500 times", "が-1,500回失敗しました"},
		-500:    {"failed -500 times", "が-500回失敗しました"},
	} {
		for i, l := range words.Languages() {
			if got := words.Of(l).Title.FailedTimes(n); got != want[i] {
				t.Errorf("%d in %s: %q, want %q", n, l, got, want[i])
			}
		}
	}
}

func TestSentences(t *testing.T) {
	t.Parallel()
	if got := words.FormOf(words.English).Sentences("One.", "", "Two."); got != "One. Two." {
		t.Errorf("%q", got)
	}
	if got := words.FormOf(words.Japanese).Sentences("一。", "", "二。"); got != "一。二。" {
		t.Errorf("%q", got)
	}
}

func TestTheLanguageOfATag(t *testing.T) {
	t.Parallel()
	for tag, want := range map[string]words.Language{
		"": words.English, "en": words.English, "en-GB": words.English, "ja": words.Japanese, "ja-JP": words.Japanese, "de": words.English,
		"jam": words.English,
	} {
		if got := words.In(tag); got != want {
			t.Errorf("%q: %q, want %q", tag, got, want)
		}
		if got := words.Of(words.In(tag)).Language; got != want {
			t.Errorf("the catalogue of %q: %q, want %q", tag, got, want)
		}
	}
}
