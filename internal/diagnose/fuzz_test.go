package diagnose_test

import (
	"math"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"rollcall.dev/rollcall/internal/diagnose"
)

// FuzzMessages: texts of the cluster are whatever somebody wrote. No rule panics at them, and none puts them into a command or lets
// a sentence grow without bound.
func FuzzMessages(f *testing.F) {
	for _, s := range specimens() {
		f.Add(s.cause.Signal, "FailedCreate", int32(3))
	}
	f.Add("exceeded quota: a, requested: b, used: c, limited: d", "FailedCreate", int32(math.MaxInt32))
	f.Add("Container main for pod shop/x failed with exit code 1 matching FailJob rule at index 99999999999999999999", "PodFailurePolicy", int32(math.MinInt32))
	f.Add("\xff\xfe: 'x' \u202e", "Killing", int32(-1))
	f.Add(strings.Repeat("1-2,", 300), "FailedIndexes", int32(0))
	f.Add(strings.Repeat("a: ", 3000), "FailedMount", int32(1))
	f.Fuzz(func(t *testing.T, message, reason string, count int32) {
		for _, c := range readEverywhere(message, reason, count) {
			check := c.For(diagnose.Subject{Namespace: "shop", CronJob: "backup", Job: "backup-1"})
			if len(c.Summary) > 4096 || !utf8.ValidString(c.Summary) && utf8.ValidString(message+reason) {
				t.Errorf("%s: a summary of %d bytes: %q", c.Code, len(c.Summary), c.Summary)
			}
			if c.Code == "" || c.Summary == "" || len(check.Advice) != len(c.Advice) || len(c.Advice) > 5 {
				t.Errorf("incomplete: %+v", c)
			}
		}
	})
}

// readEverywhere puts a message and a reason into every place that a rule reads.
func readEverywhere(message, reason string, count int32) []diagnose.Cause {
	event := func(object string) diagnose.Event {
		return diagnose.Event{Type: "Warning", Object: object, Reason: reason, Message: message, Count: count, First: after(0), Last: after(time.Minute)}
	}
	last := &diagnose.LastState{Reason: reason, Message: message, ExitCode: count, Signal: count}
	p := aPod(reason,
		diagnose.Container{Name: "main", State: "waiting", Reason: reason, Message: message, Restarts: count, Last: last},
		diagnose.Container{Name: "proxy", State: "terminated", Reason: reason, Message: message, ExitCode: &count})
	p.Reason, p.Message, p.Index = reason, message, message
	p.Conditions = []diagnose.Condition{{Type: "DisruptionTarget", Status: "True", Reason: reason, Message: message}, {Type: "PodScheduled", Status: "False", Reason: reason, Message: message}}
	bare := aPod("Pending", diagnose.Container{Name: "main", State: "waiting", Reason: reason, Message: message})
	bare.Conditions = p.Conditions[1:]
	e := diagnose.Evidence{
		Conditions: []diagnose.Condition{{Type: "Failed", Status: "True", Reason: reason, Message: message}},
		FailedPods: count, FailedIndexes: message, Pods: []diagnose.Pod{p, bare},
		Events: []diagnose.Event{event("CronJob/backup"), event("Job/backup-1"), event(thePod)},
		Gaps:   []string{message},
	}
	alone := e
	alone.Pods = nil
	onlyEvents := diagnose.Evidence{Events: e.Events, Pods: []diagnose.Pod{aPod("Pending", waits("main", "ContainerCreating", ""))}}
	e.ActiveRuns = []diagnose.ActiveRun{{Name: "backup-1", CreatedAt: after(-time.Hour), Evidence: &alone}}
	var all []diagnose.Cause
	for _, e := range []diagnose.Evidence{e, alone, onlyEvents} {
		all = append(all, diagnose.Failed(e), diagnose.Stuck(e), diagnose.Overrunning(e, time.Hour, time.Minute), diagnose.Flaky(e, count, count),
			diagnose.Missed(e, diagnose.Due{Slot: slot()}), diagnose.Missed(e, diagnose.Due{Slot: slot(), Forbid: true}),
			diagnose.RunNotSeen(e, slot()), diagnose.RunDeleted(e, "backup-1"), diagnose.ReplacedBy(e, "backup-1", time.Minute))
		if c, ok := diagnose.HeldUp(e, time.Hour); ok {
			all = append(all, c)
		}
	}
	return all
}
