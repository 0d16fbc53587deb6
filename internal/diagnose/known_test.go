package diagnose_test

import (
	"testing"
	"time"

	"rollcall.dev/rollcall/internal/diagnose"
)

// Clocks differ: the run that replaces one may seem to be older than it.
func TestReplacedByIsNeverBeforeItBegan(t *testing.T) {
	t.Parallel()
	for after, want := range map[time.Duration]string{
		58 * time.Minute:       "Job backup-1 was ended after 58m by the CronJob's next run",
		time.Second:            "Job backup-1 was ended after 1s by the CronJob's next run",
		300 * time.Millisecond: "Job backup-1 was ended at once by the CronJob's next run",
		0:                      "Job backup-1 was ended at once by the CronJob's next run",
		-5 * time.Second:       "Job backup-1 was ended at once by the CronJob's next run",
		-20 * time.Minute:      "Job backup-1 was ended at once by the CronJob's next run",
	} {
		check(t, diagnose.ReplacedBy(diagnose.Evidence{}, "backup-1", after), diagnose.ReplacedByNext, want)
	}
}

// Nor is the run that blocks younger than what it blocks.
func TestNoDurationIsNegative(t *testing.T) {
	t.Parallel()
	e := diagnose.Evidence{ActiveRuns: []diagnose.ActiveRun{{Name: "backup-1", CreatedAt: after(5 * time.Second)}}}
	check(t, diagnose.Missed(e, diagnose.Due{Slot: slot(), Forbid: true}), diagnose.PreviousRunActive, "(begun 0s before this slot)")
	check(t, diagnose.Overrunning(diagnose.Evidence{}, -time.Minute, time.Hour), diagnose.RunsTooLong, "going on for 0s")
}
