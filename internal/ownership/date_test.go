package ownership_test

import (
	"strings"
	"testing"

	"rollcall.dev/rollcall/internal/ownership"
)

func TestParseHoliday(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"2026-12-25":            "",
		"2026-12-29/2027-01-03": "",
		"2028-02-29":            "",
		"2026-01-01/2027-01-01": "",
		"2026-12-25/2026-12-25": "",
		"2026-02-29":            "use a day that exists, as YYYY-MM-DD, such as 2026-12-25",
		"25.12.2026":            "use a day that exists",
		"2026-12-25/":           "use a day that exists",
		"":                      "use a day that exists",
		"2026-12-25/2026-12-24": "the last day 2026-12-24 is before the first day 2026-12-25",
		"2026-01-01/2027-01-02": "use at most 366 days",
	} {
		got, err := ownership.ParseHoliday(text)
		if (err == nil) != (want == "") || err != nil && !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%q: %v, want %q", text, err, want)
		}
		if first, last, _ := strings.Cut(text, "/"); err == nil && first != last && got.String() != text {
			t.Errorf("%q is written as %s", text, got)
		}
	}
}

func FuzzParseHoliday(f *testing.F) {
	for _, text := range []string{"2026-12-25", "2026-12-29/2027-01-03", "0000-01-01", "9999-12-31/9999-12-31", "/", "2026-1-1"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		h, err := ownership.ParseHoliday(text)
		if err != nil {
			return
		}
		if again, err := ownership.ParseHoliday(h.String()); err != nil || again != h || h.Last.Before(h.First) {
			t.Fatalf("%q is %v, and that %v; %v", text, h, again, err)
		}
	})
}
