package monitor_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"rollcall.dev/rollcall/internal/diagnose"
	"rollcall.dev/rollcall/internal/monitor"
)

// lookedAt reports what an inspection saw of a run.
func (s *story) lookedAt(at, created string, e diagnose.Evidence) *story {
	e.Job = "close-" + created
	return s.apply(at, monitor.Observation{Kind: monitor.Inspected, Evidence: &e})
}

func held(f *monitor.RunFacts) { f.Suspended = true }

// told is a story, and the verdicts that are to come of it.
type told struct {
	story *story
	want  []string
}

func compare(t *testing.T, tests map[string]told) {
	t.Helper()
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(tt.want, tt.story.verdict); diff != "" {
				t.Errorf("verdicts (-want +got):\n%s", diff)
			}
		})
	}
}

// TestLingering: a run of which nobody said how long it may take is told when it goes on past its next slot and something visibly holds
// it up, and only then.
func TestLingering(t *testing.T) {
	t.Parallel()
	ended, zero := clockTime("02:20"), int32(0)
	sidecar := diagnose.Evidence{CapturedAt: clockTime("03:00"), Pods: []diagnose.Pod{{Name: "close-x", Phase: "Running", Containers: []diagnose.Container{
		{Name: "main", State: "terminated", Reason: "Completed", ExitCode: &zero, FinishedAt: ended},
		{Name: "proxy", State: "running"},
	}}}}
	working := diagnose.Evidence{Pods: []diagnose.Pod{{Name: "close-x", Phase: "Running", Containers: []diagnose.Container{{Name: "main", State: "running"}}}}}
	tests := map[string]told{
		"a sidecar keeps it from ending": {
			begin(nil).job("02:00", "02:00", "02:00", started("02:00")).lookedAt("03:00", "02:00", sidecar).clock("03:00").clock("03:05"),
			[]string{"02:00 running overrun SidecarOutlivesMain"},
		},
		"what Forbid leaves out tells it": {
			begin(forbid).job("02:00", "02:00", "02:00", started("02:00")).lookedAt("03:00", "02:00", sidecar).clock("03:00").clock("03:10"),
			[]string{"03:00 skipped PreviousRunActive"},
		},
		"it only takes long": {
			begin(nil).job("02:00", "02:00", "02:00", started("02:00")).lookedAt("03:00", "02:00", working).clock("03:00"),
			nil,
		},
		"before its next slot": {
			begin(nil).job("02:00", "02:00", "02:00", started("02:00")).lookedAt("02:50", "02:00", sidecar).clock("02:50"),
			nil,
		},
		"a limit that is declared goes before": {
			begin(takes(0, 5*time.Hour)).job("02:00", "02:00", "02:00", started("02:00")).lookedAt("03:00", "02:00", sidecar).clock("03:00"),
			nil,
		},
	}
	compare(t, tests)
}

// TestLingeringIsLookedAt at its next slot, and then the rarer.
func TestLingeringIsLookedAt(t *testing.T) {
	t.Parallel()
	s := begin(nil).job("02:00", "02:00", "02:00", started("02:00"))
	for _, tt := range []struct {
		at   string
		runs int
	}{{"02:59", 0}, {"03:00", 1}} {
		if got := s.state.Lingering(clockTime(tt.at)); len(got) != tt.runs {
			t.Errorf("at %s: %q, want %d", tt.at, got, tt.runs)
		}
	}
	if next := s.state.NextCheck(); !next.Equal(clockTime("03:00")) {
		t.Errorf("looked at next at %s, want 03:00", next)
	}
	s.job("03:00", "03:00", "03:00", started("03:00")).clock("03:00")
	if got := s.state.Lingering(clockTime("03:20")); len(got) != 0 {
		t.Errorf("again after minutes: %q", got)
	}
	if got := s.state.Lingering(clockTime("04:00")); len(got) == 0 {
		t.Error("not again after an hour")
	}
}

// TestHeldByAQueue: a queue may hold a run back, but not until it is of no use.
func TestHeldByAQueue(t *testing.T) {
	t.Parallel()
	queue := diagnose.Evidence{Declared: diagnose.Declared{Suspended: true}}
	tests := map[string]told{
		"until its next slot": {
			begin(nil).job("02:00", "02:00", "02:00", held).clock("02:59"),
			nil,
		},
		"past its next slot": {
			begin(nil).job("02:00", "02:00", "02:00", held).lookedAt("03:00", "02:00", queue).clock("03:00"),
			[]string{"02:00 stuck HeldByQueue"},
		},
		"for longer than a run may take": {
			begin(takes(0, 30*time.Minute)).job("02:00", "02:00", "02:00", held).lookedAt("02:30", "02:00", queue).clock("02:29").clock("02:30"),
			[]string{"02:00 stuck HeldByQueue"},
		},
		"one that was started by hand": {
			begin(nil).job("01:50", "", "01:50", held).job("02:00", "02:00", "02:00", started("02:00")).clock("02:50"),
			nil,
		},
	}
	compare(t, tests)
}

// TestRefusedWithinADeadline: a starting deadline that passed while something refused the run is not why there was none.
func TestRefusedWithinADeadline(t *testing.T) {
	t.Parallel()
	quota := diagnose.Event{
		Type: "Warning", Reason: "FailedCreate", Object: "CronJob/close", Last: clockTime("02:00"),
		Message: `Error creating job: jobs.batch "close-1" is forbidden: exceeded quota: q, requested: count/jobs.batch=1, used: count/jobs.batch=1, limited: count/jobs.batch=1`,
	}
	deadline := time.Minute
	brief := func(d *monitor.Definition) { d.StartingDeadline = &deadline }
	looked := func(events ...diagnose.Event) *story {
		return begin(brief).apply("02:10", monitor.Observation{Kind: monitor.Inspected, Evidence: &diagnose.Evidence{Events: events}}).clock("02:10")
	}
	compare(t, map[string]told{
		"refused":    {looked(quota), []string{"02:00 missed QuotaExceeded"}},
		"not a word": {looked(), []string{"02:00 skipped StartingDeadlinePassed"}},
	})
}
