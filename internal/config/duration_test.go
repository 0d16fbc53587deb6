package config

import (
	"testing"
	"time"
)

func TestDurations(t *testing.T) {
	t.Parallel()
	good := []struct {
		text, back string
		want       time.Duration
	}{
		{"0", "0s", 0}, {"0s", "0s", 0}, {"90s", "1m30s", 90 * time.Second}, {"10m", "10m", 10 * time.Minute}, {"24h", "1d", day},
		{"7d", "7d", 7 * day}, {"1w", "7d", week}, {"1w2d12h", "228h", 9*day + 12*time.Hour},
		{"1h0m5s", "1h0m5s", time.Hour + 5*time.Second},
		{"1.5h", "1h30m", 90 * time.Minute}, {"-5m", "-5m", -5 * time.Minute}, {"100m", "1h40m", 100 * time.Minute},
	}
	for _, tt := range good {
		got, err := parseDuration(tt.text)
		if err != nil || got != tt.want {
			t.Errorf("parseDuration(%q) = %v, %v", tt.text, got, err)
		}
		if text := formatDuration(got); text != tt.back {
			t.Errorf("formatDuration(%v) = %q, want %q", got, text, tt.back)
		}
	}
	for _, text := range []string{"", "10", "d", "1d1w", "1x", "10 m", "999999w", "9999999d", "106751d48h", "--1h", "1d-"} {
		if got, err := parseDuration(text); err == nil {
			t.Errorf("parseDuration(%q) = %v", text, got)
		}
	}
}

// FuzzDuration: what is accepted reads back as it was written.
func FuzzDuration(f *testing.F) {
	for _, text := range []string{"", "10m", "1w2d12h", "999999w", "-5s", "1d-9999h", "9223372036854775807ns", "1e9h", "7D"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		d, err := parseDuration(text)
		if err != nil {
			if err.Error() == "" {
				t.Error("a refusal without words")
			}
			return
		}
		if again, err := parseDuration(formatDuration(d)); err != nil || again != d {
			t.Errorf("%q is %s, written as %q, which is %s (%v)", text, d, formatDuration(d), again, err)
		}
	})
}
