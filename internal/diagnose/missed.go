package diagnose

import (
	"fmt"
	"slices"
	"time"

	"rollcall.dev/rollcall/internal/schedule"
)

// The codes of a slot that no run answered, and of runs that vanished.
const (
	PreviousRunActive Code = "PreviousRunActive"
	DeadlinePassed    Code = "StartingDeadlinePassed"
	ControllerDown    Code = "ControllerDown"
	UnknownTimeZone   Code = "UnknownTimeZone"
	InvalidSchedule   Code = "InvalidSchedule"
	NoJob             Code = "NoJob"
	CheckInMissing    Code = "CheckInMissing"
	SuspendedByHand   Code = "Suspended"
	NotSeen           Code = "RunNotSeen"
	Deleted           Code = "RunDeleted"
	ReplacedByNext    Code = "ReplacedByNextRun"
	MonitorRemoved    Code = "MonitorRemoved"
)

// Due is the slot in question and the policies that could explain its silence.
type Due struct {
	Slot             time.Time
	Forbid           bool
	StartingDeadline *time.Duration
}

// Missed says why no run answered a slot of a CronJob.
func Missed(e Evidence, d Due) Cause {
	return first(e, []rule{
		func(e Evidence) (Cause, bool) { return previousRunActive(e, d) },
		creationRefused, badSchedule, controllerDown,
		func(Evidence) (Cause, bool) { return deadlinePassed(d) },
	}, func(Evidence) Cause {
		return Cause{
			Code:    NoJob,
			Summary: "the cluster created no Job for this slot, and no event says why",
			Advice: []string{
				"check that kube-controller-manager runs: other CronJobs of the cluster would be silent too",
				"kubectl describe the CronJob",
			},
		}
	})
}

func previousRunActive(e Evidence, d Due) (Cause, bool) {
	if !d.Forbid || len(e.ActiveRuns) == 0 {
		return Cause{}, false
	}
	run := e.ActiveRuns[0]
	c := Cause{
		Code: PreviousRunActive,
		Summary: fmt.Sprintf("concurrencyPolicy Forbid: Job %s had not ended (running for %s at this slot)",
			run.Name, schedule.Short(d.Slot.Sub(run.CreatedAt).Round(time.Second))),
		Advice: []string{
			"look at what the running Job is doing; delete it if it hangs",
			"if it only needs longer, lengthen the interval",
		},
	}
	if ev, ok := eventWith(e, "JobAlreadyActive"); ok {
		c.Signal = ev.Message
	}
	return c, true
}

func badSchedule(e Evidence) (Cause, bool) {
	for _, reason := range []string{"UnknownTimeZone", "UnparseableSchedule", "UnParseableCronJobSchedule", "InvalidSchedule"} {
		ev, ok := eventWith(e, reason)
		if !ok {
			continue
		}
		c := Cause{
			Code: InvalidSchedule, Summary: "the CronJob controller cannot read the schedule", Signal: ev.Reason + ": " + ev.Message,
			Advice: []string{"correct spec.schedule: it never runs until then"},
		}
		if reason == "UnknownTimeZone" {
			c.Code, c.Summary = UnknownTimeZone, "the CronJob controller does not know the time zone"
			c.Advice = []string{"correct spec.timeZone: it never runs until then"}
		}
		return c, true
	}
	return Cause{}, false
}

func controllerDown(e Evidence) (Cause, bool) {
	if e.SchedulerSilentSince == nil {
		return Cause{}, false
	}
	return Cause{
		Code:    ControllerDown,
		Summary: "the cluster schedules nothing: kube-controller-manager has been silent since " + e.SchedulerSilentSince.UTC().Format("15:04:05 UTC"),
		Signal:  "Lease kube-system/kube-controller-manager last renewed " + e.SchedulerSilentSince.UTC().Format(time.RFC3339),
		Advice:  []string{"bring kube-controller-manager back; of several missed slots only the newest is caught up"},
	}, true
}

func deadlinePassed(d Due) (Cause, bool) {
	if d.StartingDeadline == nil {
		return Cause{}, false
	}
	return Cause{
		Code:    DeadlinePassed,
		Summary: fmt.Sprintf("no Job was created within startingDeadlineSeconds (%s); this slot will not be caught up", schedule.Short(*d.StartingDeadline)),
		Advice:  []string{"find out why the start was late; raise startingDeadlineSeconds if a late run is better than none"},
	}, true
}

// eventWith returns the newest event with that reason.
func eventWith(e Evidence, reason string) (Event, bool) {
	for _, v := range slices.Backward(e.Events) {
		if v.Reason == reason {
			return v, true
		}
	}
	return Event{}, false
}
