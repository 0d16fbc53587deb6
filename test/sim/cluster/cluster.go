package cluster

import (
	"slices"
	"time"

	"rollcall.dev/rollcall/internal/monitor"
	"rollcall.dev/rollcall/internal/schedule"
	"rollcall.dev/rollcall/test/sim/history"
)

// Cluster is all of it.
type Cluster struct {
	Start, Peace, End time.Time
	Jobs              []*Job
}

// Job is a job with all that it was due for and did.
type Job struct {
	history.Job

	ID       monitor.ID
	Created  time.Time
	Deleted  time.Time   // zero: never
	Slots    []time.Time // the instants at which it was due, up to the end
	Runs     []*Run      // as they were created
	Versions []Version   // by Number, and by At
}

// Run is one run. A time is zero where that never came.
type Run struct {
	ID                                  monitor.RunID
	Name                                string
	Slot                                time.Time
	Created, Started, Finished, Deleted time.Time
	Failures                            []time.Time // of pods that were retried, or that failed it
	Succeeded                           bool
	Replaced                            bool // deleted to make room for its own next run
}

// Version is what an API server shows of an object from an instant on: of the job itself, or of one of its runs.
type Version struct {
	Number     int64
	At         time.Time
	Definition *monitor.Definition // of the job; nil for a run
	Quiet      bool                // only the job's status changed
	Run        *monitor.RunFacts
	Gone       bool // and then it was there no more
}

// Build works out what happens in a history.
func Build(h history.History) (*Cluster, error) {
	c := &Cluster{Start: h.Start, Peace: h.Start.Add(h.For), End: h.Start.Add(h.For + h.Settle)}
	for _, j := range h.Jobs {
		plan, err := schedule.Parse(schedule.Cron(j.Schedule, "UTC"))
		if err != nil {
			return nil, err
		}
		job := &Job{Job: j, ID: monitor.ID("kube/" + j.Name), Created: h.Start.Add(j.At)}
		if j.Kind == history.CheckIn {
			job.ID = monitor.ID("checkin/" + j.Name)
		}
		if j.Removed > 0 {
			job.Deleted = h.Start.Add(j.Removed)
		}
		until := earlier(job.Deleted, c.End)
		job.Slots, _ = plan.Slots(job.Created, until, 1<<16)
		s := &scheduler{history: h, cluster: c, job: job}
		s.run(until)
		s.finish(until)
		job.Versions = versions(job)
		c.Jobs = append(c.Jobs, job)
	}
	return c, nil
}

// RunOf returns the run that answers a slot; nil where there was none.
func (j *Job) RunOf(slot time.Time) *Run {
	i := slices.IndexFunc(j.Runs, func(r *Run) bool { return r.Slot.Equal(slot) })
	if i < 0 {
		return nil
	}
	return j.Runs[i]
}

// Active reports whether a run existed and had not ended at an instant.
func (r *Run) Active(at time.Time) bool {
	ended := earlier(r.Finished, r.Deleted)
	return !r.Created.After(at) && (ended.IsZero() || ended.After(at))
}

// Exists reports whether the job was there at an instant.
func (j *Job) Exists(at time.Time) bool {
	return !at.Before(j.Created) && (j.Deleted.IsZero() || at.Before(j.Deleted))
}

// Since returns the versions after a number that were there by an instant, and when the next one comes; zero: never.
func (j *Job) Since(number int64, now time.Time) (found []Version, next time.Time) {
	for _, v := range j.Versions {
		switch {
		case v.Number <= number:
		case v.At.After(now):
			return found, v.At
		default:
			found = append(found, v)
		}
	}
	return found, time.Time{}
}

// List returns the newest version of everything that is there at an instant, the job first, and the number that it is up to.
func (j *Job) List(now time.Time) (found []Version, number int64) {
	past, _ := j.Since(0, now)
	if len(past) == 0 || !j.Exists(now) {
		return nil, 0
	}
	newest := map[monitor.RunID]Version{}
	var definition Version
	for _, v := range past {
		if v.Definition != nil {
			definition = v
		} else if v.Run != nil {
			newest[v.Run.ID] = v
		}
	}
	found = append(found, definition)
	for _, r := range j.Runs {
		if v, ok := newest[r.ID]; ok && !v.Gone {
			found = append(found, v)
		}
	}
	return found, past[len(past)-1].Number
}

// earlier is the earlier of two instants, the zero one being never.
func earlier(a, b time.Time) time.Time {
	if a.IsZero() || (!b.IsZero() && b.Before(a)) {
		return b
	}
	return a
}
