package diagnose_test

import (
	"strings"
	"testing"

	"rollcall.dev/rollcall/internal/diagnose"
)

func TestFailed(t *testing.T) {
	t.Parallel()
	logged := func(c diagnose.Container, log string) diagnose.Container {
		c.LogTail = log
		return c
	}
	sidecar := ended("proxy", "Error", 143)
	sidecar.Init, sidecar.Sidecar = true, true
	looping := waits("main", "CrashLoopBackOff", "")
	looping.Last, looping.Restarts = &diagnose.LastState{Reason: "OOMKilled", ExitCode: 137}, 2
	evicted := aPod("Failed", ended("main", "Error", 143))
	evicted.Reason = "Evicted"
	refused := aPod("Failed")
	refused.Reason = "NodeAffinity"
	tests := map[string]struct {
		evidence diagnose.Evidence
		code     diagnose.Code
		summary  string // a part of it
		log      string
	}{
		"a container that ended well is not blamed": {
			gaveUp(aPod("Failed", ended("proxy", "Completed", 0), logged(ended("main", "Error", 1), "boom"))),
			diagnose.ExitCode, `container "main" ended with exit code 1`, "boom",
		},
		"a sidecar that was stopped is not blamed": {
			gaveUp(aPod("Failed", sidecar, logged(ended("main", "Error", 1), "boom"))), diagnose.ExitCode, `container "main"`, "boom",
		},
		"a sidecar is, where nothing else failed": {
			gaveUp(aPod("Failed", sidecar, ended("main", "Completed", 0))), diagnose.ExitCode, `sidecar container "proxy"`, "",
		},
		"the instance before": {gaveUp(aPod("Running", looping)), diagnose.OOMKilled, "the last of 3 attempts", ""},
		"the newest pod speaks": {
			gaveUp(evicted, aPod("Failed", ended("main", "Error", 1))), diagnose.ExitCode, "the last of 2 attempts", "",
		},
		"and if it is one that no node took":                   {gaveUp(aPod("Failed", ended("main", "Error", 1)), refused), diagnose.NodeRefused, "did not take", ""},
		"the pod that was put out, not the signal that it got": {gaveUp(evicted), diagnose.Evicted, "put the pod out", ""},
		"the condition is found by type, not by place": {
			diagnose.Evidence{Conditions: []diagnose.Condition{
				{Type: "Suspended", Status: "False"}, {Type: "Failed", Status: "True", Reason: "PodFailurePolicy", Message: "matched"},
			}},
			diagnose.PodFailurePolicy, "podFailurePolicy ended it without another attempt", "",
		},
		"what the job says comes first": {
			diagnose.Evidence{Report: &diagnose.Report{ExitCode: new(7), Output: "disk full"}, Pods: gaveUp(evicted).Pods},
			diagnose.ReportedFailure, "exit code 7", "disk full",
		},
		"pods that could not be read are not called gone": {
			diagnose.Evidence{Conditions: gaveUp().Conditions, Gaps: []string{"the pods of Job backup-29924820 could not be read: forbidden"}},
			diagnose.BackoffLimit, "its pods could not be read", "",
		},
		"nor pods that say nothing": {gaveUp(aPod("Failed")), diagnose.BackoffLimit, "do not say why", ""},
		"command not found":         {gaveUp(aPod("Failed", ended("main", "Error", 127))), diagnose.ExitCode, "the command was not found", ""},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := diagnose.Failed(tt.evidence)
			check(t, got, tt.code, tt.summary)
			if got.LogTail != tt.log {
				t.Errorf("log tail %q, want %q", got.LogTail, tt.log)
			}
		})
	}
}

// A probe that failed at another container, or another pod, explains nothing here.
func TestProbeOfAnotherContainer(t *testing.T) {
	t.Parallel()
	e := gaveUp(aPod("Failed", ended("main", "Error", 143)))
	for _, ev := range []diagnose.Event{
		says(thePod, "Killing", "Container proxy failed liveness probe, will be restarted"),
		says("Pod/another", "Killing", "Container main failed liveness probe, will be restarted"),
		says(thePod, "Unhealthy", "Container main failed liveness probe, will be restarted"),
	} {
		if got := diagnose.Failed(with(e, ev)); got.Code != diagnose.ExitCode {
			t.Errorf("%s from %+v", got.Code, ev)
		}
	}
}

// The pod that the policy names counts, not the newest.
func TestPolicyNamesThePod(t *testing.T) {
	t.Parallel()
	first, second := aPod("Failed", ended("main", "Error", 42)), aPod("Failed", ended("main", "Error", 1))
	second.Name = "backup-29924820-other"
	e := failedJob("PodFailurePolicy", "Container main for pod shop/backup-29924820-x7k2p failed with exit code 42 matching FailJob rule at index 7", first, second)
	got := diagnose.Failed(e)
	check(t, got, diagnose.PodFailurePolicy, "(rule 7: FailJob): container \"main\" ended with exit code 42")
	e = failedJob("PodFailurePolicy", "Pod shop/backup-29924820-x7k2p has condition DisruptionTarget matching FailJob rule at index 1", first)
	check(t, diagnose.Failed(e), diagnose.PodFailurePolicy, "(rule 1: FailJob)")
}

// What failed of many indexes is told by one of those that failed.
func TestFailedIndexesCount(t *testing.T) {
	t.Parallel()
	other := aPod("Failed", ended("main", "Error", 9))
	other.Index = "4"
	tests := map[string]string{
		"":                               "which ones is not known",
		"3":                              "1 index of the Job failed (3)",
		"1,3-5":                          "4 indexes of the Job failed (1,3-5)",
		"0-99999":                        "100000 indexes",
		"1,x,7-3,,5":                     "2 indexes",
		"1-4294967295,0-4294967295":      "8589934591 indexes",
		strings.Repeat("1,", 600) + "1…": "600 indexes",
	}
	for list, want := range tests {
		e := failedJob("FailedIndexes", "Job has failed indexes", other)
		e.FailedIndexes = list
		check(t, diagnose.Failed(e), diagnose.FailedIndexes, want)
		named := list == "" || strings.HasPrefix(list, "1,3-5") || strings.HasPrefix(list, "0-") || strings.HasPrefix(list, "1-4")
		if got := strings.Contains(diagnose.Failed(e).Summary, "index 4: "); got != named {
			t.Errorf("%q: index 4 is told of: %t", list, got)
		}
	}
}
