package truth

import (
	"slices"
	"time"

	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/types"

	"rollcall.dev/rollcall/test/oracle/apiserver"
)

// CronJob is what the journal says of one CronJob.
type CronJob struct {
	UID        types.UID
	Namespace  string
	Name       string
	Created    time.Time // the instant; the object only knows the second
	Deleted    time.Time // zero: it is still there
	Grace      time.Duration
	StartGrace time.Duration
	Versions   []Version // oldest first
	Jobs       []*Job    // in the order of their creation
}

// Version is a CronJob from At on.
type Version struct {
	At            time.Time
	Spec          batchv1.CronJobSpec
	Stamp         time.Time // creationTimestamp
	LastScheduled time.Time
	Edit          bool // by a user
}

// Job is what the journal says of one Job.
type Job struct {
	UID       types.UID
	Name      string
	Slot      time.Time // zero: not made by the controller
	Created   time.Time
	Started   time.Time // its container
	Finished  time.Time
	Succeeded bool
	Retries   int32 // failed pods
	Deleted   time.Time
	DeletedBy string
}

// active reports whether the Job existed and had not ended at an instant.
func (j *Job) active(at time.Time) bool {
	return !j.Created.After(at) && (j.Finished.IsZero() || j.Finished.After(at)) && (j.Deleted.IsZero() || j.Deleted.After(at))
}

// Timelines reads the journal.
func Timelines(journal []apiserver.Entry) []*CronJob {
	b := &builder{cronJobs: map[types.UID]*CronJob{}, jobs: map[types.UID]*Job{}}
	for _, e := range journal {
		switch o := e.Object.(type) {
		case *batchv1.CronJob:
			b.cronJob(e, o)
		case *batchv1.Job:
			b.job(e, o)
		case *corev1.Pod:
			b.pod(e, o)
		}
	}
	return b.all
}

type builder struct {
	all      []*CronJob
	cronJobs map[types.UID]*CronJob
	jobs     map[types.UID]*Job
}

func (b *builder) cronJob(e apiserver.Entry, o *batchv1.CronJob) {
	c := b.cronJobs[o.UID]
	if c == nil {
		c = &CronJob{UID: o.UID, Namespace: o.Namespace, Name: o.Name, Created: e.At}
		b.cronJobs[o.UID] = c
		b.all = append(b.all, c)
	}
	if e.Verb == apiserver.Delete {
		c.Deleted = e.At
		return
	}
	c.Grace, _ = time.ParseDuration(o.Annotations["rollcall.dev/grace"])
	c.StartGrace, _ = time.ParseDuration(o.Annotations["rollcall.dev/start-grace"])
	v := Version{At: e.At, Spec: o.Spec, Stamp: o.CreationTimestamp.Time, Edit: e.Verb == apiserver.Update}
	if o.Status.LastScheduleTime != nil {
		v.LastScheduled = o.Status.LastScheduleTime.Time
	}
	c.Versions = append(c.Versions, v)
}

func (b *builder) job(e apiserver.Entry, o *batchv1.Job) {
	j := b.jobs[o.UID]
	if j == nil {
		j = &Job{UID: o.UID, Name: o.Name, Created: e.At}
		if at, err := time.Parse(time.RFC3339, o.Annotations[batchv1.CronJobScheduledTimestampAnnotation]); err == nil {
			j.Slot = at.UTC()
		}
		b.jobs[o.UID] = j
		for _, ref := range o.OwnerReferences {
			if c := b.cronJobs[ref.UID]; c != nil {
				c.Jobs = append(c.Jobs, j)
			}
		}
	}
	if e.Verb == apiserver.Delete {
		j.Deleted, j.DeletedBy = e.At, e.Actor
	}
	for _, c := range o.Status.Conditions {
		if ended := c.Type == batchv1.JobComplete || c.Type == batchv1.JobFailed; ended && j.Finished.IsZero() {
			j.Finished, j.Succeeded, j.Retries = e.At, c.Type == batchv1.JobComplete, o.Status.Failed
		}
	}
}

func (b *builder) pod(e apiserver.Entry, o *corev1.Pod) {
	for _, ref := range o.OwnerReferences {
		j := b.jobs[ref.UID]
		if j == nil || !j.Started.IsZero() {
			continue
		}
		for _, s := range o.Status.ContainerStatuses {
			if s.State.Running != nil {
				j.Started = e.At
			}
		}
	}
}

// at is the CronJob as it was at an instant; false before it was created.
func (c *CronJob) at(t time.Time) (Version, bool) {
	i, found := slices.BinarySearchFunc(c.Versions, t, func(v Version, t time.Time) int { return v.At.Compare(t) })
	if !found {
		i--
	} else {
		for i+1 < len(c.Versions) && c.Versions[i+1].At.Equal(t) {
			i++
		}
	}
	if i < 0 {
		return Version{}, false
	}
	return c.Versions[i], true
}

// timing is the part of a Spec that says when.
type timing struct {
	schedule, zone string
	suspended      bool
}

func timingOf(s batchv1.CronJobSpec) timing {
	t := timing{schedule: s.Schedule}
	if s.TimeZone != nil {
		t.zone = *s.TimeZone
	}
	t.suspended = s.Suspend != nil && *s.Suspend
	return t
}

// edited reports whether a user edited the CronJob between two instants.
func (c *CronJob) edited(from, to time.Time) bool {
	return slices.ContainsFunc(c.Versions[1:], func(v Version) bool { return v.Edit && v.At.After(from) && !v.At.After(to) })
}
