package diagnose

import (
	"fmt"
	"time"

	"rollcall.dev/rollcall/internal/schedule"
)

// NoEndReported is the code of a run that reported its start, and not its end.
const NoEndReported Code = "NoEndReported"

func seeWhatBecameOfIt() []string {
	return []string{
		"see on its machine whether it still runs, and in its own records how far it came",
		"if runs may overlap or take long, have each report a run id of its own, and declare how long one may take",
	}
}

// NoEnd is the cause of a run that reports by check-in and whose end is overdue.
func NoEnd(started time.Time) Cause {
	return Cause{
		Code: NoEndReported, Summary: "the run that started at " + instant(started) + " has not reported its end, and the next one was due",
		Advice: seeWhatBecameOfIt(),
	}
}

// GivenUp is the cause of a run that was followed by another one before it reported its end.
func GivenUp(started, next time.Time) Cause {
	return Cause{
		Code:    NoEndReported,
		Summary: "the run that started at " + instant(started) + " never reported its end: another one started at " + instant(next),
		Advice:  seeWhatBecameOfIt(),
	}
}

// StillOpen is the cause of a slot for which nothing reported, while a run from before it had not reported its end.
func StillOpen(started time.Time, grace time.Duration) Cause {
	return Cause{
		Code: NoEndReported,
		Summary: fmt.Sprintf("nothing was started within the grace of %s: the run that started at %s has not reported its end",
			schedule.Short(grace), instant(started)),
		Advice: seeWhatBecameOfIt(),
	}
}

// RunsOn says why a run that reports by check-in is told of while it goes on; ran is how long it has been going on.
func RunsOn(ran, limit time.Duration) Cause {
	return Cause{
		Code: RunsTooLong,
		Summary: fmt.Sprintf("the run has been going on for %s, longer than its max-duration of %s, and has not reported its end",
			about(ran), schedule.Short(limit)),
		Advice: seeWhatBecameOfIt(),
	}
}

// ReportedTooFast says why a success that a job reported of itself is doubted: it was shorter than a declared floor.
func ReportedTooFast(ran, floor time.Duration) Cause {
	c := TooFast(ran, floor)
	c.Advice = []string{
		"see in its own records whether it did its work",
		"let the job report a failure when it finds nothing to do that should have been there",
	}
	return c
}
