package diagnose_test

import (
	"testing"
	"time"

	"rollcall.dev/rollcall/internal/diagnose"
)

// What the run succeeded after is told by the pod that failed, or the instance that did.
func TestFlakyBlamesWhatFailed(t *testing.T) {
	t.Parallel()
	restarted := func(c diagnose.Container, last diagnose.LastState) diagnose.Container {
		c.Restarts, c.Last = 2, &last
		return c
	}
	stopped := native(endedAt("proxy", 143, 5*time.Minute))
	good := aPod("Succeeded", stopped, ended("main", "Completed", 0))
	tests := map[string]struct {
		pods     []diagnose.Pod
		restarts int32
		summary  string
	}{
		"the pod that failed, not the sidecar of the one that succeeded": {
			[]diagnose.Pod{aPod("Failed", endedAt("main", 3, time.Minute)), good}, 0,
			`the run succeeded after 1 failed pod: container "main" ended with exit code 3`,
		},
		"a pod that succeeded says nothing": {[]diagnose.Pod{good}, 0, "the run succeeded after 1 failed pod"},
		"unless it was started again": {
			[]diagnose.Pod{aPod("Succeeded", stopped, restarted(ended("main", "Completed", 0), diagnose.LastState{Reason: "Error", ExitCode: 7}))}, 2,
			`the run succeeded after 2 restarts: container "main" ended with exit code 7`,
		},
		"for memory": {
			[]diagnose.Pod{aPod("Succeeded", restarted(ended("main", "Completed", 0), diagnose.LastState{Reason: "OOMKilled", ExitCode: 137}))}, 2,
			`the run succeeded after 2 restarts: container "main" was killed because it used more than its memory limit`,
		},
		"of a sidecar that is no matter": {
			[]diagnose.Pod{aPod("Succeeded", restarted(stopped, diagnose.LastState{ExitCode: 1}), ended("main", "Completed", 0))}, 2,
			"the run succeeded after 2 restarts",
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			failed := int32(1)
			if tt.restarts > 0 {
				failed = 0
			}
			got := diagnose.Flaky(diagnose.Evidence{Pods: tt.pods}, failed, tt.restarts)
			if got.Code != diagnose.RetriedToSuccess || got.Summary != tt.summary {
				t.Errorf("%s %q, want %q", got.Code, got.Summary, tt.summary)
			}
		})
	}
}
