package period_test

import (
	"testing"
	"time"

	"rollcall.dev/rollcall/internal/checkin/period"
)

// TestSpellings has, for one and the same period, all its spellings, and what it is read back as.
func TestSpellings(t *testing.T) {
	t.Parallel()
	for canonical, spellings := range map[string][]string{
		"5 minutes":  {"5 minutes", "5 minute", "00:05:00", "300", "300 seconds", "5minutes"},
		"90 minutes": {"90 minutes", "1 hour 30 minutes", "1 hour and 30 minutes", "01:30:00"},
		"1 hour":     {"1 hour", "60 minutes", "01:00:00", "3600"},
		"30 seconds": {"30 seconds", "30 secs", "00:00:30", "30"},
		"1 day":      {"1 day", "24 hours", "24:00:00"},
		"1 week":     {"1 week", "7 days"},
		"1 month":    {"1 month", "31 days"},
		"1 year":     {"1 year", "366 days"},
	} {
		for _, text := range spellings {
			d, err := period.Parse(text)
			if err != nil || period.Spell(d) != canonical {
				t.Errorf("%q: %s, %v is read back as %q, want %q", text, d, err, period.Spell(d), canonical)
			}
		}
	}
	for _, d := range []time.Duration{0, -time.Hour, time.Millisecond} {
		if got := period.Spell(d); got != "" {
			t.Errorf("%s: %q", d, got)
		}
	}
}

func TestParseOptional(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]time.Duration{
		"": 0, " ": 0, "0 minutes": 0, "00:00:00": 0, "0": 0, "5 minutes": 5 * time.Minute,
	} {
		if got, err := period.ParseOptional(text); err != nil || got != want {
			t.Errorf("%q: %s, %v; want %s", text, got, err, want)
		}
	}
	for _, text := range []string{"soon", "-5 minutes", "200 years"} {
		if got, err := period.ParseOptional(text); err == nil {
			t.Errorf("%q: %s", text, got)
		}
	}
}

// FuzzSpell: what is spelled is read back as the same period.
func FuzzSpell(f *testing.F) {
	for _, d := range []int64{0, 1, 1e9, 60e9, 31 * 24 * 3600e9, 366 * 24 * 3600e9, 1<<63 - 1, -5} {
		f.Add(d)
	}
	f.Fuzz(func(t *testing.T, n int64) {
		d := time.Duration(n)
		want := max(0, min(d, period.Max).Truncate(time.Second))
		if got, err := period.ParseOptional(period.Spell(d)); err != nil || got != want {
			t.Errorf("%s is spelled %q, read back %s, %v", d, period.Spell(d), got, err)
		}
	})
}
