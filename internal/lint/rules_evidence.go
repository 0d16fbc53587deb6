package lint

import (
	"fmt"
	"time"
)

// shortTTL is the least ttlSecondsAfterFinished that leaves people the time to look.
const shortTTL = 10 * time.Minute

func evidenceRules() []Rule {
	return []Rule{
		{
			ID: "RC021", Name: "failed-history-none", Severity: Warning,
			Title: "failedJobsHistoryLimit is 0",
			Why:   "A failed Job and its logs are deleted within seconds: nobody can look at them.",
			Do:    "Leave it out (the default is 1), or set it to 3.",
			check: func(s subject) []hit { return s.zero(s.FailedHistory, "failedJobsHistoryLimit") },
		},
		{
			ID: "RC022", Name: "success-history-none", Severity: Info,
			Title: "successfulJobsHistoryLimit is 0",
			Why:   "There is no successful run to compare a failed one with.",
			Do:    "Leave it out (the default is 3), or set it to 1.",
			check: func(s subject) []hit { return s.zero(s.SuccessHistory, "successfulJobsHistoryLimit") },
		},
		{
			ID: "RC023", Name: "ttl-short", Severity: Warning,
			Title: "ttlSecondsAfterFinished under 10 minutes",
			Why:   "Job, pod and logs are deleted before anybody who was told can look; at 0 the failure itself is hard to see.",
			Do:    "Use 3600 or more, or leave it out: the history limits of the CronJob clean up.",
			check: func(s subject) []hit {
				if s.TTL == nil || seconds(s.TTL) >= shortTTL {
					return nil
				}
				return []hit{{line: s.line("spec.jobTemplate.spec.ttlSecondsAfterFinished"), message: fmt.Sprintf("it is deleted %ds after its end", *s.TTL)}}
			},
		},
		{
			ID: "RC024", Name: "on-failure-loses-logs", Severity: Warning,
			Title: "restartPolicy OnFailure",
			Why:   "When backoffLimit is reached the pod is deleted, and its logs with it (kubernetes/kubernetes#74848).",
			Do:    "Use Never: each attempt is then a pod of its own, whose logs stay.",
			check: func(s subject) []hit {
				if s.RestartPolicy != "OnFailure" {
					return nil
				}
				return []hit{{line: s.line(podField + ".restartPolicy"), message: "the logs of a failed run are lost: restartPolicy is OnFailure"}}
			},
		},
		{
			ID: "RC025", Name: "retries-hide-failure", Severity: Warning,
			Title: "Retries that take longer than the time between two runs",
			Why:   "A Job fails only after its last retry; until then the next run is due, and is skipped or runs beside it.",
			Do:    "Lower backoffLimit (the default is 6, which is 10 minutes of waiting alone), or set activeDeadlineSeconds.",
			check: retriesHide,
		},
		{
			ID: "RC026", Name: "command-hides-failure", Severity: Warning,
			Title: "A shell command that ends with 0 whatever happened",
			Why:   "A failed run counts as a success: nobody is told.",
			Do:    "Take out || true, ; true or ; exit 0 at its end.",
			check: commandHides,
		},
	}
}

func (s subject) zero(limit *int64, name string) []hit {
	if limit == nil || *limit != 0 {
		return nil
	}
	return []hit{{line: s.line("spec." + name), message: name + " is 0"}}
}
