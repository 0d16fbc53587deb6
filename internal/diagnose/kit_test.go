package diagnose_test

import (
	"strings"
	"testing"
	"time"

	"rollcall.dev/rollcall/internal/diagnose"
)

// slot is the instant at which the runs of these tests were due.
func slot() time.Time { return time.Date(2026, 11, 24, 3, 0, 0, 0, time.UTC) }

// after is an instant some time after the slot, as an RFC 3339 text shows it.
func after(d time.Duration) time.Time { return slot().Add(d) }

// failedJob is the evidence of a Job that has failed for good.
func failedJob(reason, message string, pods ...diagnose.Pod) diagnose.Evidence {
	return diagnose.Evidence{
		Job:        "backup-29924820",
		Conditions: []diagnose.Condition{{Type: "Failed", Status: "True", Reason: reason, Message: message, At: after(10 * time.Minute)}},
		Pods:       pods,
	}
}

// gaveUp is a Job that has used up its attempts.
func gaveUp(pods ...diagnose.Pod) diagnose.Evidence {
	e := failedJob("BackoffLimitExceeded", "Job has reached the specified backoff limit", pods...)
	e.FailedPods = int32(len(pods))
	return e
}

// aPod is a pod on a node, in a phase.
func aPod(phase string, containers ...diagnose.Container) diagnose.Pod {
	return diagnose.Pod{Name: "backup-29924820-x7k2p", Node: "node-3", Phase: phase, Containers: containers}
}

// ended is a container that has ended.
func ended(name, reason string, code int32) diagnose.Container {
	return diagnose.Container{
		Name: name, Image: "registry.example.com/backup:1.5", State: "terminated", Reason: reason, ExitCode: &code,
		StartedAt: after(2 * time.Second), FinishedAt: after(5 * time.Minute),
	}
}

// waits is a container that waits to be started.
func waits(name, reason, message string) diagnose.Container {
	return diagnose.Container{Name: name, Image: "registry.example.com/backup:1.5", State: "waiting", Reason: reason, Message: message}
}

// works is a container that runs.
func works(name, logTail string) diagnose.Container {
	return diagnose.Container{Name: name, State: "running", StartedAt: after(2 * time.Second), LogTail: logTail}
}

// stuckOn is a run whose only container waits.
func stuckOn(reason, message string) diagnose.Evidence {
	return diagnose.Evidence{Job: "backup-29924820", Active: 1, Pods: []diagnose.Pod{aPod("Pending", waits("main", reason, message))}}
}

// unplaced is a pod that has no node.
func unplaced(reason, message string) diagnose.Evidence {
	p := aPod("Pending")
	p.Node, p.Conditions = "", []diagnose.Condition{{Type: "PodScheduled", Status: "False", Reason: reason, Message: message}}
	return diagnose.Evidence{Job: "backup-29924820", Active: 1, Pods: []diagnose.Pod{p}}
}

// putOut is a run that failed because its pod got a reason, or a condition DisruptionTarget, from the cluster.
func putOut(reason, message, target, why string) diagnose.Evidence {
	p := aPod("Failed", ended("main", "Error", 143))
	p.Reason, p.Message = reason, message
	if target != "" {
		p.Conditions = []diagnose.Condition{{Type: "DisruptionTarget", Status: "True", Reason: target, Message: why}}
	}
	return gaveUp(p)
}

// says is an event.
func says(object, reason, message string) diagnose.Event {
	return diagnose.Event{
		Type: "Warning", Object: object, Reason: reason, Message: message, Count: 1, First: after(time.Second), Last: after(time.Minute),
	}
}

// ofCronJob is the evidence of a slot, with what the CronJob controller says.
func ofCronJob(reason, message string) diagnose.Evidence {
	return diagnose.Evidence{Events: []diagnose.Event{says("CronJob/backup", reason, message)}}
}

// podsRefused is a Job without pods, because the API server refuses them.
func podsRefused(why string) diagnose.Evidence {
	e := says("Job/backup-29924820", "FailedCreate", "Error creating: "+why)
	e.Count = 12
	return diagnose.Evidence{Job: "backup-29924820", Events: []diagnose.Event{e}}
}

// with adds events about the pod.
func with(e diagnose.Evidence, events ...diagnose.Event) diagnose.Evidence {
	e.Events = append(e.Events, events...)
	return e
}

const thePod = "Pod/backup-29924820-x7k2p"

// check compares a cause with its code and a part of its summary.
func check(t *testing.T, got diagnose.Cause, code diagnose.Code, summary string) {
	t.Helper()
	if got.Code != code || !strings.Contains(got.Summary, summary) {
		t.Errorf("cause %s %q, want %s with %q", got.Code, got.Summary, code, summary)
	}
	if len(got.Advice) == 0 {
		t.Errorf("%s gives no advice", got.Code)
	}
}
