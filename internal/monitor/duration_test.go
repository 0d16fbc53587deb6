package monitor_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"rollcall.dev/rollcall/internal/monitor"
)

func takes(least, most time.Duration) func(*monitor.Definition) {
	return func(d *monitor.Definition) { d.MinDuration, d.MaxDuration = least, most }
}

// TestDuration: a run that takes another time than is declared is told, one that merely runs into its next slot is marked.
func TestDuration(t *testing.T) {
	t.Parallel()
	const never = time.Duration(0)
	tests := map[string]struct {
		story *story
		want  []string
	}{
		"within bounds": {
			begin(takes(5*time.Minute, 20*time.Minute)).job("02:00", "02:00", "02:00", started("02:00")).clock("02:15").
				job("02:16", "02:00", "02:00", ended("02:16", succeeded)),
			[]string{"02:00 succeeded"},
		},
		"too long, and told while it goes on, once": {
			begin(takes(never, 20*time.Minute)).job("02:00", "02:00", "02:00", started("02:01")).clock("02:20").clock("02:21").clock("02:30"),
			[]string{"02:00 running overrun RunsTooLong"},
		},
		"too long, and well in the end": {
			begin(takes(never, 20*time.Minute)).job("02:00", "02:00", "02:00", started("02:01")).clock("02:21").
				job("02:40", "02:00", "02:00", ended("02:40", succeeded)),
			[]string{"02:00 running overrun RunsTooLong", "02:00 succeeded overrun revises running"},
		},
		"too long, seen only when it has ended": {
			begin(takes(never, 20*time.Minute)).
				job("02:40", "02:00", "02:00", ended("02:40", succeeded)),
			[]string{"02:00 succeeded overrun"},
		},
		"stuck is not running": {
			begin(takes(never, time.Minute)).job("02:00", "02:00", "02:00", nil).clock("02:30"),
			[]string{"02:00 stuck NotStarted"},
		},
		"deleted while it ran too long": {
			begin(takes(never, 20*time.Minute)).job("02:00", "02:00", "02:00", started("02:01")).clock("02:21").
				apply("02:30", monitor.Observation{Kind: monitor.RunGone, Run: &monitor.RunFacts{ID: "job-02:00", Name: "close-02:00", Slot: clockTime("02:00")}}),
			[]string{"02:00 running overrun RunsTooLong", "02:00 unknown RunDeleted revises running"},
		},
		"over at once": {
			begin(takes(5*time.Minute, never)).job("02:00", "02:00", "02:00", ended("02:00", succeeded)),
			[]string{"02:00 succeeded too_fast FinishedTooFast"},
		},
		"too fast": {
			begin(takes(5*time.Minute, never)).
				job("02:02", "02:00", "02:00", ended("02:02", succeeded)),
			[]string{"02:00 succeeded too_fast FinishedTooFast"},
		},
		"a failure is never too fast": {
			begin(takes(5*time.Minute, never)).
				job("02:02", "02:00", "02:00", ended("02:02", failed)),
			[]string{"02:00 failed FailedWithoutTrace"},
		},
		"still going on at the next slot": {
			begin(nil).job("03:10", "02:00", "02:00", ended("03:10", succeeded)),
			[]string{"02:00 succeeded overrun"},
		},
		"started long after its slot, and over before the next": {
			begin(nil).job("03:50", "02:00", "03:30", ended("03:50", succeeded)),
			[]string{"02:00 succeeded late"},
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(test.want, test.story.verdict); diff != "" {
				t.Errorf("verdicts (-want +got):\n%s", diff)
			}
		})
	}
}

// TestTooFastIsNoSuccess: what may have done nothing is not the last success.
func TestTooFastIsNoSuccess(t *testing.T) {
	t.Parallel()
	s := begin(takes(5*time.Minute, 0)).
		job("02:02", "02:00", "02:00", ended("02:02", succeeded))
	if !s.state.LastSuccess.IsZero() || s.state.ConsecutiveBad != 1 {
		t.Errorf("last success %s, %d bad in a row; want none, and 1", s.state.LastSuccess, s.state.ConsecutiveBad)
	}
}

// TestOverrunIsLookedAt: the source is asked when the time is over.
func TestOverrunIsLookedAt(t *testing.T) {
	t.Parallel()
	s := begin(takes(0, 20*time.Minute)).job("02:00", "02:00", "02:00", started("02:01"))
	if got := s.state.NextCheck(); !got.Equal(clockTime("02:21")) {
		t.Errorf("next check at %s, want 02:21", got)
	}
}
