package diagnose_test

import (
	"strings"
	"testing"
	"time"

	"rollcall.dev/rollcall/internal/diagnose"
)

func pod(containers ...diagnose.Container) diagnose.Evidence {
	return diagnose.Evidence{
		Conditions: []diagnose.Condition{{Type: "Failed", Status: "True", Reason: "BackoffLimitExceeded", Message: "Job has reached the specified backoff limit"}},
		Pods:       []diagnose.Pod{{Name: "p", Node: "node-1", Containers: containers}},
	}
}

func TestFailed(t *testing.T) {
	t.Parallel()
	seven := 7
	tests := map[string]struct {
		evidence diagnose.Evidence
		code     diagnose.Code
		summary  string // a part of it
		log      string
	}{
		"nothing left": {diagnose.Evidence{}, diagnose.FailedWithoutTrace, "left no trace", ""},
		"exit code": {
			pod(diagnose.Container{Name: "main", State: "terminated", Reason: "Error", ExitCode: new(int32(3)), LogTail: "boom"}),
			diagnose.ExitCode, `"main" ended with exit code 3`, "boom",
		},
		"command not found": {
			pod(diagnose.Container{Name: "main", State: "terminated", Reason: "Error", ExitCode: new(int32(127))}),
			diagnose.ExitCode, "the command was not found", "",
		},
		"out of memory": {
			pod(diagnose.Container{Name: "main", State: "terminated", Reason: "OOMKilled", ExitCode: new(int32(137)), MemoryLimit: "64Mi"}),
			diagnose.OOMKilled, "64Mi", "",
		},
		"out of memory in the previous instance": {
			pod(diagnose.Container{Name: "main", State: "waiting", Reason: "CrashLoopBackOff", Last: &diagnose.LastState{Reason: "OOMKilled", ExitCode: 137}}),
			diagnose.OOMKilled, "more memory than its limit", "",
		},
		"the sidecar that ended well is not blamed": {
			pod(diagnose.Container{Name: "proxy", State: "terminated", Reason: "Completed", ExitCode: new(int32(0))},
				diagnose.Container{Name: "main", State: "terminated", Reason: "Error", ExitCode: new(int32(1))}),
			diagnose.ExitCode, `"main"`, "",
		},
		"init container": {
			pod(diagnose.Container{Name: "fetch", Init: true, State: "terminated", Reason: "Error", ExitCode: new(int32(1)), LogTail: "no such bucket"},
				diagnose.Container{Name: "main", State: "waiting", Reason: "PodInitializing"}),
			diagnose.InitFailed, `init container "fetch"`, "no such bucket",
		},
		"start error": {
			pod(diagnose.Container{Name: "main", State: "terminated", Reason: "StartError", ExitCode: new(int32(128)), Message: "exec: no such file"}),
			diagnose.CannotRun, "could not be started", "",
		},
		"deadline": {
			diagnose.Evidence{
				Conditions: []diagnose.Condition{{Type: "FailureTarget", Status: "True", Reason: "DeadlineExceeded", Message: "Job was active longer than specified deadline"}},
				Pods:       []diagnose.Pod{{Containers: []diagnose.Container{{Name: "main", State: "running", LogTail: "row 12"}}}},
			},
			diagnose.DeadlineExceeded, "activeDeadlineSeconds", "row 12",
		},
		"evicted": {
			diagnose.Evidence{Pods: []diagnose.Pod{{Node: "n1", Reason: "Evicted", Message: "The node was low on resource: memory."}}},
			diagnose.Evicted, "n1", "",
		},
		"disrupted": {
			diagnose.Evidence{Pods: []diagnose.Pod{{Conditions: []diagnose.Condition{{Type: "DisruptionTarget", Status: "True", Reason: "PreemptionByScheduler"}}}}},
			diagnose.Evicted, "PreemptionByScheduler", "",
		},
		"pods gone": {pod(), diagnose.BackoffLimit, "BackoffLimitExceeded", ""},
		"the condition is found by type, not by place": {
			diagnose.Evidence{Conditions: []diagnose.Condition{{Type: "Suspended", Status: "False"}, {Type: "Failed", Status: "True", Reason: "PodFailurePolicy", Message: "matched rule 0"}}},
			diagnose.PodFailurePolicy, "podFailurePolicy", "",
		},
		"indexes": {
			diagnose.Evidence{FailedIndexes: "1,3-5", Conditions: []diagnose.Condition{{Type: "Failed", Status: "True", Reason: "FailedIndexes"}}},
			diagnose.FailedIndexes, "1,3-5", "",
		},
		"what the job itself says comes first": {
			diagnose.Evidence{Report: &diagnose.Report{ExitCode: &seven, Output: "disk full"}},
			diagnose.ReportedFailure, "exit code 7", "disk full",
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			check(t, diagnose.Failed(tt.evidence), tt.code, tt.summary)
			if got := diagnose.Failed(tt.evidence).LogTail; got != tt.log {
				t.Errorf("log tail %q, want %q", got, tt.log)
			}
		})
	}
}

func check(t *testing.T, got diagnose.Cause, code diagnose.Code, summary string) {
	t.Helper()
	if got.Code != code || !strings.Contains(got.Summary, summary) {
		t.Errorf("cause %s %q, want %s with %q", got.Code, got.Summary, code, summary)
	}
	if len(got.Advice) == 0 {
		t.Errorf("%s gives no advice", got.Code)
	}
}

func TestStuck(t *testing.T) {
	t.Parallel()
	waiting := func(name, reason string) diagnose.Evidence {
		return diagnose.Evidence{Pods: []diagnose.Pod{{Containers: []diagnose.Container{{Name: name, Image: "registry.example/x:1", State: "waiting", Reason: reason, Message: "because"}}}}}
	}
	event := func(object, reason, message string) diagnose.Evidence {
		return diagnose.Evidence{Events: []diagnose.Event{{Type: "Warning", Object: object, Reason: reason, Message: message, Count: 3}}}
	}
	tests := map[string]struct {
		evidence diagnose.Evidence
		code     diagnose.Code
		summary  string
	}{
		"nothing known":         {diagnose.Evidence{}, diagnose.NotStarted, "no container"},
		"image":                 {waiting("main", "ImagePullBackOff"), diagnose.ImagePull, "registry.example/x:1"},
		"never pulled":          {waiting("main", "ErrImageNeverPull"), diagnose.ImagePull, "cannot be pulled"},
		"missing configuration": {waiting("main", "CreateContainerConfigError"), diagnose.ContainerConfig, "not there"},
		"our own container":     {waiting(diagnose.CheckInContainer, "ErrImagePull"), diagnose.WaitingForCheckIn, "check-in container"},
		"unschedulable": {
			diagnose.Evidence{Pods: []diagnose.Pod{{Conditions: []diagnose.Condition{{Type: "PodScheduled", Status: "False", Reason: "Unschedulable", Message: "0/3 nodes"}}}}},
			diagnose.Unschedulable, "no node",
		},
		"volume":                {event("Pod/p", "FailedMount", "claim not found"), diagnose.VolumeMount, "volume"},
		"quota on pods":         {event("Job/j", "FailedCreate", `pods "x" is forbidden: exceeded quota: none`), diagnose.QuotaExceeded, "3 attempts"},
		"pod security":          {event("Job/j", "FailedCreate", "violates PodSecurity"), diagnose.PodRefused, "the Job's pods"},
		"waiting in the normal": {waiting("main", "ContainerCreating"), diagnose.NotStarted, "no container"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			check(t, diagnose.Stuck(tt.evidence), tt.code, tt.summary)
		})
	}
}

func TestMissed(t *testing.T) {
	t.Parallel()
	slot := time.Date(2026, 11, 24, 3, 0, 0, 0, time.UTC)
	silent := slot.Add(-time.Minute)
	deadline := time.Minute
	event := func(reason, message string) diagnose.Evidence {
		return diagnose.Evidence{Events: []diagnose.Event{{Object: "CronJob/c", Reason: reason, Message: message, Count: 1}}}
	}
	tests := map[string]struct {
		evidence diagnose.Evidence
		due      diagnose.Due
		code     diagnose.Code
		summary  string
	}{
		"nothing known":     {diagnose.Evidence{}, diagnose.Due{}, diagnose.NoJob, "no Job"},
		"controller silent": {diagnose.Evidence{SchedulerSilentSince: &silent}, diagnose.Due{}, diagnose.ControllerDown, "02:59:00 UTC"},
		"quota on Jobs":     {event("FailedCreate", "exceeded quota: none"), diagnose.Due{}, diagnose.QuotaExceeded, "does not allow the Job"},
		"admission denied":  {event("FailedCreate", "admission webhook denied"), diagnose.Due{}, diagnose.PodRefused, "refuses to create the Job"},
		"bad zone":          {event("UnknownTimeZone", "invalid timeZone"), diagnose.Due{}, diagnose.UnknownTimeZone, "time zone"},
		"never":             {event("InvalidSchedule", "no next"), diagnose.Due{}, diagnose.InvalidSchedule, "cannot read"},
		"deadline":          {diagnose.Evidence{}, diagnose.Due{StartingDeadline: &deadline}, diagnose.DeadlinePassed, "1m)"},
		"Forbid": {
			diagnose.Evidence{ActiveRuns: []diagnose.ActiveRun{{Name: "c-1", CreatedAt: slot.Add(-3 * time.Hour)}}},
			diagnose.Due{Slot: slot, Forbid: true}, diagnose.PreviousRunActive, "Job c-1 had not ended (running for 3h",
		},
		"an active run explains nothing where overlap is allowed": {
			diagnose.Evidence{ActiveRuns: []diagnose.ActiveRun{{Name: "c-1"}}}, diagnose.Due{Slot: slot}, diagnose.NoJob, "no Job",
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			check(t, diagnose.Missed(tt.evidence, tt.due), tt.code, tt.summary)
		})
	}
}
