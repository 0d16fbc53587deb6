package schedule

import (
	"testing"
	"time"
)

func TestMostRecent(t *testing.T) {
	t.Parallel()
	seconds := func(n int64) *int64 { return &n }
	const created = "2026-01-01T00:00:30Z"
	tests := []struct {
		name     string
		spec     Spec
		last     string
		deadline *int64
		now      string
		slot     string
		missed   Missed
	}{
		{"before the first", Cron("0 * * * *", ""), "", nil, "2026-01-01T00:59:59Z", "", MissedNone},
		{"on the first", Cron("0 * * * *", ""), "", nil, "2026-01-01T01:00:00Z", "2026-01-01T01:00:00Z", MissedNone},
		{"late for the first", Cron("0 * * * *", ""), "", nil, "2026-01-01T01:59:59Z", "2026-01-01T01:00:00Z", MissedNone},
		{"only the newest is caught up", Cron("0 * * * *", ""), "", nil, "2026-01-01T03:20:00Z", "2026-01-01T03:00:00Z", MissedFew},
		{"from the last start", Cron("0 * * * *", ""), "2026-01-01T02:00:00Z",
			nil, "2026-01-01T03:20:00Z", "2026-01-01T03:00:00Z", MissedNone},
		{"a hundred", Cron("* * * * *", ""), "", nil, "2026-01-01T01:40:00Z", "2026-01-01T01:40:00Z", MissedFew},
		{"more than a hundred", Cron("* * * * *", ""), "", nil, "2026-01-01T01:41:00Z", "2026-01-01T01:41:00Z", MissedMany},
		{"uneven: nothing is started", Cron("0 1,2 * * *", ""), "", nil, "2026-01-01T12:00:00Z", "", MissedFew},
		{"uneven: found by chance", Cron("0 1,2 * * *", ""), "", nil, "2026-01-01T02:30:00Z", "2026-01-01T02:00:00Z", MissedFew},
		{"within the deadline", Cron("0 * * * *", ""), "", seconds(600), "2026-01-01T03:09:59Z", "2026-01-01T03:00:00Z", MissedNone},
		{"deadline passed", Cron("0 * * * *", ""), "", seconds(600), "2026-01-01T03:10:00Z", "", MissedNone},
		{"a long deadline", Cron("0 * * * *", ""), "", seconds(86400), "2026-01-01T03:10:00Z", "2026-01-01T03:00:00Z", MissedFew},
		{"a deadline that overflows into the future", Cron("0 * * * *", ""), "", seconds(10_000_000_000),
			"2026-01-01T03:10:00Z", "", MissedNone},
		{"@every from the creation", Cron("@every 20s", ""), "", nil, "2026-01-01T00:01:00Z", "2026-01-01T00:00:50Z", MissedNone},
		{"@every from the last start", Cron("@every 1h", ""), "2026-01-01T02:00:30Z",
			nil, "2026-01-01T05:10:00Z", "2026-01-01T05:00:30Z", MissedFew},
		{"@every with a shorter deadline never starts", Cron("@every 1h", ""), "", seconds(600), "2026-01-01T09:00:30Z", "", MissedNone},
		{"leap day, five years without", Cron("0 0 29 2 *", ""), "2092-02-29T00:00:00Z", nil, "2096-02-29T00:00:00Z", "", MissedNone},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			h := History{Created: instant(t, created), StartingDeadlineSeconds: tt.deadline}
			if tt.last != "" {
				h.LastScheduled = instant(t, tt.last)
			}
			due := mustParse(t, tt.spec).MostRecent(h, instant(t, tt.now))
			var slot string
			if !due.Slot.IsZero() {
				slot = due.Slot.Format(time.RFC3339)
			}
			if slot != tt.slot || due.Missed != tt.missed {
				t.Errorf("got %q, missed %v; want %q, missed %v", slot, due.Missed, tt.slot, tt.missed)
			}
		})
	}
}

func TestMissedText(t *testing.T) {
	t.Parallel()
	if got := MissedNone.String() + MissedFew.String() + MissedMany.String(); got != "nonefewmany" {
		t.Error(got)
	}
}
