package diagnose

import (
	"fmt"
	"slices"
)

// The codes of a slot that another run stood in the way of.
const (
	PreviousRunActive Code = "PreviousRunActive"
	CouldNotReplace   Code = "CouldNotReplace"
)

// previousRunActive says which run kept Forbid from starting one, and why that run had not ended, where it was looked at.
func previousRunActive(e Evidence, d Due) (Cause, bool) {
	if !d.Forbid || len(e.ActiveRuns) == 0 {
		return Cause{}, false
	}
	run := e.ActiveRuns[0]
	job := named(run.Name, "JOB")
	c := Cause{
		Code: PreviousRunActive,
		Summary: fmt.Sprintf("concurrencyPolicy Forbid: Job %s had not ended (begun %s before this slot)",
			run.Name, about(d.Slot.Sub(run.CreatedAt))),
		Advice: []string{
			fmt.Sprintf("see what it is doing: kubectl logs job/%s -n NAMESPACE --all-containers --tail=50", job),
			fmt.Sprintf("if it hangs, end it: kubectl delete job %s -n NAMESPACE", job),
			"if it only needs longer, lengthen the interval" + edit,
		},
	}
	if ev, ok := e.eventWith("JobAlreadyActive"); ok {
		c.Signal = raw(ev.Reason, ev.Message)
	}
	if run.Evidence == nil {
		return c, true
	}
	if why, ok := holdUp(run.Evidence.present()); ok {
		c.Summary += ", because " + why.Summary
		c.Signal = orWord(why.Signal, c.Signal)
		ofRun := Cause{Advice: why.Advice}.For(Subject{Job: run.Name}).Advice
		end := fmt.Sprintf("or end it, so that the next run can start: kubectl delete job %s -n NAMESPACE", job)
		c.Advice = append(slices.Clone(ofRun[:min(len(ofRun), maxSteps-1)]), end)
	}
	return c, true
}

// notReplaced is a slot for which the controller was to end the run before (Replace) and could not.
func notReplaced(e Evidence) (Cause, bool) {
	ev, ok := e.eventWith("FailedDelete", "FailedGet")
	if !ok {
		return Cause{}, false
	}
	did := "delete"
	if ev.Reason == "FailedGet" {
		did = "find"
	}
	run := "the run before"
	job := "JOB"
	if len(e.ActiveRuns) > 0 {
		run, job = "the run before, Job "+e.ActiveRuns[0].Name+",", named(e.ActiveRuns[0].Name, "JOB")
	}
	return Cause{
		Code:    CouldNotReplace,
		Summary: fmt.Sprintf("concurrencyPolicy Replace: the controller could not %s %s and so did not start this one", did, run),
		Signal:  raw(ev.Reason, ev.Message),
		Advice: []string{
			fmt.Sprintf("delete it yourself, and see what is in the way (a right, a finalizer, a webhook): kubectl delete job "+
				"%s -n NAMESPACE", job),
			"the controller tries again by itself until the next slot: kubectl describe cronjob CRONJOB -n NAMESPACE",
		},
	}, true
}
