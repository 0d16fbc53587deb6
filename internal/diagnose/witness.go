package diagnose

import (
	"fmt"
	"time"

	"rollcall.dev/rollcall/internal/schedule"
)

// The codes of a Job that reports by check-in beside what the cluster sees of it.
const (
	ReportsDisagree Code = "ReportsDisagree"
	NotConfirmed    Code = "NotConfirmed"
)

// Disagree is the cause of a Job that succeeded and said of itself that it failed; r is what it said.
func Disagree(r *Report) Cause {
	c, _ := reportedFailure(Evidence{Report: r})
	if r == nil {
		c.Summary = "the job reported that it failed"
	}
	c.Code = ReportsDisagree
	c.Summary += "; Kubernetes counts it as succeeded"
	c.Advice = []string{
		"read the output that the job sent with its report",
		"let the container end with the exit code of its work: a shell ends with that of its last command, a pipe without pipefail too",
	}
	return c
}

// Unconfirmed is the cause of a Job that succeeded and did not say so itself, which it is declared to.
func Unconfirmed(grace time.Duration) Cause {
	return Cause{
		Code: NotConfirmed,
		Summary: fmt.Sprintf("Kubernetes counts the run as succeeded, and the job itself has not reported that within the grace of %s",
			schedule.Short(grace)),
		Advice: []string{
			"see whether it came to its end: kubectl logs job/JOB -n NAMESPACE --all-containers --tail=50",
			"see whether it can reach the check-in address",
		},
	}
}
