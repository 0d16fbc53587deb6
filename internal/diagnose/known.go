package diagnose

import (
	"fmt"
	"time"

	"rollcall.dev/rollcall/internal/schedule"
)

// NoCheckIn is the cause of a slot for which no check-in came.
func NoCheckIn(grace time.Duration) Cause {
	return Cause{
		Code:    CheckInMissing,
		Summary: fmt.Sprintf("no check-in came within the grace of %s", schedule.Short(grace)),
		Advice:  []string{"see whether the job ran at all, and whether it can reach the check-in address"},
	}
}

// ReportedMissing is the cause that a foreign check-in service gives; message is its own text.
func ReportedMissing(message string) Cause {
	return Cause{
		Code:    CheckInMissing,
		Summary: "the check-in service received no check-in",
		Signal:  message,
		Advice:  []string{"see whether the job ran at all, and whether it can reach the check-in address"},
	}
}

// WasSuspended is the cause of a slot of a suspended Monitor.
func WasSuspended(since time.Time) Cause {
	return Cause{
		Code:    SuspendedByHand,
		Summary: "the CronJob has been suspended since " + since.UTC().Format("2006-01-02 15:04 UTC") + " or earlier",
		Advice:  []string{"set spec.suspend to false when it is to run again"},
	}
}

// RunNotSeen is the cause of a slot that the scheduler answered while nobody watched.
func RunNotSeen() Cause {
	return Cause{
		Code:    NotSeen,
		Summary: "a run may have been started while Rollcall could not see it, and has left no trace",
		Advice:  []string{"see in the job's own records whether it did its work"},
	}
}

// RunDeleted is the cause of a run that was deleted before it ended.
func RunDeleted(name string) Cause {
	return Cause{Code: Deleted, Summary: fmt.Sprintf("Job %s was deleted before it ended", name)}
}

// ReplacedBy is the cause of a run that its own next run ended after it had run for a while.
func ReplacedBy(name string, after time.Duration) Cause {
	return Cause{
		Code: ReplacedByNext,
		Summary: fmt.Sprintf("Job %s was ended after %s by the CronJob's next run (concurrencyPolicy Replace)",
			name, schedule.Short(after.Round(time.Second))),
		Advice: []string{"if it needs longer than the interval, it never finishes: lengthen the interval"},
	}
}

// Removed is the cause of the end of what was watched.
func Removed() Cause {
	return Cause{Code: MonitorRemoved, Summary: "the job was deleted, or is no longer to be watched"}
}
