package monitor_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"rollcall.dev/rollcall/internal/diagnose"
	"rollcall.dev/rollcall/internal/monitor"
	"rollcall.dev/rollcall/internal/schedule"
)

// silentFrom has the next clocks know of a silence of the scheduler; to is empty while it goes on.
func (s *story) silentFrom(from, to string) *story {
	s.silence = monitor.Silence{Since: clockTime(from)}
	if to != "" {
		s.silence.Until = clockTime(to)
	}
	return s
}

// inferredFrom has the next clocks know of a silence that is inferred from several CronJobs, and goes on.
func (s *story) inferredFrom(from string) *story {
	s.silence = monitor.Silence{Since: clockTime(from), Inferred: 3}
	return s
}

// look is an inspection that shows the scheduler silent since an instant, or alive since one.
func (s *story) look(at, silentSince, aliveSince string) *story {
	e := diagnose.Evidence{CapturedAt: clockTime(at)}
	if silentSince != "" {
		since := clockTime(silentSince)
		e.SchedulerSilentSince = &since
	}
	if aliveSince != "" {
		since := clockTime(aliveSince)
		e.SchedulerAliveSince = &since
	}
	return s.apply(at, monitor.Observation{Kind: monitor.Inspected, Evidence: &e})
}

func within(deadline time.Duration) func(*monitor.Definition) {
	return func(d *monitor.Definition) { d.StartingDeadline = &deadline }
}

// TestSilence: what is not started because the scheduler is silent has that cause, and only that.
func TestSilence(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		story *story
		want  []string
	}{
		"seen by an inspection": {
			begin(nil).look("02:10", "01:55", "").clock("02:10"),
			[]string{"02:00 missed ControllerDown"},
		},
		"the scheduler lived when the slot passed": {
			begin(nil).look("02:10", "02:05", "").clock("02:10"),
			[]string{"02:00 missed NoJob"},
		},
		"it fell silent with the slot": {
			begin(nil).look("02:10", "02:00:01", "").clock("02:10"),
			[]string{"02:00 missed ControllerDown"},
		},
		"known from before, and over": {
			begin(nil).silentFrom("01:50", "02:05").look("02:10", "", "").clock("02:10").clock("03:10"),
			[]string{"02:00 missed ControllerDown", "03:00 missed NoJob"},
		},
		"known from before, and nobody can tell whether it goes on": {
			begin(nil).silentFrom("01:50", "").look("03:10", "", "").clock("03:10"),
			[]string{"02:00 missed ControllerDown", "03:00 missed ControllerDown"},
		},
		"it is back, and has not started anything yet": {
			begin(nil).silentFrom("01:50", "").look("03:10", "", "02:30").clock("03:10"),
			[]string{"02:00 missed ControllerDown", "03:00 missed NoJob"},
		},
		"known from before, which says nothing of what passed unwatched": {
			begin(nil).silentFrom("01:50", "").watchedSince("02:30").clock("03:10"),
			[]string{"02:00 missed NoJob", "03:00 missed ControllerDown"},
		},
		"a second silence": {
			begin(nil).silentFrom("01:50", "02:05").look("03:10", "02:55", "").clock("03:10"),
			[]string{"02:00 missed ControllerDown", "03:00 missed ControllerDown"},
		},
		"a deadline passes, but that is not why": {
			begin(within(time.Minute)).silentFrom("01:50", "02:05").clock("02:10").clock("03:10"),
			[]string{"02:00 missed ControllerDown", "03:00 skipped StartingDeadlinePassed"},
		},
		"a deadline passes, and the silence is but inferred": {
			begin(within(time.Minute)).inferredFrom("01:50").clock("02:10"),
			[]string{"02:00 skipped StartingDeadlinePassed"},
		},
		"a deadline that no slot can ever keep explains more": {
			begin(func(d *monitor.Definition) {
				d.Schedule = schedule.Cron("@every 1h", "UTC")
				within(30 * time.Minute)(d)
			}).
				silentFrom("01:00", "").clock("02:40"),
			[]string{"02:30 skipped StartingDeadlinePassed"},
		},
		"a run that is in the way explains more": {
			begin(func(d *monitor.Definition) { d.Concurrency = monitor.Forbid }).job("01:40", "01:00", "01:40", started("01:41")).
				silentFrom("01:50", "").clock("02:10"),
			[]string{"02:00 skipped PreviousRunActive"},
		},
		"a late run after it": {
			begin(nil).silentFrom("01:50", "02:20").clock("02:10").job("02:25", "02:00", "02:20", ended("02:25", succeeded)),
			[]string{"02:00 missed ControllerDown", "02:00 succeeded late revises missed"},
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

func TestWhatEndsASilence(t *testing.T) {
	t.Parallel()
	silence := monitor.Silence{Since: clockTime("02:00")}
	over := monitor.Silence{Since: clockTime("02:00"), Until: clockTime("02:30")}
	for name, tc := range map[string]struct {
		silence monitor.Silence
		run     monitor.RunFacts
		want    bool
	}{
		"a scheduled run":                {silence, monitor.RunFacts{Slot: clockTime("02:05"), CreatedAt: clockTime("02:20")}, true},
		"a manual run":                   {silence, monitor.RunFacts{Manual: true, CreatedAt: clockTime("02:20")}, false},
		"a run of before":                {silence, monitor.RunFacts{Slot: clockTime("01:59"), CreatedAt: clockTime("01:59")}, false},
		"its last act":                   {silence, monitor.RunFacts{Slot: clockTime("02:00"), CreatedAt: clockTime("02:00:02")}, false},
		"what is over does not end anew": {over, monitor.RunFacts{Slot: clockTime("02:40"), CreatedAt: clockTime("02:40")}, false},
		"no silence":                     {monitor.Silence{}, monitor.RunFacts{Slot: clockTime("02:40"), CreatedAt: clockTime("02:40")}, false},
	} {
		if got := tc.silence.EndsWith(tc.run); got != tc.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

func TestAClusterExpectsNothing(t *testing.T) {
	t.Parallel()
	id := monitor.ClusterID("prod")
	s := monitor.NewCluster(id, day)
	if !id.OfCluster() || s.Definition.Name != "prod" || s.Definition.Cluster != "prod" || !s.NextCheck().IsZero() {
		t.Errorf("%s: %+v", id, s)
	}
	next, verdicts := monitor.Apply(s, monitor.Observation{Monitor: id, Kind: monitor.Clock, At: day.AddDate(1, 0, 0)}, day)
	if len(next.Slots) != 0 || len(verdicts) != 0 {
		t.Errorf("%+v, %+v", next.Slots, verdicts)
	}
}
