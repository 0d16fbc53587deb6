package incident_test

import (
	"testing"
	"time"

	"rollcall.dev/rollcall/internal/incident"
)

func TestSpan(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]time.Duration{
		"90s": 90 * time.Second, "30m": 30 * time.Minute, "1d12h": 36 * time.Hour, "2w": 14 * 24 * time.Hour, "366d": incident.MaxSpan,
		"": 0, "0s": 0, "h": 0, "2": 0, "-1h": 0, "1.5h": 0, "1y": 0, "367d": 0, "366d1s": 0, "99999999w": 0, "999999999h": 0, "1 h": 0, "1é": 0,
	} {
		if got, ok := incident.ParseSpan(text); ok != (want > 0) || ok && got != want {
			t.Errorf("%q: %v, %v; want %v", text, got, ok, want)
		}
	}
}

// Whatever the text, it is within bounds or refused.
func FuzzSpan(f *testing.F) {
	f.Add("1w2d3h4m5s")
	f.Add("99999999999999999999w")
	f.Fuzz(func(t *testing.T, text string) {
		if d, ok := incident.ParseSpan(text); ok && (d <= 0 || d > incident.MaxSpan) {
			t.Errorf("%q: %v", text, d)
		}
	})
}
