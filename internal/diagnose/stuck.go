package diagnose

import (
	"fmt"
	"slices"
)

// The codes of a run whose containers do not start for a reason that is none of the others.
const (
	WaitingForCheckIn Code = "CheckInImage"
	NotStarted        Code = "NotStarted"
)

// CheckInContainer is the name of the init container that Rollcall adds to jobs where it was asked to.
const CheckInContainer = "rollcall-checkin"

// Stuck says why no container of a run has started.
func Stuck(e Evidence) Cause {
	e = e.present()
	if c, ok := first(e, notStarted()...); ok {
		if c.Code != NodeRefused { // such pods have failed, and each counts
			c.Advice = append(c.Advice, e.untilThen()...)
		}
		return c
	}
	c := Cause{
		Code: NotStarted, Summary: "the Job exists and no container of it has started",
		Advice: []string{
			"see what the cluster says of it: kubectl describe job JOB -n NAMESPACE",
			"and of its pods: kubectl describe pods -n NAMESPACE -l job-name=JOB",
		},
	}
	if len(e.Pods) == 0 && !e.unread("the pods of ") {
		c.Summary = "the Job exists and has no pod, and no event says why"
		if e.unread("the events of ") {
			c.Summary = "the Job exists and has no pod, and why could not be read"
		}
		c.Advice[1] = "if other Jobs have none either, look at kube-controller-manager: kubectl get lease -n kube-system " +
			"kube-controller-manager"
	}
	return c
}

// untilThen is what people do not expect of a Job that cannot start: no limit ends it, and an edit does not reach it.
func (e Evidence) untilThen() []string {
	ends := "it does not fail of this by itself (backoffLimit does not count it)"
	if e.Declared.ActiveDeadline > 0 {
		ends = fmt.Sprintf("it waits until its activeDeadlineSeconds (%s) end it", about(e.Declared.ActiveDeadline))
	}
	return []string{
		"the Job keeps the template that it was made with; once the CronJob is corrected, delete it: kubectl delete job JOB -n NAMESPACE",
		ends + ", and with concurrencyPolicy Forbid it keeps all later runs from starting",
	}
}

// notStarted are the rules for a run of which no container has started.
func notStarted() []rule {
	return []rule{held, managedElsewhere, waiting, refusedByAnyNode, unscheduled, volume, sandbox, creationRefused}
}

// waiting looks at the containers that the node cannot start, those of the newest pod first.
func waiting(e Evidence) (Cause, bool) {
	for _, p := range slices.Backward(e.Pods) {
		for _, c := range p.Containers {
			if c.State != "waiting" {
				continue
			}
			cause, ok := waitingFor(e, p, c)
			if !ok {
				continue
			}
			cause.Container = c.Name
			if cause.Signal = orWord(cause.Signal, c.Message); c.Reason != "" {
				cause.Signal = raw(c.Reason, cause.Signal)
			}
			if c.Name == CheckInContainer {
				cause.Code = WaitingForCheckIn
				cause.Summary = "the check-in container that Rollcall added cannot start, and holds the job up: " + cause.Summary
				cause.Advice = []string{
					"take the check-in out of the job: kubectl annotate cronjob CRONJOB -n NAMESPACE rollcall.dev/checkin-",
					fmt.Sprintf("make Rollcall's image (%s) reachable for the node %s", c.Image, where(p)),
				}
			}
			return cause, true
		}
	}
	return Cause{}, false
}

func waitingFor(e Evidence, p Pod, c Container) (Cause, bool) {
	if cause, ok := image(e, p, c); ok {
		return cause, true
	}
	return configuration(e, p, c)
}

// refusedByAnyNode looks for a pod that a node did not take, the newest first.
func refusedByAnyNode(e Evidence) (Cause, bool) {
	for _, p := range slices.Backward(e.Pods) {
		if c, ok := refusedByNode(e, p); ok {
			return c, true
		}
	}
	return Cause{}, false
}
