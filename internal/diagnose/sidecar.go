package diagnose

import (
	"fmt"
	"time"
)

// SidecarOutlivesMain is the code of a run whose work is done and whose pod goes on, because another container does.
const SidecarOutlivesMain Code = "SidecarOutlivesMain"

// outlivedBySidecar finds a pod in which a container has ended, well or badly, and another one still runs. The pod, and with it the
// Job, ends when all do. What the cluster knows as a sidecar (an init container with restartPolicy Always) is ended by it and holds up
// nothing, and a pod whose main container still runs works.
func outlivedBySidecar(e Evidence) (Cause, bool) {
	for _, p := range e.Pods {
		if p.Phase != "Running" && p.Phase != "" {
			continue
		}
		var done, running *Container
		working := false
		for i := range p.Containers {
			switch c := &p.Containers[i]; {
			case c.Init:
			case c.State == "terminated" && c.ExitCode != nil:
				done = c
			case c.State == "running":
				running, working = c, working || c.Main
			}
		}
		if done == nil || running == nil || working {
			continue
		}
		c := Cause{
			Code: SidecarOutlivesMain,
			Summary: fmt.Sprintf("container %q has ended with exit code %d, but container %q still runs, and the Job waits for it",
				done.Name, *done.ExitCode, running.Name),
			Signal:    sidecarSignal(*done, *running),
			Container: done.Name, LogTail: done.LogTail, // it says whether the work is done
			Advice: []string{
				"if the work is done, end the run: kubectl delete job JOB -n NAMESPACE (the pod alone would be replaced, and do " +
					"the work again)",
				fmt.Sprintf("make %s an init container with restartPolicy Always, which the cluster ends when the others are done: "+
					"kubectl edit cronjob CRONJOB -n NAMESPACE", running.Name),
			},
		}
		if last, _ := done.end(); last.failed() {
			c.Summary += "; until then it neither fails nor tries again"
			c.ExitCode = done.ExitCode
			c.Advice[0] = "see why it failed: " + p.logs(*done)
		}
		return c, true
	}
	return Cause{}, false
}

func sidecarSignal(done, running Container) string {
	s := fmt.Sprintf("%s: terminated: %s, exit code %d", done.Name, orWord(done.Reason, "no reason"), *done.ExitCode)
	if !done.FinishedAt.IsZero() {
		s += " at " + done.FinishedAt.UTC().Format(time.RFC3339)
	}
	s += "; " + running.Name + ": running"
	if !running.StartedAt.IsZero() {
		s += " since " + running.StartedAt.UTC().Format(time.RFC3339)
	}
	return s
}
