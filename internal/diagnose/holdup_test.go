package diagnose_test

import (
	"testing"
	"time"

	"rollcall.dev/rollcall/internal/diagnose"
)

// What was over long ago does not explain why a run goes on.
func TestOverrunningIsNotMisled(t *testing.T) {
	t.Parallel()
	working := func(change func(*diagnose.Evidence)) diagnose.Evidence {
		e := diagnose.Evidence{Active: 1, Pods: []diagnose.Pod{aPod("Running", works("main", "row 7"))}}
		change(&e)
		return e
	}
	native := works("proxy", "")
	native.Init, native.Sidecar = true, true
	tests := map[string]struct {
		evidence diagnose.Evidence
		code     diagnose.Code
	}{
		"a volume that came late": {working(func(e *diagnose.Evidence) { *e = with(*e, says(thePod, "FailedMount", "timed out")) }), diagnose.RunsTooLong},
		"pods that were refused before one was let in": {
			working(func(e *diagnose.Evidence) {
				*e = with(*e, says("Job/backup-29924820", "FailedCreate", "exceeded quota: x"))
			}), diagnose.RunsTooLong,
		},
		"a node that is back": {
			working(func(e *diagnose.Evidence) {
				e.Pods[0].Conditions = []diagnose.Condition{{Type: "Ready", Status: "True"}}
				*e = with(*e, says(thePod, "NodeNotReady", "Node is not ready"))
			}), diagnose.RunsTooLong,
		},
		"a sidecar that the cluster ends itself": {
			working(func(e *diagnose.Evidence) {
				e.Pods[0].Containers = []diagnose.Container{native, ended("main", "Completed", 0)}
			}), diagnose.RunsTooLong,
		},
		"an init container that is done": {
			working(func(e *diagnose.Evidence) {
				done := ended("fetch", "Completed", 0)
				done.Init = true
				e.Pods[0].Containers = append([]diagnose.Container{done}, e.Pods[0].Containers...)
			}), diagnose.RunsTooLong,
		},
		"a pod that has failed beside one that works": {
			working(func(e *diagnose.Evidence) {
				e.Pods = append([]diagnose.Pod{aPod("Failed", ended("main", "Completed", 0), works("x", ""))}, e.Pods...)
			}),
			diagnose.RunsTooLong,
		},
		"a pod that found no node and was deleted": {
			working(func(e *diagnose.Evidence) {
				e.Pods = append(unplaced("Unschedulable", "0/1 nodes are available").Pods, e.Pods...)
				e.Pods[0].Gone = true
			}), diagnose.RunsTooLong,
		},
		"a queue took it out again": {working(func(e *diagnose.Evidence) { e.Declared.Suspended = true }), diagnose.HeldByQueue},
		"its next pod finds no node": {
			working(func(e *diagnose.Evidence) {
				e.Pods = append(e.Pods, unplaced("Unschedulable", "0/1 nodes are available").Pods...)
			}), diagnose.Unschedulable,
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := diagnose.Overrunning(tt.evidence, 3*time.Hour, time.Hour); got.Code != tt.code {
				t.Errorf("%s %q, want %s", got.Code, got.Summary, tt.code)
			}
		})
	}
}

func TestStuckUntilItsDeadline(t *testing.T) {
	t.Parallel()
	e := stuckOn("ErrImagePull", "not found")
	e.Declared.ActiveDeadline = 20 * time.Minute
	got := diagnose.Stuck(e)
	if last := got.Advice[len(got.Advice)-1]; last != "it waits until its activeDeadlineSeconds (20m) end it, and with concurrencyPolicy Forbid it keeps all later runs from starting" {
		t.Errorf("advice %q", last)
	}
}
