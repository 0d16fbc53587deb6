package monitor_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"rollcall.dev/rollcall/internal/diagnose"
	"rollcall.dev/rollcall/internal/monitor"
	"rollcall.dev/rollcall/internal/schedule"
)

// reporting begins the story of a job that reports by check-in, due at every full hour with a grace of 10 minutes.
func reporting(change func(*monitor.Definition)) *story {
	return begin(func(d *monitor.Definition) {
		d.Source, d.Concurrency, d.StartGrace = monitor.SourceCheckIn, "", 0
		if change != nil {
			change(d)
		}
	})
}

// every is a period instead of a schedule.
func every(period time.Duration) func(*monitor.Definition) {
	return func(d *monitor.Definition) { d.Schedule = schedule.Every(period) }
}

// unnamed is the run id of a report that names none; what follows makes it unique.
const unnamed = "-"

// start reports the start of a run at an instant; learnt says when we learn of it, if that is later.
func (s *story) start(at, run string, learnt ...string) *story {
	return s.say(at, run, monitor.RunFacts{StartedAt: clockTime(at)}, nil, learnt)
}

// end reports how a run ended.
func (s *story) end(at, run string, o monitor.Outcome, learnt ...string) *story {
	var e *diagnose.Evidence
	if o == failed {
		e = &diagnose.Evidence{Report: &diagnose.Report{ExitCode: new(3)}}
	}
	return s.say(at, run, monitor.RunFacts{FinishedAt: clockTime(at), Outcome: o}, e, learnt)
}

// took reports the end of a run, which says itself when it began.
func (s *story) took(from, until, run string) *story {
	return s.say(until, run, monitor.RunFacts{StartedAt: clockTime(from), FinishedAt: clockTime(until), Outcome: succeeded}, nil, nil)
}

func (s *story) say(at, run string, f monitor.RunFacts, e *diagnose.Evidence, learnt []string) *story {
	f.ID = monitor.RunID(run)
	if run == unnamed {
		f.ID, f.Unnamed = monitor.RunID("report-"+at+string(f.Outcome)), true
	}
	o := monitor.Observation{Kind: monitor.CheckedIn, At: clockTime(at), Run: &f, Evidence: e}
	if len(learnt) > 0 {
		at = learnt[0]
	}
	return s.apply(at, o)
}

// TestStartAndEnd: a start answers its slot, an end closes its run.
func TestStartAndEnd(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		story *story
		want  []string
	}{
		"an end alone": {
			reporting(nil).end("02:05", unnamed, succeeded).clock("02:30"),
			[]string{"02:00 succeeded"},
		},
		"an end alone that answers two slots": {
			reporting(func(d *monitor.Definition) { d.Grace = 90 * time.Minute }).end("03:05", unnamed, failed).clock("03:40"),
			[]string{"02:00 failed ReportedFailure", "03:00 failed ReportedFailure"},
		},
		"an end that no slot waits for": {
			reporting(nil).end("02:05", unnamed, succeeded).end("02:20", unnamed, succeeded),
			[]string{"02:00 succeeded", "manual succeeded"},
		},
		"a started slot is not missed while the run goes on": {
			reporting(nil).start("02:05", "a").clock("02:10").clock("03:00").end("03:02", "a", succeeded),
			[]string{"02:00 succeeded overrun"},
		},
		"an unnamed run": {
			reporting(nil).start("02:01", unnamed).clock("02:15").end("02:20", unnamed, failed).clock("02:30"),
			[]string{"02:00 failed ReportedFailure"},
		},
		"overlapping runs are told apart by their ids": {
			reporting(func(d *monitor.Definition) { d.MaxDuration = 3 * time.Hour }).
				start("02:00", "a").start("03:00", "b").end("03:10", "b", succeeded).clock("03:15").end("03:30", "a", failed),
			[]string{"03:00 succeeded", "02:00 failed overrun ReportedFailure"},
		},
		"a run that began before its slot answers it when it ends": {
			reporting(nil).start("01:55", "a").end("02:05", "a", succeeded).clock("02:30"),
			[]string{"02:00 succeeded"},
		},
		"a run that answers nothing": {
			reporting(nil).end("02:00", unnamed, succeeded).start("02:20", "a").end("02:30", "a", failed),
			[]string{"02:00 succeeded", "manual failed ReportedFailure"},
		},
		"a start after the grace, before anybody looked": {
			reporting(nil).start("02:12", "a").end("02:15", "a", succeeded),
			[]string{"02:00 succeeded late"},
		},
		"a start after the slot was judged does not answer it": {
			reporting(nil).clock("02:10").start("02:12", "a").end("02:15", "a", succeeded),
			[]string{"02:00 missed CheckInMissing", "manual succeeded"},
		},
		"longer than it may take": {
			reporting(takes(0, 20*time.Minute)).start("02:05", "a").clock("02:24:59").clock("02:25").clock("02:26").end("02:40", "a", succeeded),
			[]string{"02:00 running overrun RunsTooLong", "02:00 succeeded overrun revises running"},
		},
		"an end that never comes is told when nothing followed": {
			reporting(nil).start("02:05", "a").clock("03:09:59").clock("03:10").clock("03:20"),
			[]string{"02:00 running overrun NoEndReported", "03:00 missed NoEndReported"},
		},
		"and the run ended after all": {
			reporting(nil).start("02:05", "a").clock("03:10").end("03:15", "a", succeeded),
			[]string{"02:00 running overrun NoEndReported", "03:00 missed NoEndReported", "02:00 succeeded overrun revises running"},
		},
		"a word of it puts that off": {
			reporting(nil).start("02:05", "a").
				apply("03:08", monitor.Observation{Kind: monitor.Logged, Run: &monitor.RunFacts{ID: "a"}}).clock("03:17:59").clock("03:18"),
			[]string{"03:00 missed NoEndReported", "02:00 running overrun NoEndReported"},
		},
		"it says nothing of what is missed when others have run since": {
			reporting(nil).start("02:05", "a").clock("03:10").end("04:00", "b", succeeded).clock("05:10"),
			[]string{"02:00 running overrun NoEndReported", "03:00 missed NoEndReported", "04:00 succeeded", "05:00 missed CheckInMissing"},
		},
		"an end that never comes, of a job with a period": {
			reporting(every(time.Hour)).start("02:05", "a").clock("03:14:59").clock("03:15"),
			[]string{"manual running overrun NoEndReported", "03:05 missed NoEndReported"},
		},
		"killed each time, and started again each hour": {
			reporting(nil).start("02:00", unnamed).start("03:01", unnamed).clock("03:10").end("03:30", unnamed, succeeded),
			[]string{"02:00 failed NoEndReported", "03:00 succeeded"},
		},
		"the same id again and again": {
			reporting(nil).start("02:00", "a").end("02:10", "a", succeeded).start("03:00", "a").end("03:10", "a", succeeded).
				end("04:10", "a", succeeded).clock("04:20"),
			[]string{"02:00 succeeded", "03:00 succeeded", "04:00 succeeded"},
		},
		"the same id again, and killed each time": {
			reporting(nil).start("02:00", "a").start("03:00", "a").clock("03:20"),
			[]string{"02:00 failed NoEndReported"},
		},
		"begun anew within the grace": {
			reporting(nil).start("02:00", unnamed).start("02:05", unnamed).end("02:20", unnamed, succeeded).clock("03:05"),
			[]string{"manual unknown NoEndReported", "02:00 succeeded"},
		},
		"begun anew after the grace": {
			reporting(nil).start("02:00", unnamed).start("02:15", unnamed).end("02:20", unnamed, succeeded),
			[]string{"02:00 failed NoEndReported", "manual succeeded"},
		},
		"a report sent twice": {
			reporting(nil).start("02:00", "a").start("02:00:10", "a").end("02:05", "a", succeeded).end("02:05:10", "a", succeeded).
				start("02:05:20", "a").clock("03:05"),
			[]string{"02:00 succeeded"},
		},
		"an unnamed start sent twice": {
			reporting(every(time.Hour)).start("02:00", unnamed).start("02:00:10", unnamed).end("02:05", unnamed, succeeded),
			[]string{"manual succeeded"},
		},
		"the last word counts": {
			reporting(nil).start("02:00", "a").end("02:05", "a", succeeded).end("02:05:30", "a", failed).end("02:05:10", "a", succeeded),
			[]string{"02:00 succeeded", "02:00 failed ReportedFailure revises succeeded"},
		},
		"a note answers nothing": {
			reporting(nil).apply("02:05", monitor.Observation{Kind: monitor.Logged, Run: &monitor.RunFacts{ID: "n", Unnamed: true}}).
				apply("02:06", monitor.Observation{Kind: monitor.Logged}).clock("02:10"),
			[]string{"02:00 missed CheckInMissing"},
		},
		"what is said of the future is true now": {
			reporting(nil).apply("02:05", monitor.Observation{Kind: monitor.CheckedIn, At: clockTime("09:00"), Run: &monitor.RunFacts{
				ID: "a", StartedAt: clockTime("08:00"), FinishedAt: clockTime("09:00"), Outcome: succeeded,
			}}).clock("03:10"),
			[]string{"02:00 succeeded", "03:00 missed CheckInMissing"},
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

// TestReportsStayBounded: runs that never end do not fill the State.
func TestReportsStayBounded(t *testing.T) {
	t.Parallel()
	s := reporting(takes(0, 24*time.Hour))
	for i := range 400 {
		at := clockTime("01:31").Add(time.Duration(i) * time.Minute).Format("15:04")
		s.start(at, "run-"+at)
	}
	if len(s.state.Runs) > 130 {
		t.Errorf("the state remembers %d runs", len(s.state.Runs))
	}
	s = reporting(nil)
	for i := range 21 {
		for j := range 3 {
			at := clockTime("02:00").Add(time.Duration(i)*time.Hour + time.Duration(j)*time.Second).Format(time.TimeOnly)
			s.start(at, "run-"+at)
		}
		s.clock(clockTime("02:30").Add(time.Duration(i) * time.Hour).Format("15:04"))
	}
	if len(s.state.Runs) > 50 {
		t.Errorf("the state remembers %d runs that are told of", len(s.state.Runs))
	}
}

// TestDurationOfReports: it is measured from the start that was reported, or as the report says.
func TestDurationOfReports(t *testing.T) {
	t.Parallel()
	s := reporting(nil).start("02:00", "a").end("02:20", "a", succeeded)
	if s.state.LastSuccessDuration != 20*time.Minute {
		t.Errorf("from its start it took %s", s.state.LastSuccessDuration)
	}
	if s.took("02:50", "03:01", "b"); s.state.LastSuccessDuration != 11*time.Minute {
		t.Errorf("by its own account it took %s", s.state.LastSuccessDuration)
	}
}
