package diagnose

import (
	"fmt"
	"regexp"
	"strings"
)

// The codes of a pod that the cluster ended.
const (
	Evicted      Code = "Evicted"
	Preempted    Code = "Preempted"
	Drained      Code = "Drained"
	NodeShutdown Code = "NodeShutdown"
	NodeLost     Code = "NodeLost"
)

const (
	// runAgain is the step for what was not the job's fault.
	runAgain = "if a second run is safe, run it again: kubectl create job CRONJOB-again --from=cronjob/CRONJOB -n NAMESPACE"
	// retryByItself is how a Job rides out what was not its fault.
	retryByItself = "so that this does not count as a failure, give the Job a podFailurePolicy that ignores the pod condition " +
		"DisruptionTarget"
)

// disrupted says why the cluster ended the pod, which would not have ended by itself. The pod's reason is that of the node; the
// condition DisruptionTarget says who asked for it.
func disrupted(_ Evidence, p Pod) (Cause, bool) {
	target := Condition{}
	for _, c := range p.Conditions {
		if c.Type == "DisruptionTarget" && c.Status == "True" {
			target = c
		}
	}
	var c Cause
	switch p.Reason {
	case "Evicted":
		c = evictedForResources(p)
	case "Preempting":
		c = Cause{
			Code:    Preempted,
			Summary: fmt.Sprintf("the node %s ended the pod to make room for one that the cluster cannot do without", where(p)),
			Advice:  []string{"see what the node is short of: " + p.describeNode(), runAgain, retryByItself},
		}
	case "Terminated", "NodeShutdown", "Shutdown":
		c = Cause{
			Code: NodeShutdown, Summary: fmt.Sprintf("the node %s was shut down while the job ran", where(p)),
			Advice: []string{"see what became of it: " + p.getNode(), runAgain, retryByItself},
		}
	case "NodeLost":
		c = nodeIsLost(p)
	default:
		return disruptedBy(p, target)
	}
	c.Signal = raw(p.Reason, p.Message)
	return c, true
}

// disruptedBy says what asked for the end of the pod.
func disruptedBy(p Pod, target Condition) (Cause, bool) {
	var c Cause
	switch target.Reason {
	case "PreemptionByScheduler":
		c = Cause{
			Code:    Preempted,
			Summary: fmt.Sprintf("the scheduler ended the pod on node %s to make room for one with a higher priority", where(p)),
			Advice: []string{
				"see which pod took its place (Preempted): " + p.describe(),
				"if this job must not give way, give it a priorityClassName of its own: kubectl get priorityclasses",
				retryByItself,
			},
		}
	case "DeletionByTaintManager":
		c = nodeIsLost(p)
		c.Summary = fmt.Sprintf("the node %s got a taint that the pod does not tolerate (it is not ready, or to be emptied), "+
			"and the pod was deleted", where(p))
	case "EvictionByEvictionAPI":
		c = Cause{
			Code: Drained,
			Summary: fmt.Sprintf("the pod was evicted by request: most often because somebody, or the autoscaler, emptied the "+
				"node %s", where(p)),
			Advice: []string{
				"see whether the node is cordoned or gone: " + p.getNode(),
				runAgain, retryByItself,
				"a PodDisruptionBudget, or the annotation cluster-autoscaler.kubernetes.io/safe-to-evict: \"false\", lets the " +
					"job end first",
			},
		}
	case "DeletionByPodGC":
		c = nodeIsLost(p)
		c.Summary = fmt.Sprintf("the node %s does not exist any more, and the pod was cleaned up", where(p))
	case "TerminationByKubelet":
		c = Cause{
			Code: Evicted, Summary: fmt.Sprintf("the node %s ended the pod", where(p)),
			Advice: []string{"see why: " + p.describeNode(), runAgain, retryByItself},
		}
	case "":
		return Cause{}, false
	default:
		c = Cause{
			Code: Evicted, Summary: fmt.Sprintf("the cluster ended the pod on node %s: %s", where(p), quoted(target.Reason)),
			Advice: []string{p.describe(), runAgain, retryByItself},
		}
	}
	c.Signal = "DisruptionTarget: " + raw(target.Reason, target.Message)
	return c, true
}

func nodeIsLost(p Pod) Cause {
	return Cause{
		Code: NodeLost, Summary: fmt.Sprintf("the node %s went away while the job ran", where(p)),
		Advice: []string{"see what became of it: " + p.getNode(), runAgain, retryByItself},
	}
}

var (
	lowOn    = regexp.MustCompile(`The node was low on resource: ([a-zA-Z0-9/-]+(?:\.[a-zA-Z0-9/-]+)*)`)
	ownLimit = regexp.MustCompile(`exceeded its local ephemeral storage limit|ephemeral local storage usage exceeds the total limit|` +
		`Usage of EmptyDir volume .* exceeds the limit`)
)

// evictedForResources tells a node that is short of something from a pod that used more than it may (pkg/kubelet/eviction).
func evictedForResources(p Pod) Cause {
	c := Cause{Code: Evicted, Summary: fmt.Sprintf("the node %s put the pod out", where(p))}
	switch m := lowOn.FindStringSubmatch(p.Message); {
	case ownLimit.MatchString(p.Message):
		c.Summary = "the pod used more disk than its limit allows and was put out: " + quoted(strings.TrimSpace(p.Message))
		c.Advice = []string{
			"a second run ends the same way: raise the limit that the message names, or make the job write less",
			"kubectl edit cronjob CRONJOB -n NAMESPACE",
		}
		return c
	case m != nil:
		c.Summary += " because it was low on " + m[1]
		c.Advice = append(c.Advice, fmt.Sprintf("set the container's request for %s to what the job uses: pods that use more "+
			"than they asked for go first", m[1]))
	}
	c.Advice = append([]string{"see what the node is short of: " + p.describeNode()}, append(c.Advice, runAgain, retryByItself)...)
	return c
}

// where is the pod's node, for a sentence.
func where(p Pod) string { return orWord(p.Node, "(unknown)") }
