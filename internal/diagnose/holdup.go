package diagnose

import (
	"fmt"
	"slices"
)

// CrashLooping is the code of a run whose container is started again and again.
const CrashLooping Code = "CrashLooping"

// holdUp says what keeps an unfinished run from going on, or from ending; false where it simply works. Pods that have ended hold up
// nothing, unless all that there is are pods that no node took.
func holdUp(e Evidence) (Cause, bool) {
	unended := e
	unended.Pods = slices.DeleteFunc(slices.Clone(e.Pods), func(p Pod) bool { return p.Phase == "Failed" || p.Phase == "Succeeded" })
	c, ok := first(unended, outlivedBySidecar, held, nodeAway, crashLooping, waiting, unscheduled)
	if ok || slices.ContainsFunc(e.Pods, Pod.started) {
		return c, ok
	}
	return first(e, notStarted()...)
}

// crashLooping finds a container that fails each time it is started (restartPolicy OnFailure). The Job ends at its backoffLimit, with
// longer and longer pauses until then. A sidecar that does so beside a workload that runs does not hold it up.
func crashLooping(e Evidence) (Cause, bool) {
	for _, p := range slices.Backward(e.Pods) {
		for _, c := range p.Containers {
			if c.State != "waiting" || c.Reason != "CrashLoopBackOff" || c.Sidecar && p.works() {
				continue
			}
			cause := Cause{
				Code: CrashLooping, Summary: fmt.Sprintf("%s %q fails each time it is started", c.kind(), c.Name),
				Signal: raw(c.Reason, c.Message), Container: c.Name, LogTail: c.LogTail,
			}
			if c.Restarts > 0 {
				cause.Summary += " (" + counted(int64(c.Restarts), "restart", "restarts") + " so far)"
			}
			p.Containers = []Container{c}
			if why, ok := containerEnded(e, p); ok {
				return cause.because(why), true
			}
			cause.Advice = []string{"read its log: " + p.logs(c)}
			return cause, true
		}
	}
	return Cause{}, false
}

// works reports whether a container of the pod's workload runs.
func (p Pod) works() bool {
	return slices.ContainsFunc(p.Containers, func(c Container) bool { return c.State == "running" && !c.Sidecar })
}

// nodeAway finds a pod whose node does not answer any more. The pod goes on to count as active until it is collected, and its Job
// with it.
func nodeAway(e Evidence) (Cause, bool) {
	for _, p := range slices.Backward(e.Pods) {
		ev, said := e.newest(func(v Event) bool { return v.of(p) && v.Reason == "NodeNotReady" })
		lost, unready, disruption := p.Reason == "NodeLost", false, ""
		for _, c := range p.Conditions {
			unready = unready || c.Type == "Ready" && c.Status == "False"
			if c.Type == "DisruptionTarget" && c.Status == "True" && c.Reason == "DeletionByTaintManager" {
				lost, disruption = true, raw(c.Reason, c.Message)
			}
		}
		said = said && unready // a node that is back makes its pods ready again
		if !lost && !said {
			continue
		}
		c := Cause{
			Code: NodeLost, Summary: fmt.Sprintf("the node %s does not answer, and the Job waits for the pod on it", where(p)),
			Signal: orWord(disruption, raw(p.Reason, p.Message)),
			Advice: []string{
				"see what became of it: " + p.getNode(),
				"if the machine is gone for good, let go of the pod: " + p.step("kubectl delete pod %s -n NAMESPACE --force "+
					"--grace-period=0"),
				"as long as the machine may still run it, that can have two pods work at once",
			},
		}
		if said && c.Signal == "" {
			c.Signal = raw(ev.Reason, ev.Message)
		}
		return c, true
	}
	return Cause{}, false
}
