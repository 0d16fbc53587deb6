package diagnose

import (
	"fmt"
	"slices"
	"time"

	"rollcall.dev/rollcall/internal/schedule"
)

// The codes of a run that takes another time than was declared.
const (
	RunsTooLong     Code = "RunsTooLong"
	FinishedTooFast Code = "FinishedTooFast"
)

// Overrunning says why a run goes on for longer than its max-duration; ran is how long it has been going on.
func Overrunning(e Evidence, ran, limit time.Duration) Cause {
	fact := fmt.Sprintf("the run has been going on for %s, longer than its max-duration of %s", about(ran), schedule.Short(limit))
	e = e.present()
	if c, ok := holdUp(e); ok {
		c.Summary = fact + ": " + c.Summary
		return c
	}
	c := Cause{
		Code: RunsTooLong, Summary: fact,
		Advice: []string{
			"see what it is doing: kubectl logs job/JOB -n NAMESPACE --all-containers --tail=50",
			"if it hangs, end it: kubectl delete job JOB -n NAMESPACE",
			"if it only needs longer than it used to, raise the annotation rollcall.dev/max-duration; to have the cluster end it, " +
				"set activeDeadlineSeconds",
		},
	}
	c.Container, c.LogTail = talking(e)
	return c
}

// HeldUp says why a run goes on past its next slot, where something visibly holds it up; false where it simply works, which may be all
// right for a run of which no max-duration is declared. ran is how long it has been going on, or has existed where it never began.
func HeldUp(e Evidence, ran time.Duration) (Cause, bool) {
	doing := "going on"
	if !slices.ContainsFunc(e.Pods, Pod.started) {
		doing = "waiting"
	}
	c, ok := holdUp(e.present())
	if !ok {
		return Cause{}, false
	}
	c.Summary = fmt.Sprintf("the run has been %s for %s, past the next slot: %s", doing, about(ran), c.Summary)
	return c, true
}

// TooFast says why a run that succeeded is doubted: it was shorter than a declared floor.
func TooFast(ran, floor time.Duration) Cause {
	return Cause{
		Code: FinishedTooFast,
		Summary: fmt.Sprintf("the run succeeded after %s, and is declared to take %s at least: it may have done nothing",
			about(ran), schedule.Short(floor)),
		Advice: []string{
			"see whether it did its work: kubectl logs job/JOB -n NAMESPACE --all-containers --tail=50",
			"exit code 0 is all that the cluster goes by: let the job fail when it finds nothing to do that should have been there",
		},
	}
}

// talking is the container of the workload that runs, and the end of its log.
func talking(e Evidence) (container, logTail string) {
	for _, p := range e.Pods {
		for _, c := range p.Containers {
			if c.State == "running" && !c.Sidecar && c.LogTail != "" {
				container, logTail = c.Name, c.LogTail
			}
		}
	}
	return container, logTail
}
