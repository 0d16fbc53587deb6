package period_test

import (
	"strings"
	"testing"
	"time"

	"rollcall.dev/rollcall/internal/checkin/period"
)

const day = 24 * time.Hour

func TestParse(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]time.Duration{
		"5 minutes":            5 * time.Minute,
		"1 minute":             time.Minute,
		"1 minutes":            time.Minute,
		"10 Hours":             10 * time.Hour,
		" 1  day ":             day,
		"2 weeks":              14 * day,
		"1 month":              31 * day,
		"1 year":               366 * day,
		"30 seconds":           30 * time.Second,
		"5minutes":             5 * time.Minute,
		"1 hour 30 minutes":    90 * time.Minute,
		"1 day, 2 hours":       26 * time.Hour,
		"1 day and 2 hours":    26 * time.Hour,
		"01:30:00":             90 * time.Minute,
		"100:00:01":            100*time.Hour + time.Second,
		"300":                  5 * time.Minute,
		"0 hours 5 minutes":    5 * time.Minute,
		"":                     0,
		"0 minutes":            0,
		"00:00:00":             0,
		"0":                    0,
		"-5 minutes":           0,
		"five minutes":         0,
		"5":                    5 * time.Second,
		"5 fortnights":         0,
		"minutes 5":            0,
		"5 minutes 3":          0,
		"1:30":                 0,
		"01:60:00":             0,
		"1.5 hours":            0,
		"200 years":            0,
		"99999999999999 weeks": 0,
		"99 years 99 years":    0,
	} {
		got, err := period.Parse(text)
		if got != want || (err == nil) != (want != 0) {
			t.Errorf("%q: %s, %v; want %s", text, got, err, want)
		}
		if err != nil && !strings.Contains(err.Error(), `such as "5 minutes"`) {
			t.Errorf("%q: %v does not say what is allowed", text, err)
		}
	}
}

func TestFormat(t *testing.T) {
	t.Parallel()
	for d, want := range map[time.Duration]string{
		10 * time.Minute:         "10 minutes",
		time.Minute:              "1 minute",
		time.Hour:                "1 hour",
		90 * time.Minute:         "90 minutes",
		day:                      "1 day",
		7 * day:                  "1 week",
		31 * day:                 "31 days",
		time.Second:              "1 minute",
		time.Minute + 1:          "2 minutes",
		0:                        "",
		-time.Minute:             "",
		time.Duration(1<<63 - 1): "36600 days",
	} {
		if got := period.Format(d); got != want {
			t.Errorf("%s: %q, want %q", d, got, want)
		}
	}
}

func FuzzPeriod(f *testing.F) {
	for _, s := range []string{"5 minutes", "1 hour 30 minutes", "01:30:00", "300", "1 day and 2 hours", "9999999999 years", "::"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		d, err := period.Parse(text)
		if err != nil {
			return
		}
		if d <= 0 || d > period.Max {
			t.Fatalf("%q: %s", text, d)
		}
		up := (d + time.Minute - 1) / time.Minute * time.Minute
		if again, err := period.Parse(period.Format(d)); err != nil || again != up {
			t.Errorf("%q: %s is written %q, read back %s, %v", text, d, period.Format(d), again, err)
		}
	})
}
