package monitor_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"rollcall.dev/rollcall/internal/diagnose"
	"rollcall.dev/rollcall/internal/monitor"
	"rollcall.dev/rollcall/internal/schedule"
)

func forbid(d *monitor.Definition) { d.Concurrency = monitor.Forbid }

// inspected reports an inspection that found these Jobs, given by when they were created.
func (s *story) inspected(at string, active ...string) *story {
	e := &diagnose.Evidence{}
	for _, created := range active {
		e.ActiveRuns = append(e.ActiveRuns, diagnose.ActiveRun{Name: "close-" + created, CreatedAt: clockTime(created)})
	}
	return s.apply(at, monitor.Observation{Kind: monitor.Inspected, Evidence: e})
}

// TestForbid: what keeps a run from being started is one that the scheduler had started before, and nothing else.
func TestForbid(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		story *story
		want  []string
	}{
		"the run that was in the way has ended and is cleaned up when its slot is judged": {
			begin(forbid).job("02:00", "02:00", "02:00", started("02:00")).
				job("03:05", "02:00", "02:00", ended("03:05", succeeded)).inspected("03:10").clock("03:10"),
			[]string{"02:00 succeeded overrun", "03:00 skipped PreviousRunActive"},
		},
		"a run that was deleted was in the way until then": {
			begin(forbid).job("02:00", "02:00", "02:00", started("02:00")).
				apply("03:05", monitor.Observation{Kind: monitor.RunGone, Run: &monitor.RunFacts{ID: "job-02:00", Name: "close-02:00", Slot: clockTime("02:00")}}).
				inspected("03:10").clock("03:10"),
			[]string{"02:00 unknown RunDeleted", "03:00 skipped PreviousRunActive"},
		},
		"a run of which is noticed late that it is gone was not in the way once another one was started": {
			begin(forbid).job("02:00", "02:00", "02:00", started("02:00")).
				job("03:10", "03:00", "03:00", ended("03:10", succeeded)).
				apply("04:05", monitor.Observation{Kind: monitor.RunGone, Run: &monitor.RunFacts{ID: "job-02:00", Name: "close-02:00", Slot: clockTime("02:00")}}).
				inspected("04:10").clock("04:10"),
			[]string{"03:00 succeeded", "02:00 unknown RunDeleted", "04:00 missed NoJob"},
		},
		"a run that began after the slot was not in its way": {
			begin(forbid).job("03:05", "03:00", "03:05", started("03:05")).inspected("03:10", "03:05").clock("03:10"),
			[]string{"02:00 missed NoJob"},
		},
		"a run that nobody has told of yet is": {
			begin(forbid).inspected("02:10", "01:45").clock("02:10"),
			[]string{"02:00 skipped PreviousRunActive"},
		},
		"a manual run is in nobody's way": {
			begin(forbid).job("01:55", "", "01:50", started("01:50")).inspected("02:10", "01:50").clock("02:10"),
			[]string{"02:00 missed NoJob"},
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(tt.want, tt.story.verdict); diff != "" {
				t.Errorf("verdicts (-want +got):\n%s", diff)
			}
		})
	}
}

func deadline(after time.Duration) func(*monitor.Definition) {
	return func(d *monitor.Definition) { d.StartingDeadline = &after }
}

func TestStartingDeadline(t *testing.T) {
	t.Parallel()
	every := func(d *monitor.Definition) { d.Schedule = schedule.Cron("@every 1h", "UTC") }
	tests := map[string]struct {
		story *story
		want  []string
	}{
		"over before the grace is": {
			begin(deadline(time.Minute)).clock("02:10"),
			[]string{"02:00 skipped StartingDeadlinePassed"},
		},
		"not over yet": {
			begin(deadline(time.Hour)).clock("02:10"),
			[]string{"02:00 missed NoJob"},
		},
		"shorter than the period of @every: the controller never starts it": {
			begin(func(d *monitor.Definition) { every(d); deadline(30 * time.Minute)(d) }).clock("02:40"),
			[]string{"02:30 skipped StartingDeadlinePassed"},
		},
		"shorter than the period of an @every that is no more when the slot is judged": {
			begin(func(d *monitor.Definition) { every(d); deadline(30 * time.Minute)(d) }).
				define("02:35", func(d *monitor.Definition) {
					d.Schedule, d.StartingDeadline = schedule.Cron("0 0 1 1 *", "UTC"), nil
				}).clock("02:40"),
			[]string{"02:30 skipped StartingDeadlinePassed"},
		},
		"as long as the period of @every": {
			begin(func(d *monitor.Definition) { every(d); deadline(time.Hour)(d) }).clock("02:40"),
			[]string{"02:30 missed NoJob"},
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(tt.want, tt.story.verdict); diff != "" {
				t.Errorf("verdicts (-want +got):\n%s", diff)
			}
		})
	}
}
