package monitor_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"rollcall.dev/rollcall/internal/monitor"
	"rollcall.dev/rollcall/internal/schedule"
)

func minutely(d *monitor.Definition) { d.Schedule = schedule.Cron("* * * * *", "UTC") }

// minute is the time of day n minutes after 01:30.
func minute(n int) string {
	return clockTime("01:30").Add(time.Duration(n) * time.Minute).Format("15:04")
}

func TestForgottenRunsAreNoNews(t *testing.T) {
	t.Parallel()
	s := begin(minutely)
	for i := range 60 {
		s.job(minute(i+1), minute(i+1), minute(i+1), ended(minute(i+1), failed))
	}
	s.job(minute(61), "", "01:31:30", ended(minute(2), failed))
	before := len(s.verdict)
	s.job(minute(62), minute(1), minute(1), ended(minute(1), failed)).job(minute(62), "", "01:31:30", ended(minute(2), failed))
	if len(s.verdict) != before {
		t.Errorf("told again: %v", s.verdict[before:])
	}
	if s.state.ConsecutiveBad != 60 {
		t.Errorf("%d bad in a row, want 60", s.state.ConsecutiveBad)
	}
}

// TestManyOfOneSecond: what was created in the second of a forgotten run is news all the same, once.
func TestManyOfOneSecond(t *testing.T) {
	t.Parallel()
	s := begin(nil)
	tell := func(i int) {
		s.job("01:41", "", "01:40", func(f *monitor.RunFacts) {
			ended("01:41", failed)(f)
			f.ID = monitor.RunID(fmt.Sprint(i))
		})
	}
	for i := range 60 {
		tell(i)
	}
	for i := range 60 {
		tell(i)
	}
	if len(s.verdict) != 60 {
		t.Errorf("%d verdicts on 60 runs", len(s.verdict))
	}
}

func TestARunThatGoesOnKeepsItsSlot(t *testing.T) {
	t.Parallel()
	s := begin(minutely).job(minute(1), minute(1), minute(1), nil).clock(minute(6))
	for i := 2; i < 60; i++ {
		s.job(minute(i), minute(i), minute(i), ended(minute(i), succeeded))
	}
	s.job(minute(60), minute(1), minute(1), ended(minute(60), failed))
	want := []string{"01:31 stuck NotStarted", "01:31 failed overrun FailedWithoutTrace revises stuck"}
	for _, line := range want {
		if !slices.Contains(s.verdict, line) {
			t.Errorf("no verdict %q in %q", line, s.verdict)
		}
	}
}

// TestForbidIsRememberedForALongGrace: when a slot is judged, more runs have ended since than are remembered otherwise.
func TestForbidIsRememberedForALongGrace(t *testing.T) {
	t.Parallel()
	s := begin(func(d *monitor.Definition) { minutely(d); forbid(d); d.Grace = 2 * time.Hour })
	for i := 0; i < 120; i += 2 { // each run lasts over the next slot
		s.job(minute(i+1), minute(i+1), minute(i+1), started(minute(i+1)))
		s.job(minute(i+3), minute(i+1), minute(i+1), ended(minute(i+2)+":30", succeeded))
	}
	s.clock(minute(2 + 120))
	if want := "01:32 skipped PreviousRunActive"; !slices.Contains(s.verdict, want) {
		t.Errorf("no verdict %q in %q", want, s.verdict)
	}
	if n := len(s.state.Runs); n > 80 {
		t.Errorf("%d runs are remembered", n)
	}
}

// TestEndsAloneLeaveNothingBehind: a run that reports its end alone is forgotten with the others, and its name too.
func TestEndsAloneLeaveNothingBehind(t *testing.T) {
	t.Parallel()
	s := reporting(nil)
	for i := range 100 {
		s.end(fmt.Sprintf("02:%02d:%02d", i/60, i%60), fmt.Sprint("run-", i), succeeded)
	}
	if n := len(s.state.SettledThen); n > 1 {
		t.Errorf("%d runs are remembered as forgotten", n)
	}
}
