package monitor_test

import (
	"testing"

	"rollcall.dev/rollcall/internal/monitor"
)

// TestRows: bad verdicts in a row, and good ones.
func TestRows(t *testing.T) {
	t.Parallel()
	patient := func(d *monitor.Definition) { d.FailAfter, d.Concurrency = 2, monitor.Forbid }
	tests := map[string]struct {
		story     *story
		bad, good int
		since     string
	}{
		"successes":        {reporting(nil).end("02:00", unnamed, succeeded).end("02:30", unnamed, succeeded), 0, 2, ""},
		"a failure":        {reporting(nil).end("02:00", unnamed, succeeded).end("03:01", unnamed, failed), 1, 0, "03:01"},
		"missed, running":  {reporting(nil).clock("02:10").start("03:00", "a").clock("04:10"), 3, 0, "02:10"},
		"over in the end":  {reporting(nil).clock("03:10").end("04:00", unnamed, succeeded), 0, 1, ""},
		"paused meanwhile": {reporting(nil).clock("02:10").define("02:20", pause).clock("03:10").define("03:20", unpause).clock("04:10"), 2, 0, "02:10"},
		"a late success leaves what came after": {
			reporting(nil).clock("04:10").end("02:05", unnamed, succeeded, "04:15"), 2, 0, "03:00",
		},
		"old bad news": {reporting(nil).end("03:05", "a", succeeded).end("02:30", "b", failed, "03:06"), 0, 1, ""},
		"one slot that is told twice": {
			begin(nil).job("02:00", "02:00", "02:00", nil).clock("02:05").job("02:30", "02:00", "02:00", ended("02:30", failed)), 1, 0, "02:05",
		},
		"what the policy left out counts where the first is told": {
			begin(forbid).job("02:00", "02:00", "02:00", started("02:00")).clock("03:10"), 1, 0, "03:10",
		},
		"and not where several are waited for": {
			begin(patient).job("02:00", "02:00", "02:00", started("02:00")).clock("03:10"), 0, 0, "",
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := tt.story.state
			if s.ConsecutiveBad != tt.bad || s.ConsecutiveGood != tt.good {
				t.Errorf("%d bad and %d good in a row, want %d and %d: %q", s.ConsecutiveBad, s.ConsecutiveGood, tt.bad, tt.good, tt.story.verdict)
			}
			if since := tt.since; since == "" && !s.BadSince.IsZero() || since != "" && !s.BadSince.Equal(clockTime(since)) {
				t.Errorf("bad since %s, want %s", s.BadSince, since)
			}
		})
	}
}

func pause(d *monitor.Definition) { d.Suspended = true }

func unpause(d *monitor.Definition) { d.Suspended = false }
