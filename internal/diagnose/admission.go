package diagnose

import (
	"fmt"
	"strings"
)

// NodeRefused is the code of a pod that the scheduler gave to a node and the node did not take.
const NodeRefused Code = "NodeRefused"

// refusedByNode says why the node did not take the pod (pkg/kubelet/lifecycle). Such a pod has failed before any container of it
// started, and counts against backoffLimit.
func refusedByNode(_ Evidence, p Pod) (Cause, bool) {
	short, isShort := strings.CutPrefix(p.Reason, "OutOf")
	var why string
	advice := "see what the node says of itself: kubectl describe node " + named(p.Node, "NODE")
	switch {
	case p.started():
		return Cause{}, false
	case isShort && short != "":
		why = fmt.Sprintf("it has not enough %s left", short)
		if short == "pods" {
			why = "it has as many pods as it takes"
		}
		advice = "see who uses the node up (pods that bypass the scheduler, a resource that it does not count): " + p.describeNode()
	case p.Reason == "UnexpectedAdmissionError":
		why = "something unexpected happened there, most often with a device (a GPU, a huge page)"
		advice = "see whether the device plugin runs on the node: " + p.podsOfNode()
	case p.Reason == "NodeShutdown":
		why = "it is shutting down"
	case p.Reason == "NodeAffinity", p.Reason == "NodeName", p.Reason == "NodePorts", p.Reason == "TaintToleration":
		why = "the pod's demands on a node do not fit it (any more): " + p.Reason
		advice = "compare nodeSelector, affinity and ports with the node's labels: " + p.getNode() + " --show-labels"
	case unfit(p.Reason):
		why = "it cannot do what the pod asks for: " + p.Reason
		advice = "take the setting that the message names out of the pod, or keep the pod on nodes that know it (nodeSelector)"
	default:
		return Cause{}, false
	}
	return Cause{
		Code: NodeRefused, Summary: fmt.Sprintf("the node %s did not take the pod: %s", where(p), why), Signal: raw(p.Reason, p.Message),
		Advice: []string{advice, runAgain},
	}, true
}

// unfit reports whether a node refuses pods of that kind altogether.
func unfit(reason string) bool {
	switch reason {
	case "AppArmor", "PodLevelResourcesNotSupported", "PodFeatureUnsupported", "PodOSSelectorNodeLabelDoesNotMatch", "PodOSNotSupported",
		"SupplementalGroupsPolicyNotSupported", "SysctlForbidden", "TopologyAffinityError", "InvalidNodeInfo", "UnknownReason",
		"UnexpectedPredicateFailureType", "NodeDeclaredFeatures":
		return true
	default:
		return false
	}
}
