package incident_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/ownership"
)

// instant reads "Mon 2006-01-02 15:04" in UTC; empty is zero.
func instant(t testing.TB, text string) time.Time {
	t.Helper()
	if text == "" {
		return time.Time{}
	}
	when, err := time.Parse("Mon 2006-01-02 15:04", text)
	if err != nil || when.Format("Mon") != text[:3] {
		t.Fatalf("%q: %v", text, err)
	}
	return when
}

func TestActBy(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		severity   incident.Severity
		within     time.Duration
		from, next string
		want       string
	}{
		"critical":                        {incident.Critical, 0, "Sat 2026-11-28 03:00", "", "Sat 2026-11-28 03:15"},
		"critical, and soon due again":    {incident.Critical, 0, "Sat 2026-11-28 03:00", "Sat 2026-11-28 03:05", "Sat 2026-11-28 03:15"},
		"critical with more time":         {incident.Critical, 2 * time.Hour, "Sat 2026-11-28 03:00", "", "Sat 2026-11-28 05:00"},
		"critical, due before that":       {incident.Critical, 2 * time.Hour, "Sat 2026-11-28 03:00", "Sat 2026-11-28 04:00", "Sat 2026-11-28 04:00"},
		"high at work":                    {incident.High, 0, "Wed 2026-11-25 10:00", "", "Wed 2026-11-25 14:00"},
		"high in the evening":             {incident.High, 0, "Wed 2026-11-25 16:00", "", "Thu 2026-11-26 11:00"},
		"high at night":                   {incident.High, 0, "Sat 2026-11-28 02:00", "Sun 2026-11-29 02:00", "Mon 2026-11-30 13:00"},
		"high, and due at noon":           {incident.High, 0, "Wed 2026-11-25 10:00", "Wed 2026-11-25 12:00", "Wed 2026-11-25 12:00"},
		"high, and due every minute":      {incident.High, 0, "Wed 2026-11-25 10:00", "Wed 2026-11-25 10:05", "Wed 2026-11-25 14:00"},
		"high, and due in 15 minutes":     {incident.High, 0, "Wed 2026-11-25 10:00", "Wed 2026-11-25 10:15", "Wed 2026-11-25 10:15"},
		"high, and due just before that":  {incident.High, 0, "Wed 2026-11-25 10:00", "Wed 2026-11-25 10:14", "Wed 2026-11-25 14:00"},
		"high, and due each hour a night": {incident.High, 0, "Wed 2026-11-25 22:00", "Wed 2026-11-25 23:00", "Thu 2026-11-26 13:00"},
		"high, and due after the time":    {incident.High, 0, "Wed 2026-11-25 10:00", "Wed 2026-11-25 15:00", "Wed 2026-11-25 14:00"},
		"high with less time":             {incident.High, time.Hour, "Wed 2026-11-25 17:30", "", "Thu 2026-11-26 09:30"},
		"normal at night":                 {incident.Normal, 0, "Wed 2026-11-25 03:00", "", "Wed 2026-11-25 18:00"},
		"normal at work":                  {incident.Normal, 0, "Wed 2026-11-25 10:00", "", "Thu 2026-11-26 18:00"},
		"normal before a weekend":         {incident.Normal, 0, "Fri 2026-11-27 10:00", "", "Mon 2026-11-30 18:00"},
		"normal, and due tomorrow":        {incident.Normal, 0, "Wed 2026-11-25 14:00", "Thu 2026-11-26 14:00", "Thu 2026-11-26 14:00"},
		"normal with less time":           {incident.Normal, 90 * time.Minute, "Wed 2026-11-25 14:00", "", "Wed 2026-11-25 15:30"},
		"undeclared is normal":            {incident.Undeclared, 0, "Wed 2026-11-25 10:00", "", "Thu 2026-11-26 18:00"},
		"low":                             {incident.Low, 0, "Wed 2026-11-25 10:00", "Wed 2026-11-25 12:00", ""},
		"low with a time":                 {incident.Low, time.Hour, "Wed 2026-11-25 10:00", "", ""},
		"a next run that is over":         {incident.High, 0, "Wed 2026-11-25 10:00", "Wed 2026-11-25 09:00", "Wed 2026-11-25 14:00"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := incident.Policy{Severity: tt.severity, RespondWithin: tt.within}
			if got, want := p.ActBy(instant(t, tt.from), instant(t, tt.next)), instant(t, tt.want); !got.Equal(want) {
				t.Errorf("act by %v, want %v", got, want)
			}
		})
	}
}

// TestThereIsTimeToAct: nobody is asked to act sooner than in what was declared or in 15 minutes of the time that counts, and levels
// follow one another.
func TestThereIsTimeToAct(t *testing.T) {
	t.Parallel()
	week, err := ownership.ParseWeek("Mon-Fri 22:00-06:00, Sat 10:00-10:20")
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(t *rapid.T) {
		p := incident.Policy{
			Severity:      rapid.SampledFrom([]incident.Severity{incident.Critical, incident.High, incident.Normal, incident.Undeclared}).Draw(t, "severity"),
			RespondWithin: time.Duration(rapid.SampledFrom([]int{0, 0, 1, 10, 60, 720 * 60}).Draw(t, "within")) * time.Minute,
		}
		if rapid.Bool().Draw(t, "nights") {
			p.Hours.Week = week
		}
		from := time.Date(2026, 11, 23, 0, rapid.IntRange(0, 7*24*60).Draw(t, "from"), 0, 0, time.UTC)
		next := from.Add(time.Duration(rapid.IntRange(-10, 3*24*60).Draw(t, "next")) * time.Minute)
		least := 15 * time.Minute
		if p.RespondWithin > 0 {
			least = min(least, p.RespondWithin)
		}
		by := p.ActBy(from, next)
		if by.Before(from.Add(least)) || p.Severity != incident.Critical && by.Before(p.Hours.Add(from, least)) {
			t.Fatalf("act by %v on what is known since %v", by, from)
		}
		if latest := p.ActBy(from, time.Time{}); by.After(latest) || by.Before(latest) && !by.Equal(next) {
			t.Fatalf("act by %v with the next run at %v, and by %v without", by, next, latest)
		}
		before := by.Add(-time.Nanosecond)
		for level, at := range p.Ladder(by) {
			if !at.After(before) || !at.Equal(p.LevelAt(level+1, by)) || level > 0 && at.Sub(before) < 15*time.Minute {
				t.Fatalf("level %d at %v after %v", level+1, at, before)
			}
			before = at
		}
	})
}
