package kube

import (
	"context"
	"fmt"
	"time"

	"rollcall.dev/rollcall/internal/diagnose"
	"rollcall.dev/rollcall/internal/monitor"
)

// tell turns a run's snapshot into an observation, and notes in the run what it then has told; false where there is nothing
// that was not told before. The evidence of a failure is captured on the way.
func (c capturer) tell(ctx context.Context, r *run) (monitor.Observation, bool) {
	if r.told.facts.Outcome != monitor.Unfinished {
		return monitor.Observation{}, false // a finished run does not change any more
	}
	facts := runFacts(r.job, r.pods.facts())
	facts.Lost = r.lost && facts.Outcome == monitor.Unfinished
	facts.PodsUnseenAt = r.unseen
	now := told{facts: facts, gone: r.gone && facts.Outcome == monitor.Unfinished}
	var evidence *diagnose.Evidence
	switch {
	case now.gone:
		evidence = c.remembered(r.job, &r.pods, r.evidence)
	case failing(r.job):
		if r.evidence.Evidence == nil || (facts.Outcome == monitor.OutcomeFailed && !r.evidence.final) {
			r.evidence = c.failure(ctx, r.job, &r.pods, r.evidence)
			now.facts = runFacts(r.job, r.pods.facts()) // the capture may have shown pods that the watch had not
		}
		evidence = r.evidence.Evidence
		now.evidence = true
	case facts.Outcome == monitor.OutcomeSucceeded && (facts.FailedPods > 0 || facts.Restarts > 0):
		evidence = c.remembered(r.job, &r.pods, r.evidence) // what failed before it went well
	}
	if now == r.told {
		return monitor.Observation{}, false
	}
	first := r.told == told{}
	r.told = now
	facts = now.facts
	if first || evidence != nil || now.gone || facts.Outcome != monitor.Unfinished { // in between it says nothing new
		if !r.asked {
			r.asked, r.configs = true, c.configVersions(ctx, r.job)
		}
		facts.Setup = runSetup(r.job, r.pods.pods, r.configs)
	}
	owner, _ := OwnerCronJob(r.job)
	o := monitor.Observation{
		ID: now.id(r.job.ResourceVersion), Monitor: MonitorID(owner.UID), Kind: monitor.RunSeen, At: now.at(), SeenAt: r.seenAt,
		Run: &facts, Evidence: evidence,
	}
	if now.gone {
		o.Kind, o.At = monitor.RunGone, r.seenAt
		if at := instant(r.job.DeletionTimestamp); !at.IsZero() {
			o.At = at
		}
	}
	return o, true
}

// id is the same whenever the same is told. A run ends once and goes once, so these need no version; before that the Job's
// version counts, and what its pods add to it.
func (t told) id(version string) string {
	id := "job/" + string(t.facts.ID) + "/"
	switch {
	case t.gone:
		return id + "gone"
	case t.facts.Outcome != monitor.Unfinished:
		return id + "finished"
	}
	id += version
	if !t.facts.StartedAt.IsZero() {
		id += fmt.Sprintf("/s%d", t.facts.StartedAt.Unix())
	}
	if !t.facts.PodsUnseenAt.IsZero() {
		id += fmt.Sprintf("/u%d", t.facts.PodsUnseenAt.Unix())
	}
	if t.facts.Restarts > 0 {
		id += fmt.Sprintf("/r%d", t.facts.Restarts)
	}
	if t.evidence {
		id += "/failing"
	}
	return id
}

// at is when the newest of the facts became true.
func (t told) at() time.Time {
	for _, at := range []time.Time{t.facts.FinishedAt, t.facts.StartedAt} {
		if !at.IsZero() {
			return at
		}
	}
	return t.facts.CreatedAt
}
