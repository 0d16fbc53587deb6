package incident_test

import (
	"testing"
	"time"

	"rollcall.dev/rollcall/internal/incident"
)

func TestLadder(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		severity incident.Severity
		within   time.Duration
		actBy    string
		want     [4]string
	}{
		"critical": {
			incident.Critical, 0, "Sat 2026-11-28 03:15",
			[4]string{"Sat 2026-11-28 03:15", "Sat 2026-11-28 03:30", "Sat 2026-11-28 03:45", "Sat 2026-11-28 04:00"},
		},
		"critical with more time": {
			incident.Critical, 2 * time.Hour, "Sat 2026-11-28 03:15",
			[4]string{"Sat 2026-11-28 03:15", "Sat 2026-11-28 04:15", "Sat 2026-11-28 05:15", "Sat 2026-11-28 06:15"},
		},
		"high": {
			incident.High, 0, "Wed 2026-11-25 14:00",
			[4]string{"Wed 2026-11-25 14:00", "Wed 2026-11-25 16:00", "Wed 2026-11-25 18:00", "Thu 2026-11-26 11:00"},
		},
		"normal": {
			incident.Normal, 0, "Fri 2026-11-27 18:00",
			[4]string{"Fri 2026-11-27 18:00", "Mon 2026-11-30 13:00", "Mon 2026-11-30 17:00", "Tue 2026-12-01 12:00"},
		},
		"by a run at night": {
			incident.High, 0, "Wed 2026-11-25 20:00",
			[4]string{"Wed 2026-11-25 20:00", "Thu 2026-11-26 11:00", "Thu 2026-11-26 13:00", "Thu 2026-11-26 15:00"},
		},
		"little time": {
			incident.High, time.Minute, "Wed 2026-11-25 14:00",
			[4]string{"Wed 2026-11-25 14:00", "Wed 2026-11-25 14:15", "Wed 2026-11-25 14:30", "Wed 2026-11-25 14:45"},
		},
		"low":            {incident.Low, 0, "Wed 2026-11-25 14:00", [4]string{}},
		"nobody has to":  {incident.High, 0, "", [4]string{}},
		"not a low time": {incident.Low, time.Hour, "Wed 2026-11-25 14:00", [4]string{}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := incident.Policy{Severity: tt.severity, RespondWithin: tt.within}
			for i, got := range p.Ladder(instant(t, tt.actBy)) {
				if want := instant(t, tt.want[i]); !got.Equal(want) {
					t.Errorf("level %d at %v, want %v", i+1, got, want)
				}
			}
		})
	}
	for _, level := range []int{-1, 0, incident.MaxLevel + 1} {
		if at := (incident.Policy{}).LevelAt(level, instant(t, "Wed 2026-11-25 14:00")); !at.IsZero() {
			t.Errorf("level %d at %v", level, at)
		}
	}
}
