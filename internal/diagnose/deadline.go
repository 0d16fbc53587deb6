package diagnose

import (
	"fmt"
	"slices"
	"time"
)

// DeadlineExceeded is the code of a run that was stopped because it took too long.
const DeadlineExceeded Code = "DeadlineExceeded"

// deadlineExceeded says why a Job came up against its activeDeadlineSeconds: what it was doing, what its attempts before had failed of,
// or why it never began.
func deadlineExceeded(e Evidence) (Cause, bool) {
	cond, ok := failedCondition(e)
	if !ok || cond.Reason != "DeadlineExceeded" {
		return Cause{}, false
	}
	limit := "activeDeadlineSeconds"
	if e.Declared.ActiveDeadline > 0 {
		limit += fmt.Sprintf(" (%s)", about(e.Declared.ActiveDeadline))
	}
	c := Cause{
		Code:    DeadlineExceeded,
		Summary: "the Job was stopped because it ran longer than its " + limit + " allow",
		Signal:  raw(cond.Reason, cond.Message),
	}
	if why, ok := neverBegan(e); ok {
		c.Summary = "the Job was stopped by its " + limit + ", and no container of it had started: " + why.Summary
		c.Signal, c.Advice, c.Container = why.Signal, why.Advice, why.Container
		return c, true
	}
	deadline := e.deadline()
	if why, ok := leftRunning(e, deadline); ok {
		c.Summary += ": " + why.Summary
		c.Signal, c.Advice, c.Container, c.ExitCode, c.LogTail = why.Signal, why.Advice, why.Container, why.ExitCode, why.LogTail
		return c, true
	}
	if failed, ok := e.failedBefore(deadline); ok {
		c.Summary = "the Job was stopped by its " + limit + " after " + failed.String()
		if failed.total > 1 {
			c.Summary += "; the last"
		}
		c.Advice = []string{"activeDeadlineSeconds count for all attempts together: to raise them only makes room for more of the same"}
		if failed.working {
			c.Advice = []string{
				"the attempt that was stopped may only have needed longer: activeDeadlineSeconds count for all attempts together" + edit,
			}
		}
		return c.because(failed.last), true
	}
	c.Advice = []string{
		"see in the log what it was doing when it was stopped",
		"if it only needs longer, raise activeDeadlineSeconds" + edit,
	}
	for _, p := range slices.Backward(e.Pods) {
		if c.Container, c.LogTail = p.talked(); c.LogTail != "" {
			break
		}
	}
	return c, true
}

// talked is the container of the workload whose log is known, and the end of it.
func (p Pod) talked() (container, logTail string) {
	for _, k := range p.Containers {
		if !k.Init && k.LogTail != "" {
			container, logTail = k.Name, k.LogTail
		}
	}
	return container, logTail
}

// deadline is when the Job's deadline came: FailureTarget says so at once, Failed when the last pod has ended.
func (e Evidence) deadline() time.Time {
	var at time.Time
	for _, c := range e.Conditions {
		came := (c.Type == "Failed" || c.Type == "FailureTarget") && c.Status == "True" && c.Reason == "DeadlineExceeded"
		if came && !c.At.IsZero() && (at.IsZero() || c.At.Before(at)) {
			at = c.At
		}
	}
	return at
}

// neverBegan says why no container of the run started, where none did and that can be told.
func neverBegan(e Evidence) (Cause, bool) {
	if slices.ContainsFunc(e.Pods, Pod.started) {
		return Cause{}, false
	}
	return first(e, notStarted()...)
}

// leftRunning finds the pod whose main container had ended well when the deadline came, and that went on because of another one.
func leftRunning(e Evidence, deadline time.Time) (Cause, bool) {
	e.Pods = slices.Clone(e.Pods)
	for i := range e.Pods {
		p := &e.Pods[i]
		p.Phase, p.Containers = "Running", slices.Clone(p.Containers)
		for j := range p.Containers {
			c := &p.Containers[j]
			if last, ok := c.end(); ok && c.State == "terminated" && !deadline.IsZero() && last.stoppedBy(deadline) {
				c.State = "running" // what the deadline ended was running until then
			}
		}
	}
	return outlivedBySidecar(e)
}

// podDeadline is the same for a deadline that is set on the pods (pkg/kubelet/active_deadline.go).
func podDeadline(_ Evidence, p Pod) (Cause, bool) {
	if p.Reason != "DeadlineExceeded" {
		return Cause{}, false
	}
	c := Cause{
		Code: DeadlineExceeded, Summary: "the pod ran longer than the activeDeadlineSeconds of the pod allow and was stopped",
		Signal: raw(p.Reason, p.Message),
		Advice: []string{
			"see in the log what it was doing when it was stopped",
			"if it only needs longer, raise activeDeadlineSeconds in the pod template" + edit,
		},
	}
	c.Container, c.LogTail = p.talked()
	return c, true
}
