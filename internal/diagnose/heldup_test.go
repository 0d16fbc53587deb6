package diagnose_test

import (
	"testing"
	"time"

	"rollcall.dev/rollcall/internal/diagnose"
)

// A run that goes on past its next slot is told only where something visibly holds it up.
func TestHeldUp(t *testing.T) {
	t.Parallel()
	running := func(containers ...diagnose.Container) diagnose.Evidence {
		return diagnose.Evidence{Job: "backup-29924820", Active: 1, Pods: []diagnose.Pod{aPod("Running", containers...)}}
	}
	away := running(works("main", ""))
	away.Pods[0].Conditions = []diagnose.Condition{{Type: "Ready", Status: "False"}}
	queued := diagnose.Evidence{Declared: diagnose.Declared{Suspended: true, Queue: "batch"}}
	preempted := running(works("main", ""))
	preempted.Pods[0].Gone, preempted.Declared = true, queued.Declared
	looping := waits("main", "CrashLoopBackOff", "")
	looping.Last, looping.Restarts, looping.LogTail = &diagnose.LastState{Reason: "Error", ExitCode: 3}, 6, "boom"
	stopped := waits("proxy", "CrashLoopBackOff", "")
	stopped.Last = &diagnose.LastState{Reason: "Error", ExitCode: 9, FinishedAt: after(time.Minute)}
	finished := aPod("Failed", waits("main", "ImagePullBackOff", ""))
	pending := unplaced("Unschedulable", "0/1 nodes are available: 1 Insufficient memory.").Pods[0]
	const past, waiting = "the run has been going on for 3h12m, past the next slot: ", "the run has been waiting for 3h12m, past the next slot: "
	tests := map[string]struct {
		evidence diagnose.Evidence
		code     diagnose.Code // empty where it is not held up
		summary  string
	}{
		"nothing known":                            {diagnose.Evidence{}, "", ""},
		"it works":                                 {running(works("main", "row 7")), "", ""},
		"it works beside a sidecar":                {running(native(works("proxy", "")), works("main", "row 7")), "", ""},
		"a sidecar that keeps the pod":             {running(ended("main", "Completed", 0), works("proxy", "")), diagnose.SidecarOutlivesMain, past + `container "main" has ended`},
		"a helper that was done before":            {running(ended("helper", "Completed", 0), itself(works("main", ""))), "", ""},
		"a lost node":                              {with(away, says(thePod, "NodeNotReady", "Node is not ready")), diagnose.NodeLost, past + "the node node-3 does not answer"},
		"held by a queue":                          {queued, diagnose.HeldByQueue, waiting + `the Job is suspended: the queue "batch" has not admitted it`},
		"taken out by a queue":                     {preempted, diagnose.HeldByQueue, past + "the Job is suspended"},
		"a crash loop":                             {running(looping), diagnose.CrashLooping, past + `container "main" fails each time it is started (6 restarts so far): container "main" ended with exit code 3`},
		"of two the one that is told of":           {running(looping, stopped), diagnose.CrashLooping, `container "main" ended with exit code 3`},
		"a sidecar in one, while the work goes on": {running(native(stopped), works("main", "row 7")), "", ""},
		"a sidecar in one, before the work begins": {running(native(stopped), waits("main", "PodInitializing", "")), diagnose.CrashLooping, past + `sidecar container "proxy"`},
		"no container starts":                      {stuckOn("ErrImagePull", "not found"), diagnose.ImagePull, waiting + "the image"},
		"its next pod finds no node":               {diagnose.Evidence{Pods: []diagnose.Pod{aPod("Failed", ended("main", "Error", 1)), pending}}, diagnose.Unschedulable, past},
		"a pod that has failed is no cause":        {diagnose.Evidence{Pods: []diagnose.Pod{finished, aPod("Running", works("main", ""))}}, "", ""},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, held := diagnose.HeldUp(tt.evidence, 3*time.Hour+12*time.Minute)
			if held != (tt.code != "") {
				t.Fatalf("held up: %t (%s %q)", held, got.Code, got.Summary)
			}
			if held {
				check(t, got, tt.code, tt.summary)
			}
		})
	}
}
