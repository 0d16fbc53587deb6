package cluster

import (
	"slices"
	"time"

	"rollcall.dev/rollcall/internal/monitor"
	"rollcall.dev/rollcall/internal/schedule"
	"rollcall.dev/rollcall/test/sim/history"
)

// versions lists everything that is shown of a job and its runs, in the order of time.
func versions(j *Job) []Version {
	d := definition(j)
	all := []Version{{At: j.Created, Definition: &d}}
	if j.Kind == history.CheckIn { // of which nothing else is seen
		return number(all, j)
	}
	status := d
	for _, t := range j.Runs {
		status.LastScheduledAt = t.Slot
		changed := status
		all = append(all, Version{At: t.Created, Definition: &changed, Quiet: true})
		all = append(all, t.versions()...)
	}
	all = slices.DeleteFunc(all, func(v Version) bool { return !j.Deleted.IsZero() && v.At.After(j.Deleted) })
	return number(all, j)
}

func number(all []Version, j *Job) []Version {
	if !j.Deleted.IsZero() {
		gone := *all[0].Definition
		all = append(all, Version{At: j.Deleted, Definition: &gone, Gone: true})
	}
	slices.SortStableFunc(all, func(a, b Version) int { return a.At.Compare(b.At) })
	for i := range all {
		all[i].Number = int64(i + 1)
		if all[i].Definition != nil {
			all[i].Definition.Generation = all[i].Number
		}
	}
	return all
}

func definition(j *Job) monitor.Definition {
	d := monitor.Definition{
		Source: monitor.SourceKubernetes, Cluster: "sim", Namespace: "jobs", Name: j.Name, Revision: 1,
		CreatedAt: j.Created.Truncate(time.Second), Schedule: schedule.Cron(j.Schedule, "UTC"),
		Concurrency: monitor.Concurrency(j.Policy), Grace: j.Grace, StartGrace: j.StartGrace,
	}
	if j.Owner != "" {
		d.Annotations = map[string]string{"rollcall.dev/owner": j.Owner}
	}
	if j.Kind == history.CheckIn {
		d.Source, d.Revision, d.Concurrency = monitor.SourceCheckIn, 0, ""
		d.CheckIn = &monitor.CheckIn{ID: j.Name, Slug: j.Name, Project: "1"}
	}
	return d
}

// versions are those of the run: as it was created, as its first container started, after each pod that failed, as it ended,
// and as it went.
func (r *Run) versions() []Version {
	facts := monitor.RunFacts{ID: r.ID, Name: r.Name, Slot: r.Slot, CreatedAt: r.Created.Truncate(time.Second)}
	var all []Version
	show := func(at time.Time, gone bool) {
		now := facts
		all = append(all, Version{At: at, Run: &now, Gone: gone})
	}
	show(r.Created, false)
	if !r.Started.IsZero() {
		facts.StartedAt = r.Started.Truncate(time.Second)
		show(r.Started, false)
	}
	for _, at := range r.Failures {
		if ended := earlier(r.Finished, r.Deleted); at.Before(ended) && !r.Started.IsZero() {
			facts.FailedPods++
			show(at, false)
		}
	}
	if !r.Finished.IsZero() {
		facts.FinishedAt, facts.Outcome = r.Finished.Truncate(time.Second), monitor.OutcomeFailed
		if r.Succeeded {
			facts.Outcome = monitor.OutcomeSucceeded
		}
		show(r.Finished, false)
	}
	if !r.Deleted.IsZero() {
		show(r.Deleted, true)
	}
	return all
}
