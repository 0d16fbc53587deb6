package diagnose_test

import (
	"strings"
	"testing"
	"time"

	"rollcall.dev/rollcall/internal/diagnose"
)

// deadline is the evidence of a Job that came up against its activeDeadlineSeconds ten minutes after the slot. The pods that it
// stopped took half a minute to end.
func deadline(failedPods int32, pods ...diagnose.Pod) diagnose.Evidence {
	e := failedJob("DeadlineExceeded", "Job was active longer than specified deadline", pods...)
	target := e.Conditions[0]
	target.Type = "FailureTarget"
	e.Conditions[0].At = after(10*time.Minute + 30*time.Second)
	e.Conditions = append(e.Conditions, target)
	e.FailedPods, e.Declared.ActiveDeadline = failedPods, 10*time.Minute
	return e
}

// A deadline that came after attempts that failed is not what the job failed of.
func TestDeadlineAfterFailedAttempts(t *testing.T) {
	t.Parallel()
	const stop = 10*time.Minute + 20*time.Second
	failed := func(code int32) diagnose.Pod { return aPod("Failed", endedAt("main", code, 2*time.Minute)) }
	outOfMemory := aPod("Failed", oom(endedAt("main", 137, 2*time.Minute)))
	stopped := aPod("Failed", endedAt("main", 143, stop))
	looping := func(state diagnose.Container) diagnose.Pod {
		state.Restarts, state.Last, state.LogTail = 4, &diagnose.LastState{Reason: "Error", ExitCode: 5}, "log of main"
		return aPod("Running", state)
	}
	evicted := aPod("Failed", endedAt("main", 143, 2*time.Minute))
	evicted.Reason = "Evicted"
	const plain = "the Job was stopped because it ran longer than its activeDeadlineSeconds (10m) allow"
	const begin = "the Job was stopped by its activeDeadlineSeconds (10m) after "
	tests := map[string]struct {
		evidence diagnose.Evidence
		summary  string
		log      string
		working  bool // an attempt was at work when the deadline came
	}{
		"five that failed alike": {
			deadline(5, failed(3), failed(3), failed(3), failed(3), failed(3)),
			begin + `5 failed attempts (5 × exit code 3); the last: container "main" ended with exit code 3`, "log of main", false,
		},
		"that failed in several ways": {
			deadline(3, failed(3), outOfMemory, failed(3)),
			begin + `3 failed attempts (2 × exit code 3, 1 × OOMKilled); the last: container "main" ended with exit code 3`, "log of main", false,
		},
		"more than were looked at": {
			deadline(9, failed(3), failed(3)),
			begin + `9 failed attempts (2 × exit code 3, 7 not seen); the last: container "main" ended with exit code 3`, "log of main", false,
		},
		"one, and one that the deadline stopped": {
			deadline(2, failed(3), stopped), begin + `a failed attempt: container "main" ended with exit code 3`, "log of main", true,
		},
		"one, and one that still works": {
			deadline(1, failed(3), aPod("Running", works("main", "row 12"))),
			begin + `a failed attempt: container "main" ended with exit code 3`, "log of main", true,
		},
		"a crash loop": {
			deadline(1, looping(waits("main", "CrashLoopBackOff", ""))),
			begin + `5 failed attempts; the last: container "main" ended with exit code 5`, "log of main", false,
		},
		"a container that was started again, and stopped": {
			deadline(1, looping(endedAt("main", 143, stop))),
			begin + `4 failed attempts; the last: container "main" ended with exit code 5`, "", true, // the log is that of the one that was stopped
		},
		"the cluster ended one":              {deadline(1, evicted), begin + "a failed attempt: the node node-3 put the pod out", "log of main", false},
		"only one that the deadline stopped": {deadline(1, stopped), plain, "log of main", false},
		"that the deadline stopped by a clock that is behind": {
			deadline(1, aPod("Failed", endedAt("main", 143, 10*time.Minute-2*time.Second))), plain, "log of main", false,
		},
		"that ended of the deadline in its own way": {deadline(1, aPod("Failed", endedAt("main", 1, stop))), plain, "log of main", false},
		"a sidecar that was started again is no attempt": {
			deadline(1, aPod("Running", func() diagnose.Container {
				c := native(works("proxy", ""))
				c.Restarts, c.Last = 3, &diagnose.LastState{ExitCode: 1}
				return c
			}(), works("main", "row 12"))), plain, "row 12", false,
		},
		"a sidecar that kept the pod until then": {
			deadline(1, aPod("Failed", endedAt("main", 3, 2*time.Minute), endedAt("proxy", 143, stop))),
			plain + `: container "main" has ended with exit code 3, but container "proxy" still runs`, "log of main", false,
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := diagnose.Failed(tt.evidence)
			check(t, got, diagnose.DeadlineExceeded, tt.summary)
			if got.LogTail != tt.log {
				t.Errorf("log tail %q, want %q", got.LogTail, tt.log)
			}
			if tt.summary == plain && got.Summary != plain {
				t.Errorf("%q, want %q", got.Summary, plain)
			}
			if working := strings.Contains(strings.Join(got.Advice, "\n"), "may only have needed longer"); working != tt.working {
				t.Errorf("an attempt was at work: %t; advice %q", working, got.Advice)
			}
			if strings.HasPrefix(tt.summary, begin) && strings.Contains(got.Advice[0], "activeDeadlineSeconds") {
				t.Errorf("the advice of what failed comes first: %q", got.Advice)
			}
		})
	}
}
