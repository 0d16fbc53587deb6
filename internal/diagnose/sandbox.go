package diagnose

import "fmt"

// PodSandbox is the code of a pod for which the node cannot prepare the place to run in: its network, above all.
const PodSandbox Code = "PodSandbox"

// sandbox looks for what the node says of a pod that got no further than ContainerCreating.
func sandbox(e Evidence) (Cause, bool) {
	for _, p := range e.Pods {
		if p.started() || p.Phase == "Running" {
			continue
		}
		ev, ok := e.newest(func(v Event) bool { return v.of(p) && sandboxReason(v.Reason) })
		if !ok {
			continue
		}
		c := sandboxFailed(p, ev.Message)
		c.Signal = raw(ev.Reason, ev.Message)
		return c, true
	}
	return Cause{}, false
}

func sandboxReason(reason string) bool {
	switch reason {
	case "FailedCreatePodSandBox", "FailedPodSandBoxStatus", "NetworkNotReady", "FailedCreatePodContainer", "FailedPrepareDynamicResources":
		return true
	default:
		return false
	}
}

func sandboxFailed(p Pod, message string) Cause {
	return Cause{
		Code: PodSandbox,
		Summary: fmt.Sprintf("the node %s cannot prepare the pod (its network or its devices): %s",
			where(p), orWord(pith(message), "no reason given")),
		Advice: []string{
			"see whether other pods start on this node; if none do, its network plugin is broken: " + p.podsOfNode(),
			"keep new pods off it while it is looked at: kubectl cordon " + named(p.Node, "NODE"),
			"let the Job try on another node: " + p.step("kubectl delete pod %s -n NAMESPACE"),
		},
	}
}
