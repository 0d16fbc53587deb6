package diagnose

import (
	"fmt"
	"regexp"
	"time"

	"rollcall.dev/rollcall/internal/schedule"
)

// The codes of what is known without looking for it.
const (
	CheckInMissing  Code = "CheckInMissing"
	SuspendedByHand Code = "Suspended"
	NotSeen         Code = "RunNotSeen"
	EndNotSeen      Code = "RunEndNotSeen"
	Deleted         Code = "RunDeleted"
	ReplacedByNext  Code = "ReplacedByNextRun"
	MonitorRemoved  Code = "MonitorRemoved"
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
		Advice: []string{
			"when it is to run again: kubectl patch cronjob CRONJOB -n NAMESPACE -p '{\"spec\":{\"suspend\":false}}'",
			"the newest of the slots that passed meanwhile may then be started at once",
		},
	}
}

// Paused says that somebody paused a check-in; since is zero where it was resumed meanwhile.
func Paused(since time.Time) Cause {
	c := Cause{Code: SuspendedByHand, Summary: "the check-in was paused"}
	if !since.IsZero() {
		c.Summary = "the check-in is paused since " + since.UTC().Format("2006-01-02 15:04 UTC")
	}
	return c
}

// wentMissing is what the controller says of a Job that it started and does not find any more.
var wentMissing = regexp.MustCompile(`^Active job went missing: (\S+)$`)

// RunNotSeen is the cause of a slot that the scheduler answered while nobody watched.
func RunNotSeen(e Evidence, slot time.Time) Cause {
	if ev, ok := e.since(slot).eventWith("MissingJob"); ok {
		if m := wentMissing.FindStringSubmatch(ev.Message); m != nil {
			c := RunDeleted(Evidence{}, m[1])
			c.Signal = raw(ev.Reason, ev.Message)
			return c
		}
	}
	return Cause{
		Code:    NotSeen,
		Summary: "a run may have been started while Rollcall could not see it, and has left no trace",
		Advice: []string{
			"see in the job's own records whether it did its work",
			"see when a run was last started and last succeeded: kubectl get cronjob CRONJOB -n NAMESPACE -o jsonpath='{.status}'",
		},
	}
}

// NotTaken is the cause of a slot of a check-in whose grace ended while Rollcall could not take reports.
func NotTaken() Cause {
	return Cause{
		Code:    NotSeen,
		Summary: "no check-in was taken: Rollcall could not take one when the grace ended",
		Advice: []string{
			"see in the job's own records whether it did its work",
			"a job that keeps its report until it can be sent revises this: rollcall exec does",
		},
	}
}

// RunLost is the cause of a run whose end nobody saw, and whose Job is gone. lastSuccess is when the CronJob last had a success by
// its own account; zero where it knows of none.
func RunLost(name string, created, lastSuccess time.Time) Cause {
	c := Cause{
		Code:    EndNotSeen,
		Summary: fmt.Sprintf("Job %s ended, or was deleted, while Rollcall could not see it, and is gone", name),
		Advice:  []string{"see in the job's own records whether it did its work"},
	}
	switch {
	case created.IsZero():
	case lastSuccess.Before(created):
		c.Summary += "; the CronJob knows of no success since it was started"
	default:
		c.Summary += "; the CronJob knows of a success after it was started, which may have been this run's"
	}
	if !lastSuccess.IsZero() {
		c.Signal = "status.lastSuccessfulTime " + lastSuccess.UTC().Format(time.RFC3339)
	}
	return c
}

// RunDeleted is the cause of a run that was deleted before it ended; e is what was last seen of it.
func RunDeleted(e Evidence, name string) Cause {
	c := Cause{
		Code: Deleted, Summary: fmt.Sprintf("Job %s was deleted before it ended", name),
		Advice: []string{
			"see in the job's own records how far it came",
			"who deleted it stands in the API server's audit log, where one is kept: verb delete, jobs/" + named(name, "JOB"),
			runAgain,
		},
	}
	return c.whatHeldUp(e)
}

// ReplacedBy is the cause of a run that its own next run ended after it had run for a while; e is what was last seen of it. Clocks
// differ, so that it may seem to have ended before it began.
func ReplacedBy(e Evidence, name string, after time.Duration) Cause {
	when := "at once"
	if after >= time.Second {
		when = "after " + about(after)
	}
	c := Cause{
		Code:    ReplacedByNext,
		Summary: fmt.Sprintf("Job %s was ended %s by the CronJob's next run (concurrencyPolicy Replace)", name, when),
		Advice: []string{
			"if it needs longer than the interval, it never finishes: lengthen the interval, or use Forbid" + edit,
		},
	}
	return c.whatHeldUp(e)
}

// whatHeldUp adds to the end of a run why it had not ended before by itself.
func (c Cause) whatHeldUp(e Evidence) Cause {
	why, ok := holdUp(e)
	if !ok {
		return c
	}
	c.Summary += "; until then " + why.Summary
	c.Signal = orWord(c.Signal, why.Signal)
	c.Advice = append(c.Advice, why.Advice...)
	c.Advice = c.Advice[:min(len(c.Advice), maxSteps)]
	return c
}

// Removed is the cause of the end of what was watched.
func Removed() Cause {
	return Cause{Code: MonitorRemoved, Summary: "the job was deleted, or is no longer to be watched"}
}

// Unseen is what the unknown outcomes of one blindness have in common.
func Unseen() Cause {
	return Cause{
		Code:    NotSeen,
		Summary: "Rollcall did not watch, and nothing that is left proves how it went",
		Advice: []string{
			"see in the jobs' own records whether they did their work",
			"find out why Rollcall did not see: it was down, the API server was away, or a right was withdrawn",
		},
	}
}
