package incident_test

import (
	"testing"
	"time"

	"rollcall.dev/rollcall/internal/incident"
)

func TestParseRespondWithin(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]time.Duration{
		"1m": time.Minute, "4h\n": 4 * time.Hour, "720h": 30 * 24 * time.Hour, "1h30m": 90 * time.Minute,
		"": 0, "59s": 0, "721h": 0, "soon": 0, "-4h": 0, "4": 0, "2d": 0,
	} {
		if got, err := incident.ParseRespondWithin(text); got != want || (err == nil) != (want > 0) {
			t.Errorf("%q is %v, %v", text, got, err)
		}
	}
}

func FuzzParseRespondWithin(f *testing.F) {
	for _, text := range []string{"1m", "720h", "-1h", "1e9h", "9999999999999h", ""} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if d, err := incident.ParseRespondWithin(text); err == nil && (d < incident.MinRespondWithin || d > incident.MaxRespondWithin) {
			t.Fatalf("%q is %v", text, d)
		}
	})
}
