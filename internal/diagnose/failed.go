package diagnose

import (
	"fmt"
	"slices"
	"strings"
)

// The codes of a run that failed.
const (
	OOMKilled          Code = "OOMKilled"
	Evicted            Code = "Evicted"
	NodeLost           Code = "NodeLost"
	DeadlineExceeded   Code = "DeadlineExceeded"
	PodFailurePolicy   Code = "PodFailurePolicy"
	FailedIndexes      Code = "FailedIndexes"
	InitFailed         Code = "InitContainerFailed"
	ExitCode           Code = "ExitCode"
	CannotRun          Code = "ContainerCannotRun"
	ReportedFailure    Code = "ReportedFailure"
	BackoffLimit       Code = "BackoffLimitExceeded"
	FailedWithoutTrace Code = "FailedWithoutTrace"
)

// rule names a cause or passes.
type rule func(Evidence) (Cause, bool)

// Failed says why a run failed.
func Failed(e Evidence) Cause {
	return first(e, []rule{reportedFailure, deadlineExceeded, outOfMemory, evicted, nodeLost, cannotRun, initFailed, exitCode,
		failedIndexes, podFailurePolicy, backoffLimit}, func(e Evidence) Cause {
		return Cause{
			Code:    FailedWithoutTrace,
			Summary: "the Job failed and left no trace of why",
			Advice:  []string{"raise failedJobsHistoryLimit and ttlSecondsAfterFinished so that the next failure leaves its pods behind"},
		}
	})
}

// first returns the cause of the first rule that names one.
func first(e Evidence, rules []rule, otherwise func(Evidence) Cause) Cause {
	for _, r := range rules {
		if c, ok := r(e); ok {
			return c
		}
	}
	return otherwise(e)
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

// ended calls f for each container that ended, or whose previous instance did, until f names a cause. The newest pod, which
// is the last, speaks first.
func ended(e Evidence, f func(Pod, Container, LastState) (Cause, bool)) (Cause, bool) {
	for _, p := range slices.Backward(e.Pods) {
		for _, c := range p.Containers {
			last, ok := c.end()
			if !ok {
				continue
			}
			if cause, ok := f(p, c, last); ok {
				cause.Container, cause.LogTail = c.Name, c.LogTail
				return cause, true
			}
		}
	}
	return Cause{}, false
}

// end is how the container, or else its previous instance, ended.
func (c Container) end() (LastState, bool) {
	if c.State == "terminated" {
		code := int32(0)
		if c.ExitCode != nil {
			code = *c.ExitCode
		}
		return LastState{Reason: c.Reason, Message: c.Message, ExitCode: code, Signal: c.Signal, FinishedAt: c.FinishedAt}, true
	}
	if c.Last != nil {
		return *c.Last, true
	}
	return LastState{}, false
}

func (l LastState) failed() bool { return l.ExitCode != 0 || l.Signal != 0 || l.Reason == "OOMKilled" }

// signal quotes the end of a container.
func (l LastState) signal() string {
	s := fmt.Sprintf("terminated: %s, exit code %d", orWord(l.Reason, "no reason"), l.ExitCode)
	if l.Message != "" {
		s += ": " + l.Message
	}
	return s
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
		c.Summary = fmt.Sprintf("the job reported exit code %d", n)
		c.Signal = c.Summary
	}
	return c, true
}

func outOfMemory(e Evidence) (Cause, bool) {
	return ended(e, func(p Pod, c Container, l LastState) (Cause, bool) {
		if l.Reason != "OOMKilled" {
			return Cause{}, false
		}
		limit := "its limit"
		if c.MemoryLimit != "" {
			limit = "its limit of " + c.MemoryLimit
		}
		return Cause{
			Code:     OOMKilled,
			Summary:  fmt.Sprintf("container %q was killed because it used more memory than %s", c.Name, limit),
			Signal:   l.signal(),
			ExitCode: &l.ExitCode,
			Advice: []string{
				"compare the amount of data with that of the last successful run",
				"raise resources.limits.memory of the container, or make the job use less",
			},
		}, true
	})
}

func exitCode(e Evidence) (Cause, bool) {
	return ended(e, func(p Pod, c Container, l LastState) (Cause, bool) {
		if !l.failed() {
			return Cause{}, false
		}
		return Cause{
			Code:     ExitCode,
			Summary:  fmt.Sprintf("container %q ended with exit code %d%s", c.Name, l.ExitCode, meaning(l.ExitCode)),
			Signal:   l.signal(),
			ExitCode: &l.ExitCode,
			Advice:   []string{"read the end of the log: the job itself says why"},
		}, true
	})
}

// meaning explains the exit codes that shells and kernels give.
func meaning(code int32) string {
	switch code {
	case 126:
		return " (the command is not executable)"
	case 127:
		return " (the command was not found)"
	case 137:
		return " (killed by SIGKILL)"
	case 139:
		return " (crashed: SIGSEGV)"
	case 143:
		return " (told to stop by SIGTERM)"
	default:
		return ""
	}
}

func initFailed(e Evidence) (Cause, bool) {
	return ended(e, func(p Pod, c Container, l LastState) (Cause, bool) {
		if !c.Init || !l.failed() {
			return Cause{}, false
		}
		return Cause{
			Code:     InitFailed,
			Summary:  fmt.Sprintf("init container %q ended with exit code %d%s; the job itself never started", c.Name, l.ExitCode, meaning(l.ExitCode)),
			Signal:   l.signal(),
			ExitCode: &l.ExitCode,
			Advice:   []string{"read the log of the init container: what it prepares is missing or refused"},
		}, true
	})
}

func cannotRun(e Evidence) (Cause, bool) {
	return ended(e, func(p Pod, c Container, l LastState) (Cause, bool) {
		if l.Reason != "StartError" && l.Reason != "ContainerCannotRun" {
			return Cause{}, false
		}
		return Cause{
			Code:     CannotRun,
			Summary:  fmt.Sprintf("container %q could not be started", c.Name),
			Signal:   l.signal(),
			ExitCode: &l.ExitCode,
			Advice:   []string{"check command and args against what the image contains"},
		}, true
	})
}

func deadlineExceeded(e Evidence) (Cause, bool) {
	cond, ok := failedCondition(e)
	if !ok || cond.Reason != "DeadlineExceeded" {
		return Cause{}, false
	}
	c := Cause{
		Code:    DeadlineExceeded,
		Summary: "the Job ran longer than its activeDeadlineSeconds allow and was stopped",
		Signal:  cond.Reason + ": " + cond.Message,
		Advice: []string{
			"see in the log what it was doing when it was stopped",
			"if it only needs longer, raise activeDeadlineSeconds",
		},
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

func evicted(e Evidence) (Cause, bool) {
	for _, p := range e.Pods {
		switch p.Reason {
		case "Evicted", "Preempting", "Terminated":
			return Cause{
				Code: Evicted, Summary: fmt.Sprintf("the node %s put the pod out", p.Node),
				Signal: p.Reason + ": " + p.Message,
				Advice: []string{"a re-run may succeed; set requests that match what the job uses"},
			}, true
		}
		for _, c := range p.Conditions {
			if c.Type == "DisruptionTarget" && c.Status == "True" {
				return Cause{
					Code: Evicted, Summary: "the cluster put the pod out: " + orWord(c.Reason, "no reason given"),
					Signal: c.Reason + ": " + c.Message,
					Advice: []string{"a re-run may succeed; a podFailurePolicy that ignores DisruptionTarget retries by itself"},
				}, true
			}
		}
	}
	return Cause{}, false
}

func nodeLost(e Evidence) (Cause, bool) {
	for _, p := range e.Pods {
		if p.Reason == "NodeLost" || p.Reason == "NodeShutdown" {
			return Cause{
				Code: NodeLost, Summary: fmt.Sprintf("the node %s went away while the job ran", p.Node),
				Signal: p.Reason + ": " + p.Message,
				Advice: []string{"a re-run on another node may succeed"},
			}, true
		}
	}
	return Cause{}, false
}

func podFailurePolicy(e Evidence) (Cause, bool) {
	cond, ok := failedCondition(e)
	if !ok || cond.Reason != "PodFailurePolicy" {
		return Cause{}, false
	}
	return Cause{
		Code: PodFailurePolicy, Summary: "the Job's podFailurePolicy ended it", Signal: cond.Message,
		Advice: []string{"the policy names this failure as final: see its rule in the Job"},
	}, true
}

func failedIndexes(e Evidence) (Cause, bool) {
	cond, ok := failedCondition(e)
	if !ok || !strings.Contains(cond.Reason, "FailedIndexes") {
		return Cause{}, false
	}
	return Cause{
		Code: FailedIndexes, Summary: "indexes of the Job failed: " + orWord(e.FailedIndexes, "not named"), Signal: cond.Reason + ": " + cond.Message,
		Advice: []string{"look at the pods of these indexes"},
	}, true
}

func backoffLimit(e Evidence) (Cause, bool) {
	cond, ok := failedCondition(e)
	if !ok {
		return Cause{}, false
	}
	return Cause{
		Code:    BackoffLimit,
		Summary: fmt.Sprintf("the Job failed (%s) and its pods are gone", orWord(cond.Reason, "no reason given")),
		Signal:  cond.Reason + ": " + cond.Message,
		Advice:  []string{"restartPolicy Never keeps failed pods and their logs; OnFailure removes them"},
	}, true
}

func orWord(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}
