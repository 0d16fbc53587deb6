package diagnose

import (
	"fmt"
	"slices"
	"time"
)

// DeadlineExceeded is the code of a run that was stopped because it took too long.
const DeadlineExceeded Code = "DeadlineExceeded"

// deadlineExceeded says why a Job came up against its activeDeadlineSeconds: what it was doing, or that it never began.
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
		Advice: []string{
			"see in the log what it was doing when it was stopped",
			"if it only needs longer, raise activeDeadlineSeconds" + edit,
		},
	}
	if why, ok := neverBegan(e); ok {
		c.Summary = "the Job was stopped by its " + limit + ", and no container of it had started: " + why.Summary
		c.Signal, c.Advice, c.Container = why.Signal, why.Advice, why.Container
		return c, true
	}
	if why, ok := leftRunning(e, cond.At); ok {
		c.Summary += ": " + why.Summary
		c.Signal, c.Advice = why.Signal, why.Advice
	}
	for _, p := range e.Pods {
		for _, k := range p.Containers {
			if !k.Init && k.LogTail != "" {
				c.Container, c.LogTail = k.Name, k.LogTail
			}
		}
	}
	return c, true
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
			if c.State == "terminated" && !deadline.IsZero() && !c.FinishedAt.Before(deadline) {
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
	for _, k := range p.Containers {
		if !k.Init && k.LogTail != "" {
			c.Container, c.LogTail = k.Name, k.LogTail
		}
	}
	return c, true
}
