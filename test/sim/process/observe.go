package process

import (
	"fmt"
	"time"

	"rollcall.dev/rollcall/internal/diagnose"
	"rollcall.dev/rollcall/internal/monitor"
	"rollcall.dev/rollcall/test/sim/cluster"
)

// The identifiers are those that internal/kube gives: the same whenever the same is told.

func (w *watch) defined(j *cluster.Job, v cluster.Version) monitor.Observation {
	now := w.clock()
	return monitor.Observation{
		ID: fmt.Sprintf("cronjob/%s/%d", j.Name, v.Number), Monitor: j.ID, Kind: monitor.Defined, At: now, SeenAt: now,
		Definition: v.Definition,
	}
}

func (w *watch) removed(j *cluster.Job) monitor.Observation {
	now := w.clock()
	return monitor.Observation{
		ID: fmt.Sprintf("cronjob/%s/removed", j.Name), Monitor: j.ID, Kind: monitor.Removed, At: now, SeenAt: now,
	}
}

// observation is what a version says of a run.
func observation(j *cluster.Job, v cluster.Version, now time.Time) monitor.Observation {
	facts := *v.Run
	o := monitor.Observation{Monitor: j.ID, Kind: monitor.RunSeen, At: v.At, SeenAt: now, Run: &facts}
	switch id := "job/" + string(facts.ID) + "/"; {
	case v.Gone:
		o.Kind, o.ID = monitor.RunGone, id+"gone"
	case facts.Outcome != monitor.Unfinished:
		o.ID = id + "finished"
	default:
		o.ID = fmt.Sprintf("%s%d", id, v.Number)
	}
	if facts.Outcome == monitor.OutcomeFailed {
		code := int32(1)
		o.Evidence = &diagnose.Evidence{
			CapturedAt: now, Job: facts.Name, FailedPods: facts.FailedPods,
			Conditions: []diagnose.Condition{{Type: "Failed", Status: "True", Reason: "BackoffLimitExceeded", At: facts.FinishedAt}},
			Pods: []diagnose.Pod{{Name: facts.Name + "-0", Containers: []diagnose.Container{{
				Name: "main", State: "terminated", Reason: "Error", ExitCode: &code, FinishedAt: facts.FinishedAt,
			}}}},
		}
	}
	return o
}
