package diagnose

import (
	"fmt"
	"slices"
)

// The codes of a run that succeeded, though not all of it did.
const (
	RetriedToSuccess Code = "RetriedToSuccess"
	IndexesGivenUp   Code = "IndexesGivenUp"
)

// Flaky says what went wrong in a run that succeeded all the same.
func Flaky(e Evidence, failedPods, restarts int32) Cause {
	if c, ok := indexesGivenUp(e); ok {
		return c
	}
	var tried string
	switch {
	case failedPods > 0 && restarts > 0:
		tried = counted(int64(failedPods), "failed pod", "failed pods") + " and " + counted(int64(restarts), "restart", "restarts")
	case failedPods > 0:
		tried = counted(int64(failedPods), "failed pod", "failed pods")
	default:
		tried = counted(int64(restarts), "restart", "restarts")
	}
	c := Cause{
		Code: RetriedToSuccess, Summary: "the run succeeded after " + tried,
		Advice: []string{
			"it needs no action today; what fails now and then fails for good some day: see why: kubectl describe pods -n " +
				"NAMESPACE -l job-name=JOB",
		},
	}
	for _, p := range slices.Backward(e.Pods) {
		if why, ok := podEnded(e, p); ok {
			return c.because(why)
		}
	}
	return c
}

// indexesGivenUp is an indexed Job whose successPolicy was content with some of its indexes.
func indexesGivenUp(e Evidence) (Cause, bool) {
	n := countIndexes(e.FailedIndexes)
	if n == 0 {
		return Cause{}, false
	}
	c := Cause{
		Code:    IndexesGivenUp,
		Summary: fmt.Sprintf("the run succeeded by its successPolicy although %s", e.indexes()),
		Signal:  "status.failedIndexes: " + e.FailedIndexes,
		Advice: []string{
			"see whether their work is needed: kubectl get pods -n NAMESPACE -l job-name=JOB -L batch.kubernetes.io/job-completion-index",
		},
	}
	for _, cond := range e.Conditions {
		if cond.Status == "True" && (cond.Type == "SuccessCriteriaMet" || cond.Type == "Complete") && cond.Reason != "" {
			c.Signal = raw(cond.Type+" ("+cond.Reason+")", cond.Message) + "; " + c.Signal
			break
		}
	}
	for _, p := range slices.Backward(e.Pods) {
		if !p.indexed() || !HasIndex(e.FailedIndexes, p.Index) {
			continue
		}
		if why, ok := podEnded(e, p); ok {
			why.Summary = "index " + p.Index + ": " + why.Summary
			return c.because(why), true
		}
	}
	return c, true
}
