package monitor_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"rollcall.dev/rollcall/internal/monitor"
	"rollcall.dev/rollcall/internal/schedule"
)

func early(d time.Duration) func(*monitor.Definition) {
	return func(def *monitor.Definition) { def.Early = d }
}

// TestEarly: a report from shortly before its slot answers it, and no other.
func TestEarly(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		story *story
		want  []string
	}{
		"within the tolerance": {
			reporting(early(5*time.Minute)).end("01:55", unnamed, succeeded).clock("02:10").clock("03:10"),
			[]string{"02:00 succeeded", "03:00 missed CheckInMissing"},
		},
		"before it": {
			reporting(early(5*time.Minute)).end("01:54:59", unnamed, succeeded).clock("02:10"),
			[]string{"manual succeeded", "02:00 missed CheckInMissing"},
		},
		"without a tolerance": {
			reporting(nil).end("01:59:59", unnamed, succeeded).clock("02:10"),
			[]string{"manual succeeded", "02:00 missed CheckInMissing"},
		},
		"an early start": {
			reporting(early(5*time.Minute)).start("01:58", "a").clock("02:10").end("02:30", "a", succeeded).clock("03:10"),
			[]string{"02:00 succeeded", "03:00 missed CheckInMissing"},
		},
		"late for one slot, though early for the next": {
			reporting(early(55*time.Minute)).end("02:09", unnamed, succeeded).clock("03:10"),
			[]string{"02:00 succeeded", "03:00 missed CheckInMissing"},
		},
		"never two slots ahead": {
			reporting(early(3*time.Hour)).end("01:55", unnamed, succeeded).end("01:56", unnamed, succeeded).clock("03:10"),
			[]string{"02:00 succeeded", "manual succeeded", "03:00 missed CheckInMissing"},
		},
		"one early, one in time": {
			reporting(early(5*time.Minute)).end("01:58", unnamed, succeeded).end("02:02", unnamed, failed).clock("02:10").clock("03:10"),
			[]string{"02:00 succeeded", "manual failed ReportedFailure", "03:00 missed CheckInMissing"},
		},
		"for a period every report is early enough": {
			reporting(every(time.Hour)).end("01:50", unnamed, succeeded).clock("02:59:59").clock("03:00"),
			[]string{"manual succeeded", "02:50 missed CheckInMissing"},
		},
		"learnt of when the period was over already": {
			reporting(every(time.Hour)).clock("02:31").end("02:29", unnamed, succeeded, "02:32").clock("02:45"),
			[]string{"02:30 succeeded"},
		},
		"paused": {
			reporting(early(5*time.Minute)).define("01:40", func(d *monitor.Definition) { d.Suspended = true }).
				end("01:58", unnamed, succeeded).clock("02:10"),
			[]string{"manual succeeded", "02:00 suspended Suspended"},
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

// TestLateStories: what a job could not tell in time is told later, with the times at which it happened, in any order.
func TestLateStories(t *testing.T) {
	t.Parallel()
	const missed = "02:00 missed CheckInMissing"
	tests := map[string]struct {
		story *story
		want  []string
	}{
		"an end": {
			reporting(nil).clock("02:10").end("02:05", unnamed, succeeded, "03:05").clock("03:10"),
			[]string{missed, "02:00 succeeded revises missed", "03:00 missed CheckInMissing"},
		},
		"an end from before the slot, of a job with a period": {
			reporting(every(30*time.Minute)).clock("02:10").end("01:50", unnamed, succeeded, "02:12"),
			[]string{missed, "02:00 succeeded revises missed"},
		},
		"an early end": {
			reporting(early(15*time.Minute)).clock("02:10").end("01:50", unnamed, succeeded, "02:12"),
			[]string{missed, "02:00 succeeded revises missed"},
		},
		"an early end, once": {
			reporting(early(15*time.Minute)).clock("03:10").end("01:50", unnamed, succeeded, "03:12").end("01:51", unnamed, succeeded, "03:12"),
			[]string{missed, "03:00 missed CheckInMissing", "02:00 succeeded revises missed", "manual succeeded"},
		},
		"an end that was in time for nothing": {
			reporting(nil).clock("02:10").end("02:30", unnamed, succeeded, "03:01").clock("03:10"),
			[]string{missed, "manual succeeded", "03:00 missed CheckInMissing"},
		},
		"start and end": {
			reporting(nil).clock("02:10").start("02:00", "a", "03:05").end("02:30", "a", failed, "03:05").clock("03:10"),
			[]string{missed, "02:00 failed ReportedFailure revises missed", "03:00 missed CheckInMissing"},
		},
		"end and start": {
			reporting(nil).clock("02:10").end("02:30", "a", succeeded, "02:50").start("02:00", "a", "02:51").clock("03:10").clock("04:30"),
			[]string{missed, "manual succeeded", "02:00 succeeded revises missed", "03:00 missed CheckInMissing", "04:00 missed CheckInMissing"},
		},
		"end and start, unnamed": {
			reporting(nil).clock("02:10").end("02:05", unnamed, succeeded, "02:50").start("02:00", unnamed, "02:51").clock("03:10").clock("04:30"),
			[]string{missed, "02:00 succeeded revises missed", "03:00 missed CheckInMissing", "04:00 missed CheckInMissing"},
		},
		"the run before, after the one that followed it": {
			reporting(nil).clock("02:10").start("03:00", unnamed).end("02:30", unnamed, failed, "03:05").start("02:00", unnamed, "03:06").
				end("03:20", unnamed, succeeded).clock("04:05"),
			[]string{missed, "manual failed ReportedFailure", "02:00 failed ReportedFailure revises missed", "03:00 succeeded"},
		},
		"the end of a run that was given up": {
			reporting(nil).start("02:00", unnamed).start("03:00", unnamed).end("02:30", unnamed, succeeded, "03:05"),
			[]string{"02:00 failed NoEndReported", "02:00 succeeded revises failed"},
		},
		"what came in vain while nobody took reports": {
			func() *story {
				s := reporting(nil)
				s.since = clockTime("03:10:01")
				return s.clock("03:30").end("02:05", unnamed, succeeded, "03:31").clock("04:10")
			}(),
			[]string{
				"02:00 unknown RunNotSeen", "03:00 unknown RunNotSeen", "02:00 succeeded revises unknown", "04:00 missed CheckInMissing",
			},
		},
		"a minute's job, silent for an hour and a half": {
			func() *story {
				s := reporting(func(d *monitor.Definition) { d.Schedule, d.Grace = schedule.Cron("* * * * *", "UTC"), 30*time.Second })
				s.clock("03:00:30")
				if len(s.verdict) != 90 {
					panic("not all are missed")
				}
				s.verdict = nil
				for i := range 90 {
					s.end(clockTime("01:31").Add(time.Duration(i)*time.Minute).Format("15:04"), unnamed, succeeded, "03:00:40")
				}
				if len(s.verdict) != 90 || s.verdict[0] != "01:31 succeeded revises missed" {
					panic("not all are revised")
				}
				s.verdict = nil
				return s.clock("03:00:50")
			}(),
			nil,
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
