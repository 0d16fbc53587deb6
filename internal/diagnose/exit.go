package diagnose

import (
	"fmt"
	"regexp"
)

// The codes of a container that ended badly.
const (
	OOMKilled     Code = "OOMKilled"
	Killed        Code = "Killed"
	ContainerLost Code = "ContainerStatusUnknown"
	ProbeFailed   Code = "ProbeFailed"
	CannotRun     Code = "ContainerCannotRun"
	InitFailed    Code = "InitContainerFailed"
	ExitCode      Code = "ExitCode"
)

func outOfMemory(_ Evidence, p Pod, c Container, l LastState) (Cause, bool) {
	if l.Reason != "OOMKilled" {
		return Cause{}, false
	}
	limit := "its memory limit"
	if c.MemoryLimit != "" {
		limit += " of " + c.MemoryLimit
	}
	return Cause{
		Code:    OOMKilled,
		Summary: fmt.Sprintf("%s %q was killed because it used more than %s", c.kind(), c.Name, limit),
		Advice: []string{
			"compare the amount of data with that of the last successful run",
			"see what the other runs used, where metrics-server runs: kubectl top pod -n NAMESPACE --containers",
			"raise resources.limits.memory of the container, or make the job use less" + edit,
		},
	}, true
}

// failedProbe is what the node says when it kills a container for its probe (computePodActions in pkg/kubelet/kuberuntime).
var failedProbe = regexp.MustCompile(`(?i)^(?:init )?container (\S+) failed (liveness|startup) probe`)

// probeFailed looks for the probe that had the container killed. Its exit code alone does not tell: it is that of any SIGTERM.
func probeFailed(e Evidence, p Pod, c Container, _ LastState) (Cause, bool) {
	kill, ok := e.newest(func(v Event) bool {
		m := failedProbe.FindStringSubmatch(v.Message)
		return v.of(p) && v.Reason == "Killing" && m != nil && m[1] == c.Name
	})
	if !ok {
		return Cause{}, false
	}
	probe := failedProbe.FindStringSubmatch(kill.Message)[2]
	return Cause{
		Code:    ProbeFailed,
		Summary: fmt.Sprintf("%s %q was killed because its %s probe failed", c.kind(), c.Name, probe),
		Advice: []string{
			"see what the probe said: " + p.describe(),
			"a job that runs to its end seldom needs a probe: remove it, or give it more time (failureThreshold, timeoutSeconds)",
		},
	}, true
}

func statusUnknown(_ Evidence, p Pod, c Container, l LastState) (Cause, bool) {
	if l.Reason != "ContainerStatusUnknown" {
		return Cause{}, false
	}
	return Cause{
		Code: ContainerLost,
		Summary: fmt.Sprintf("the node %s does not know how %s %q ended: its exit code %d is made up",
			orWord(p.Node, "of the pod"), c.kind(), c.Name, l.ExitCode),
		Advice: []string{
			"see whether the node was restarted or put the pod out: " + p.describeNode(),
			"see in the job's own records how far it came",
			runAgain,
		},
	}, true
}

func cannotRun(_ Evidence, _ Pod, c Container, l LastState) (Cause, bool) {
	if l.Reason != "StartError" && l.Reason != "ContainerCannotRun" {
		return Cause{}, false
	}
	return Cause{
		Code:    CannotRun,
		Summary: fmt.Sprintf("%s %q could not be started: %s", c.kind(), c.Name, orWord(pith(l.Message), "the node gives no reason")),
		Advice:  []string{"check command and args against what the image contains: kubectl get cronjob CRONJOB -n NAMESPACE -o yaml"},
	}, true
}

// killed is exit code 137 without a reason. When the kernel kills a child process for memory, the container's main process may end
// with 137 too, and the node does not say OOMKilled.
func killed(_ Evidence, p Pod, c Container, l LastState) (Cause, bool) {
	if l.ExitCode != 137 && l.Signal != 9 {
		return Cause{}, false
	}
	limit := ""
	if c.MemoryLimit != "" {
		limit = " (limit " + c.MemoryLimit + ")"
	}
	return Cause{
		Code: Killed,
		Summary: fmt.Sprintf("%s %q was killed by SIGKILL (exit code %d): either one of its processes ran out of memory%s, "+
			"or something ended it by force", c.kind(), c.Name, l.ExitCode, limit),
		Advice: []string{
			"see whether the node ran out of memory or killed a process (SystemOOM, OOMKilling): " + p.describeNode(),
			"see whether something told the pod to stop and it did not in time (Killing): " + p.describe(),
			"if it is memory, raise resources.limits.memory of the container",
		},
	}, true
}

func initFailed(_ Evidence, p Pod, c Container, l LastState) (Cause, bool) {
	if !c.Init || c.Sidecar {
		return Cause{}, false
	}
	return Cause{
		Code: InitFailed,
		Summary: fmt.Sprintf("init container %q ended with exit code %d%s; the job itself never started",
			c.Name, l.ExitCode, meaning(l.ExitCode)),
		Advice: []string{
			"read its log: what it prepares is missing or refused",
			"the whole of it, while the pod exists: " + p.logs(c),
		},
	}, true
}

func exitCode(_ Evidence, p Pod, c Container, l LastState) (Cause, bool) {
	return Cause{
		Code:    ExitCode,
		Summary: fmt.Sprintf("%s %q ended with exit code %d%s", c.kind(), c.Name, l.ExitCode, meaning(l.ExitCode)),
		Advice: []string{
			"read the end of the log: the job itself says why",
			"the whole of it, while the pod exists: " + p.logs(c),
		},
	}, true
}

// meaning explains the exit codes that shells and kernels give.
func meaning(code int32) string {
	switch code {
	case 126:
		return " (the command is not executable)"
	case 127:
		return " (the command was not found)"
	case 134:
		return " (it aborted: SIGABRT)"
	case 137:
		return " (killed by SIGKILL)"
	case 139:
		return " (it crashed: SIGSEGV)"
	case 143:
		return " (told to stop by SIGTERM)"
	default:
		return ""
	}
}
