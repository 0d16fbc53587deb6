package diagnose

import (
	"fmt"
	"strings"
	"time"

	"rollcall.dev/rollcall/internal/schedule"
)

// The codes of a slot that no run answered.
const (
	DeadlinePassed   Code = "StartingDeadlinePassed"
	ControllerDown   Code = "ControllerDown"
	TooManyMissed    Code = "TooManyMissedTimes"
	PassedOver       Code = "PassedOver"
	NameTaken        Code = "NameTaken"
	NamespaceDeleted Code = "NamespaceTerminating"
	NoJob            Code = "NoJob"
)

// Due is the slot in question, and what could explain its silence.
type Due struct {
	Slot   time.Time
	Forbid bool
	// StartingDeadline is set where it kept the slot from being started later.
	StartingDeadline *time.Duration
	// LastStarted is the slot that the scheduler says it started last; zero where that is not known.
	LastStarted time.Time
	// Silent is how many slots in a row nobody answered, this one included; zero where they were not counted.
	Silent int
}

// Missed says why no run answered a slot of a CronJob.
func Missed(e Evidence, d Due) Cause {
	now := e.since(d.Slot)
	c, ok := first(now,
		func(e Evidence) (Cause, bool) { return previousRunActive(e, d) },
		creationRefused, notReplaced,
		func(e Evidence) (Cause, bool) { return nameTaken(e, d) },
		controllerDown,
		func(e Evidence) (Cause, bool) { return tooManyMissed(e, d) },
	)
	if ok {
		return c
	}
	// What is wrong with the schedule is said once, when it is edited.
	c, ok = first(e, badSchedule,
		func(Evidence) (Cause, bool) { return deadlinePassed(d) },
		func(Evidence) (Cause, bool) { return passedOver(d) },
		zoneInSchedule)
	if ok {
		return c
	}
	c = Cause{
		Code:    NoJob,
		Summary: "the cluster created no Job for this slot, and no event says why",
		Advice: []string{
			"check that kube-controller-manager runs; other CronJobs would be silent too: kubectl get lease -n kube-system " +
				"kube-controller-manager",
			"kubectl describe cronjob CRONJOB -n NAMESPACE",
		},
	}
	if e.unread("the events of CronJob ") {
		c.Summary = "the cluster created no Job for this slot, and why could not be read"
	}
	return c
}

func deadlinePassed(d Due) (Cause, bool) {
	if d.StartingDeadline == nil {
		return Cause{}, false
	}
	return Cause{
		Code: DeadlinePassed,
		Summary: fmt.Sprintf("no Job was created within startingDeadlineSeconds (%s); this slot will not be caught up",
			schedule.Short(*d.StartingDeadline)),
		Advice: []string{
			"find out why the start was late: kubectl describe cronjob CRONJOB -n NAMESPACE",
			"if a late run is better than none, raise startingDeadlineSeconds" + edit,
			runAgain,
		},
	}, true
}

// tooManyMissed is what the controller says when it comes back after more than a hundred slots (nextScheduleTime in
// pkg/controller/cronjob): it starts the newest, late, and gives up the others.
func tooManyMissed(e Evidence, d Due) (Cause, bool) {
	ev, ok := e.eventWith("TooManyMissedTimes")
	if !ok {
		return Cause{}, false
	}
	lost := "the others are lost"
	if d.Silent > 1 {
		lost = fmt.Sprintf("%d slots are lost", d.Silent)
	}
	return Cause{
		Code:    TooManyMissed,
		Summary: "the controller came back after more than 100 missed slots: it starts the newest only, and " + lost,
		Signal:  raw(ev.Reason, ev.Message),
		Advice: []string{
			"see since when nothing was started: kubectl get cronjob CRONJOB -n NAMESPACE -o jsonpath='{.status.lastScheduleTime}'",
			"if the clocks of the control plane differ, set them right; else find out why it stood still for so long",
			runAgain,
		},
	}, true
}

// passedOver is a slot that the scheduler left behind: of several that it missed it starts the newest only, and on an uneven schedule
// it may find none to start at all (schedule.MostRecent).
func passedOver(d Due) (Cause, bool) {
	if !d.LastStarted.After(d.Slot) {
		return Cause{}, false
	}
	return Cause{
		Code: PassedOver,
		Summary: fmt.Sprintf("the controller started nothing for this slot and has gone on to that of %s: it will not be caught "+
			"up", instant(d.LastStarted)),
		Signal: "status.lastScheduleTime: " + d.LastStarted.UTC().Format(time.RFC3339),
		Advice: []string{
			"find out what held the controller up at that time: kubectl describe cronjob CRONJOB -n NAMESPACE",
			runAgain,
		},
	}, true
}

// nameTaken is a slot for which the controller found a Job with the name that it was to give, and did nothing (syncCronJob in
// pkg/controller/cronjob): there is no event, and it does not look again before something else of the CronJob changes.
func nameTaken(e Evidence, d Due) (Cause, bool) {
	other := e.NameTaken
	if other == nil || !strings.HasSuffix(other.Name, fmt.Sprintf("-%d", d.Slot.Unix()/60)) {
		return Cause{}, false
	}
	c := Cause{
		Code:    NameTaken,
		Summary: fmt.Sprintf("the name of this slot's Job, %s, is taken by a Job that the CronJob does not own", other.Name),
		Signal:  "Job " + other.Name + ", controlled by " + orWord(other.Owner, "nobody"),
		Advice: []string{
			fmt.Sprintf("see whose it is: kubectl get job %s -n NAMESPACE -o yaml", named(other.Name, "NAME")),
			fmt.Sprintf("delete it if it is nobody's: kubectl delete job %s -n NAMESPACE", named(other.Name, "NAME")),
			"the controller looks again when the CronJob changes: kubectl annotate cronjob CRONJOB -n NAMESPACE --overwrite " +
				"rollcall.dev/touched=\"$(date +%s)\"",
			runAgain,
		},
	}
	if !other.CreatedAt.IsZero() {
		c.Signal += ", created " + other.CreatedAt.UTC().Format(time.RFC3339)
	}
	return c, true
}

// NamespaceEnding is the cause of a slot of a CronJob whose namespace is being deleted: the API server lets nothing be created there,
// and the controller says nothing of it.
func NamespaceEnding(since time.Time) Cause {
	return Cause{
		Code: NamespaceDeleted, Summary: "the namespace is being deleted (since " + instant(since) + "): nothing can be started in it",
		Signal: "metadata.deletionTimestamp: " + since.UTC().Format(time.RFC3339),
		Advice: []string{
			"nothing is to be done where that is meant",
			"if it hangs, see what keeps it: kubectl get namespace NAMESPACE -o jsonpath='{.status.conditions}'",
		},
	}
}
