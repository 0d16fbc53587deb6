package diagnose

import (
	"regexp"
	"slices"
	"strings"
)

// The codes of a pod that got no node.
const (
	Unschedulable   Code = "Unschedulable"
	SchedulingGated Code = "SchedulingGated"
	SchedulerError  Code = "SchedulerError"
	SchedulerSilent Code = "SchedulerSilent"
)

// unscheduled says why a pod has no node.
func unscheduled(e Evidence) (Cause, bool) {
	for _, p := range e.Pods {
		cond, seen := Condition{}, false
		for _, c := range p.Conditions {
			if c.Type == "PodScheduled" {
				cond, seen = c, true
			}
		}
		switch {
		case seen && cond.Status != "True":
			c := notScheduled(p, cond)
			c.Signal = raw(cond.Reason, cond.Message)
			return c, true
		case !seen && p.Phase == "Pending" && p.Node == "":
			return Cause{
				Code: SchedulerSilent, Summary: "no scheduler has looked at the pod yet",
				Signal: "pod " + p.Name + ": Pending, without the condition PodScheduled",
				Advice: []string{
					"see whether kube-scheduler runs: kubectl get pods -n kube-system -l component=kube-scheduler",
					"see which scheduler the pod asks for, and whether that one runs: " + p.step("kubectl get pod %s -n "+
						"NAMESPACE -o jsonpath='{.spec.schedulerName}'"),
				},
			}, true
		}
	}
	return Cause{}, false
}

func notScheduled(p Pod, cond Condition) Cause {
	switch cond.Reason {
	case "SchedulingGated":
		return Cause{
			Code: SchedulingGated, Summary: "the pod waits behind a scheduling gate that nobody has opened",
			Advice: []string{
				"see which gate, and who is to remove it (a queue, an operator): " + p.step("kubectl get pod %s -n NAMESPACE -o "+
					"jsonpath='{.spec.schedulingGates}'"),
			},
		}
	case "SchedulerError":
		return Cause{
			Code: SchedulerError, Summary: "the scheduler failed at the pod: " + orWord(quoted(cond.Message), "it does not say why"),
			Advice: []string{
				"it tries again by itself; if it goes on, read its log: kubectl logs -n kube-system -l component=kube-scheduler --tail=100",
				p.describe(),
			},
		}
	default:
		return noNode(p, cond.Message)
	}
}

var nodesTried = regexp.MustCompile(`^\d+/\d+ nodes are available`)

// lack is something that nodes lack, as the scheduler words it, and what to do about it.
type lack struct{ said, words, do string }

// lacks are the words of the scheduler's plugins (pkg/scheduler/framework/plugins) that a person can do something about.
func lacks() []lack {
	const labels = "compare nodeSelector and affinity with the nodes: kubectl get nodes --show-labels"
	const claims = "see whether the claim is there and bound: kubectl get pvc -n NAMESPACE"
	return []lack{
		{"Insufficient ", "the nodes have not enough room for its requests", "compare the requests with what is free: kubectl " +
			"describe nodes | grep -A8 'Allocated resources'"},
		{"Too many pods", "the nodes are full", "add a node, or free one: kubectl get nodes"},
		{"taint", "the nodes have taints that it does not tolerate", "compare tolerations with the taints: kubectl get nodes -o " +
			"custom-columns=NAME:.metadata.name,TAINTS:.spec.taints"},
		{"node affinity/selector", "no node has the labels that it asks for", labels},
		{"scheduler-enforced node affinity", "no node has the labels that it asks for", labels},
		{"anti-affinity", "it must not stand beside pods that are on the nodes already", labels},
		{"pod affinity", "the pods that it must stand beside are not there", labels},
		{"topology spread", "it would not be spread as it asks to be", labels},
		{"were unschedulable", "the nodes are cordoned", "let a node take pods again: kubectl get nodes; kubectl uncordon NODE"},
		{"free ports", "the host port that it asks for is taken on the nodes", "see which pod holds the port, or do without " +
			"hostPort and hostNetwork"},
		{"persistentvolumeclaim", "a volume claim is not there", claims},
		{"PersistentVolumeClaims", "a volume claim is not bound", claims},
		{"volume", "its volume is not to be had on the nodes", claims},
	}
}

// noNode says what all nodes lack, as far as the scheduler's message is understood; the message itself is the signal.
func noNode(p Pod, message string) Cause {
	c := Cause{Code: Unschedulable, Summary: "no node takes the pod"}
	if tried := nodesTried.FindString(message); tried != "" {
		c.Summary += " (" + tried + ")"
	}
	if ended := strings.Index(message, "preemption:"); ended >= 0 {
		message = message[:ended] // it says the same again
	}
	var why []string
	for _, l := range lacks() {
		if !strings.Contains(message, l.said) || len(why) == 2 {
			continue
		}
		message = strings.ReplaceAll(message, l.said, "")
		if why = append(why, l.words); !slices.Contains(c.Advice, l.do) {
			c.Advice = append(c.Advice, l.do)
		}
	}
	if len(why) > 0 {
		c.Summary += ": " + strings.Join(why, "; ")
	} else {
		c.Advice = []string{"compare requests, node selectors, tolerations and affinity with what the nodes offer: " + p.describe()}
	}
	return c
}
