package diagnose

import (
	"fmt"
	"slices"
)

// The codes of a run that failed and whose pods do not say why.
const (
	ReportedFailure    Code = "ReportedFailure"
	BackoffLimit       Code = "BackoffLimitExceeded"
	FailedWithoutTrace Code = "FailedWithoutTrace"
)

// Failed says why a run failed. What the job says of itself comes first; then what made the Job's failure final, where that is more
// than the number of its attempts; then what ended its pods.
func Failed(e Evidence) Cause {
	c, ok := first(e, reportedFailure, deadlineExceeded, podFailurePolicy, failedIndexes, attempts, backoffLimit)
	if ok {
		return c
	}
	return Cause{
		Code:    FailedWithoutTrace,
		Summary: "the Job failed and left no trace of why",
		Advice: []string{
			"see what is left of it: kubectl describe job JOB -n NAMESPACE",
			"raise failedJobsHistoryLimit and ttlSecondsAfterFinished so that the next failure leaves its pods behind" + edit,
		},
	}
}

// failedCondition is the condition that ended the Job: Failed, or FailureTarget, which precedes it.
func failedCondition(e Evidence) (Condition, bool) {
	for _, t := range []string{"Failed", "FailureTarget"} {
		for _, c := range e.Conditions {
			if c.Type == t && c.Status == "True" {
				return c, true
			}
		}
	}
	return Condition{}, false
}

func reportedFailure(e Evidence) (Cause, bool) {
	if e.Report == nil {
		return Cause{}, false
	}
	c := Cause{
		Code:    ReportedFailure,
		Summary: "the job reported that it failed",
		LogTail: e.Report.Output,
		Advice:  []string{"read the output that the job sent with its report"},
	}
	if code := e.Report.ExitCode; code != nil {
		n := int32(*code)
		c.ExitCode = &n
		c.Summary = fmt.Sprintf("the job reported exit code %d%s", n, meaning(n))
		c.Signal = c.Summary
	}
	return c, true
}

// podEnded says what ended a pod, from the most specific signal to the most general. Of a pod that did its work in the end only the
// attempts before that count, not how its sidecars ended.
func podEnded(e Evidence, p Pod) (Cause, bool) {
	if p.Phase == "Succeeded" {
		return containerEnded(e, p.again())
	}
	return firstOf(e, p, refusedByNode, disrupted, podDeadline, containerEnded)
}

// attempts says what ended the last attempt. The pods stand in the order of their creation; the newest that failed speaks for the
// run, since it was the one too many.
func attempts(e Evidence) (Cause, bool) {
	for _, p := range slices.Backward(e.Pods) {
		c, ok := podEnded(e, p)
		if !ok || p.Phase == "Succeeded" {
			continue
		}
		if p.indexed() {
			c.Summary += " (index " + p.Index + ")"
		}
		if n := e.tries(); n > 1 {
			c.Summary += fmt.Sprintf("; it was the last of %d attempts", n)
		}
		return c, true
	}
	return Cause{}, false
}

// tries is how often the run was tried, as far as can be told: failed pods, and under OnFailure the restarts within one. Those of an
// indexed Job cannot be told apart from its indexes.
func (e Evidence) tries() int64 {
	if e.Declared.Indexed || slices.ContainsFunc(e.Pods, Pod.indexed) {
		return 0
	}
	n := int64(e.FailedPods)
	for _, p := range e.Pods {
		for _, c := range p.Containers {
			if !c.Sidecar && c.Last != nil && c.Last.failed() {
				n += int64(c.Restarts)
			}
		}
	}
	return n
}

func backoffLimit(e Evidence) (Cause, bool) {
	cond, ok := failedCondition(e)
	if !ok {
		return Cause{}, false
	}
	c := Cause{
		Code:    BackoffLimit,
		Summary: fmt.Sprintf("the Job failed (%s), and its pods are gone", orWord(quoted(cond.Reason), "no reason given")),
		Signal:  raw(cond.Reason, cond.Message),
		Advice: []string{
			"see what is left of it: kubectl describe job JOB -n NAMESPACE",
			"restartPolicy Never keeps failed pods and their logs, OnFailure removes them" + edit,
		},
	}
	switch {
	case e.unread("the pods of "):
		c.Summary = fmt.Sprintf("the Job failed (%s), and its pods could not be read", orWord(quoted(cond.Reason), "no reason given"))
		c.Advice = []string{"read the log yourself: kubectl logs job/JOB -n NAMESPACE --all-containers --tail=50"}
	case len(e.Pods) > 0:
		c.Summary = fmt.Sprintf("the Job failed (%s), and its pods do not say why", orWord(quoted(cond.Reason), "no reason given"))
		c.Advice = []string{"look at its pods: kubectl describe pods -n NAMESPACE -l job-name=JOB"}
	}
	return c, true
}
