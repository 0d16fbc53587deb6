package monitor_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"rollcall.dev/rollcall/internal/monitor"
	"rollcall.dev/rollcall/internal/schedule"
)

// TestDeclaredDurations: what is declared of how long a run takes holds whoever saw it run.
func TestDeclaredDurations(t *testing.T) {
	t.Parallel()
	bounds := takes(5*time.Minute, 20*time.Minute)
	tests := map[string]struct {
		story *story
		want  []string
	}{
		"within bounds": {
			reporting(bounds).start("02:00", "a").end("02:10", "a", succeeded), []string{"02:00 succeeded"},
		},
		"too fast": {
			reporting(bounds).start("02:00", "a").end("02:04", "a", succeeded), []string{"02:00 succeeded too_fast FinishedTooFast"},
		},
		"too fast, unnamed": {
			reporting(bounds).start("02:00", unnamed).end("02:04", unnamed, succeeded), []string{"02:00 succeeded too_fast FinishedTooFast"},
		},
		"too fast, as an end says that comes alone": {
			reporting(bounds).took("02:00", "02:03", unnamed), []string{"02:00 succeeded too_fast FinishedTooFast"},
		},
		"a failure is no success that was too fast": {
			reporting(bounds).start("02:00", "a").end("02:01", "a", failed), []string{"02:00 failed ReportedFailure"},
		},
		"nobody knows how long it took": {
			reporting(bounds).end("02:04", unnamed, succeeded).took("03:00", "03:00", unnamed), []string{"02:00 succeeded", "03:00 succeeded"},
		},
		"too long, told when it has ended": {
			reporting(bounds).clock("02:10").took("02:00", "02:30", unnamed),
			[]string{"02:00 missed CheckInMissing", "02:00 succeeded overrun revises missed"},
		},
		"too long, seen only when it has ended": {
			reporting(bounds).start("02:00", "a", "02:31").end("02:30", "a", succeeded, "02:31"), []string{"02:00 succeeded overrun"},
		},
		"too long, and failed": {
			reporting(bounds).start("02:00", "a").clock("02:20").end("02:30", "a", failed),
			[]string{"02:00 running overrun RunsTooLong", "02:00 failed overrun ReportedFailure revises running"},
		},
		"until the next one was due": {
			reporting(nil).start("02:00", "a").start("03:00", "b").end("03:01", "a", succeeded).end("03:02", "b", succeeded),
			[]string{"02:00 succeeded overrun", "03:00 succeeded"},
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

// TestNeverRan: a job that has never reported is missed like any other.
func TestNeverRan(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		story *story
		due   string
		want  []string
	}{
		"a schedule":                {reporting(nil), "02:10", []string{"02:00 missed CheckInMissing"}},
		"a period":                  {reporting(every(45 * time.Minute)), "02:25", []string{"02:15 missed CheckInMissing"}}, // created at 01:30
		"a period written in words": {reporting(cron("@every 45m")), "02:25", []string{"02:15 missed CheckInMissing"}},
		"a note is no report": {
			reporting(every(45 * time.Minute)).note("02:10"), "02:25", []string{"02:15 missed CheckInMissing"},
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if next := tt.story.state.NextCheck(); !next.Equal(clockTime(tt.due)) {
				t.Errorf("the next check is at %s, want %s", next, tt.due)
			}
			tt.story.clock(clockTime(tt.due).Add(-time.Second).Format(time.TimeOnly)).clock(tt.due)
			if diff := cmp.Diff(tt.want, tt.story.verdict); diff != "" {
				t.Errorf("verdicts (-want +got):\n%s", diff)
			}
		})
	}
}

func cron(expr string) func(*monitor.Definition) {
	return func(d *monitor.Definition) { d.Schedule = schedule.Cron(expr, "UTC") }
}

func (s *story) note(at string) *story {
	return s.apply(at, monitor.Observation{Kind: monitor.Logged, Run: &monitor.RunFacts{ID: "n", Unnamed: true}})
}
