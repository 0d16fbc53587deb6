package diagnose

import "fmt"

// The codes of a Job that the Job controller of Kubernetes leaves alone.
const (
	HeldByQueue      Code = "HeldByQueue"
	ManagedElsewhere Code = "ManagedElsewhere"
)

// held finds a Job that is suspended: a queue has not admitted it, or somebody holds it back.
func held(e Evidence) (Cause, bool) {
	signal, suspended := "spec.suspend: true", e.Declared.Suspended
	for _, c := range e.Conditions {
		if c.Type == "Suspended" && c.Status == "True" {
			signal, suspended = raw("Suspended ("+orWord(c.Reason, "no reason")+")", c.Message), true
		}
	}
	if !suspended {
		return Cause{}, false
	}
	c := Cause{
		Code: HeldByQueue, Summary: "the Job is suspended: somebody, or a queue, holds it back", Signal: signal,
		Advice: []string{
			"see who suspended it: kubectl get job JOB -n NAMESPACE -o yaml --show-managed-fields",
			"let it go, where no queue is to decide that: kubectl patch job JOB -n NAMESPACE -p '{\"spec\":{\"suspend\":false}}'",
		},
	}
	if e.Declared.Queue != "" {
		c.Summary = fmt.Sprintf("the Job is suspended: the queue %q has not admitted it", e.Declared.Queue)
		c.Advice = []string{
			fmt.Sprintf("see what the queue is waiting for: kubectl describe localqueue %s -n NAMESPACE", named(e.Declared.Queue, "QUEUE")),
			"see its workload: kubectl get workloads -n NAMESPACE",
		}
	}
	return c, true
}

// builtIn is what spec.managedBy of a Job is where it means the controller of Kubernetes.
const builtIn = "kubernetes.io/job-controller"

// managedElsewhere finds a Job that another controller is to run (spec.managedBy), and that nobody does anything about.
func managedElsewhere(e Evidence) (Cause, bool) {
	by := e.Declared.ManagedBy
	if by == "" || by == builtIn || len(e.Pods) > 0 {
		return Cause{}, false
	}
	return Cause{
		Code:    ManagedElsewhere,
		Summary: fmt.Sprintf("the Job is left to the controller %q (spec.managedBy), which has not started it", quoted(by)),
		Signal:  "spec.managedBy: " + by,
		Advice: []string{
			"see whether that controller runs, and what it says: kubectl describe job JOB -n NAMESPACE",
			"without managedBy, Kubernetes itself runs the Job" + edit,
		},
	}, true
}
