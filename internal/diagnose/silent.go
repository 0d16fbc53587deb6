package diagnose

import (
	"fmt"
	"time"
)

// controllerDown says that the whole cluster schedules nothing.
func controllerDown(e Evidence) (Cause, bool) {
	if e.SchedulerSilentSince == nil {
		return Cause{}, false
	}
	var until time.Time
	if e.SchedulerSilentUntil != nil {
		until = *e.SchedulerSilentUntil
	}
	return ControllerSilent(*e.SchedulerSilentSince, until, e.SchedulerInferred), true
}

// ControllerSilent is the cause of what is not started because the scheduler of the cluster is silent: until is zero while it is.
// inferred is from how many CronJobs that is inferred; 0 where the Lease of kube-controller-manager tells it.
func ControllerSilent(since, until time.Time, inferred int) Cause {
	cluster, controller, span := "the cluster schedules nothing", "has been silent", "since "+clock(since)
	c := Cause{
		Code: ControllerDown,
		Advice: []string{
			"bring kube-controller-manager back: kubectl get pods -n kube-system -l component=kube-controller-manager",
			"of several missed slots only the newest is then caught up",
			runAgain,
		},
	}
	if !until.IsZero() {
		cluster, controller = "the cluster scheduled nothing", "was silent"
		span = "from " + clock(since) + " to " + clock(until)
		c.Advice = []string{"of several missed slots only the newest is caught up", runAgain}
	}
	if inferred > 0 {
		c.Summary = fmt.Sprintf("%s: %d CronJobs were due, and none was started %s", cluster, inferred, span)
		c.Signal = "no scheduled Job was created " + span + ", as far as is watched; no Lease of kube-controller-manager tells whether it lives"
		return c
	}
	c.Summary = fmt.Sprintf("%s: kube-controller-manager %s %s", cluster, controller, span)
	c.Signal = "Lease kube-system/kube-controller-manager last renewed " + since.UTC().Format(time.RFC3339)
	return c
}

func clock(t time.Time) string { return t.UTC().Format("15:04:05 UTC") }
