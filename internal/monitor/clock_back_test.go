package monitor_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"rollcall.dev/rollcall/internal/monitor"
	"rollcall.dev/rollcall/internal/schedule"
)

// TestAClockThatGoesBack: time that has passed once passes no more, and what it has not reached yet it reaches in its turn.
func TestAClockThatGoesBack(t *testing.T) {
	t.Parallel()
	stories := map[string]func() *story{
		"a slot was missed":      func() *story { return begin(nil).clock("02:10") },
		"a slot waits":           func() *story { return begin(nil).clock("02:05") },
		"a run is pending":       func() *story { return begin(nil).job("02:01", "02:00", "02:01", nil).clock("02:05:30") },
		"a run is stuck":         func() *story { return begin(nil).job("02:01", "02:00", "02:01", nil).clock("02:06") },
		"a run goes on for long": func() *story { return begin(nil).job("02:02", "02:00", "02:01", started("02:02")).clock("03:05") },
		"suspended":              func() *story { return begin(suspend).clock("02:10") },
		"gone": func() *story {
			return begin(nil).clock("01:50").apply("01:55", monitor.Observation{Kind: monitor.Removed})
		},
		"nobody knows of a period": func() *story {
			return begin(func(d *monitor.Definition) { d.Schedule = schedule.Every(time.Hour) }).clock("02:35")
		},
	}
	for name, told := range stories {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := told()
			before, spoken := s.state, len(s.verdict)
			for _, at := range []string{"02:04:59", "01:31", "00:00"} {
				s.clock(at)
				if diff := cmp.Diff(before, s.state); diff != "" || len(s.verdict) != spoken {
					t.Fatalf("back to %s: verdicts %q, state (-before +after):\n%s", at, s.verdict[spoken:], diff)
				}
			}
			straight := told()
			if diff := cmp.Diff(straight.clock("04:30").verdict, s.clock("04:30").verdict); diff != "" {
				t.Errorf("verdicts (-as if nothing had happened +got):\n%s", diff)
			}
		})
	}
	var none monitor.State
	if next, verdicts := monitor.Apply(none, monitor.Observation{Kind: monitor.Clock, At: day}, day); len(verdicts) != 0 || !next.FirstSeen.IsZero() {
		t.Errorf("out of nothing: %+v, %v", next, verdicts)
	}
}
