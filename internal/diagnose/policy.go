package diagnose

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
)

// PodFailurePolicy is the code of a run that its podFailurePolicy ended at once.
const PodFailurePolicy Code = "PodFailurePolicy"

// The messages of matchPodFailurePolicy in pkg/controller/job:
//
//	Container main for pod shop/backup-1-x failed with exit code 42 matching FailJob rule at index 0
//	Pod shop/backup-1-x has condition DisruptionTarget matching FailJob rule at index 1
var policyMatch = regexp.MustCompile(`(?i)pod [^/\s]+/(\S+) .*matching (\w+) rule at index (\d+)`)

// podFailurePolicy says which rule ended the Job, and what the pod did that the rule is for.
func podFailurePolicy(e Evidence) (Cause, bool) {
	cond, ok := failedCondition(e)
	if !ok || cond.Reason != "PodFailurePolicy" {
		return Cause{}, false
	}
	c := Cause{
		Code:    PodFailurePolicy,
		Summary: "the Job's podFailurePolicy ended it without another attempt",
		Signal:  raw(cond.Reason, cond.Message),
	}
	if m := policyMatch.FindStringSubmatch(cond.Message); m != nil {
		c.Summary += fmt.Sprintf(" (rule %s: %s)", m[3], e.failureRule(m[3], m[2]))
		if at := slices.IndexFunc(e.Pods, func(p Pod) bool { return p.Name == m[1] }); at >= 0 {
			e.Pods = e.Pods[at : at+1]
		}
	}
	c.Advice = []string{
		"the rule says that another attempt would not help: correct what the pod failed of",
		"if the rule is wrong, correct podFailurePolicy" + edit,
	}
	for _, p := range slices.Backward(e.Pods) {
		if why, ok := podEnded(e, p); ok {
			return c.because(why), true
		}
	}
	return c, true
}

// failureRule is a rule of the policy in words, or else its action.
func (e Evidence) failureRule(index, action string) string {
	if i, err := strconv.Atoi(index); err == nil && i < len(e.Declared.FailureRules) {
		return e.Declared.FailureRules[i]
	}
	return action
}

// maxSteps is how many steps of an advice a message shows.
const maxSteps = 5

// because is the cause with what is behind it: its words, its container and log, and its advice first.
func (c Cause) because(why Cause) Cause {
	c.Summary += ": " + why.Summary
	c.Advice = append(slices.Clone(why.Advice[:min(len(why.Advice), maxSteps-len(c.Advice))]), c.Advice...)
	c.Container, c.ExitCode, c.LogTail = why.Container, why.ExitCode, why.LogTail
	switch {
	case c.Signal == "":
		c.Signal = why.Signal
	case why.Signal != "":
		c.Signal += "; " + why.Signal
	}
	return c
}
