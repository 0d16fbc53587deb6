package incident_test

import (
	"testing"
	"time"

	"rollcall.dev/rollcall/internal/incident"
	"rollcall.dev/rollcall/internal/schedule"
)

func TestWindow(t *testing.T) {
	t.Parallel()
	at := func(text string) time.Time {
		when, err := time.Parse(time.RFC3339, text)
		if err != nil {
			t.Fatal(err)
		}
		return when
	}
	sundays, err := schedule.Parse(schedule.Cron("0 2 * * 0", "Europe/Berlin"))
	if err != nil {
		t.Fatal(err)
	}
	once := incident.Window{Name: "move", From: at("2026-12-01T00:00:00Z"), Until: at("2026-12-01T06:00:00Z")}
	weekly := incident.Window{Name: "patching", Recurs: sundays, Length: 3 * time.Hour, From: at("2026-01-01T00:00:00Z")}
	ending := weekly
	ending.Until = at("2026-11-29T02:00:00Z")
	for _, tt := range []struct {
		name   string
		window incident.Window
		now    string
		until  string // empty: no silence
	}{
		{"before", once, "2026-11-30T23:59:59Z", ""},
		{"at its beginning", once, "2026-12-01T00:00:00Z", "2026-12-01T06:00:00Z"},
		{"at its end", once, "2026-12-01T06:00:00Z", ""},
		{"a Sunday in Berlin", weekly, "2026-11-29T01:00:00Z", "2026-11-29T04:00:00Z"},
		{"before it", weekly, "2026-11-29T00:59:59Z", ""},
		{"after it", weekly, "2026-11-29T04:00:00Z", ""},
		{"summer time", weekly, "2026-07-26T00:00:00Z", "2026-07-26T03:00:00Z"},
		{"the hour that clocks skip", weekly, "2026-03-29T01:30:00Z", ""}, // 02:00 does not come on that day
		{"cut short by its last day", ending, "2026-11-29T01:30:00Z", "2026-11-29T02:00:00Z"},
		{"before its first day", weekly, "2025-12-28T01:30:00Z", ""},
	} {
		s, active := tt.window.Silence(at(tt.now))
		switch {
		case active != (tt.until != ""):
			t.Errorf("%s: active %v (%s to %s)", tt.name, active, s.CreatedAt, s.Until)
		case active && !s.Until.Equal(at(tt.until)):
			t.Errorf("%s: until %s, want %s", tt.name, s.Until.UTC(), tt.until)
		}
	}
	first, _ := weekly.Silence(at("2026-11-29T01:00:00Z"))
	later, _ := weekly.Silence(at("2026-11-29T03:59:00Z"))
	if first.ID != later.ID {
		t.Errorf("one occurrence has the ids %s and %s", first.ID, later.ID)
	}
}
