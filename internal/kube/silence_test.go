package kube

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	batchv1 "k8s.io/api/batch/v1"
	coordinationv1 "k8s.io/api/coordination/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"rollcall.dev/rollcall/internal/diagnose"
	"rollcall.dev/rollcall/internal/monitor"
)

// quiet is a cluster without a Lease that can be read, in which CronJobs were due half an hour ago and nothing was started.
type quiet struct {
	api    *apiDouble
	states []monitor.State
	slot   time.Time
}

func silentCronJobs(t *testing.T, n int, changes ...func(*batchv1.CronJob)) *quiet {
	t.Helper()
	q := &quiet{api: &apiDouble{t: t}}
	for i := range n {
		cj, state, slot := hourly(fmt.Sprintf("job-%d", i), changes...)
		q.api.cronJobs = append(q.api.cronJobs, *cj)
		q.states = append(q.states, state)
		if i == 0 {
			q.slot = slot
		}
	}
	return q
}

func (q *quiet) source(t *testing.T) *Source {
	t.Helper()
	s, err := NewFrom(Clients{API: q.api.client()}, Options{Recorder: &ledgerDouble{}, Defaults: Defaults{
		Grace: 10 * time.Minute, StartGrace: 5 * time.Minute,
	}})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// evidence is what an inspection of the first n of them shows; nil where nothing was to be explained.
func (q *quiet) evidence(t *testing.T, s *Source, n int) *diagnose.Evidence {
	t.Helper()
	view, err := s.Inspect(t.Context(), q.states[:n])
	if err != nil {
		t.Fatal(err)
	}
	return inspectedWorld{seen: view.Seen}.evidence()
}

// add adds a CronJob, and what the watch knows of it.
func (q *quiet) add(s *Source, name string, changes ...func(*batchv1.CronJob)) *batchv1.CronJob {
	never := func(cj *batchv1.CronJob) { cj.Generation = 1 } // edited
	cj, _, _ := hourly(name, append([]func(*batchv1.CronJob){never}, changes...)...)
	q.api.cronJobs = append(q.api.cronJobs, *cj)
	s.book.cronJobSeen(cj)
	return cj
}

// The Lease is hidden: what several CronJobs have in common tells as much.
func TestSilenceIsInferred(t *testing.T) {
	t.Parallel()
	forbidding := func(cj *batchv1.CronJob) { cj.Spec.ConcurrencyPolicy = batchv1.ForbidConcurrent }
	busy := func(cj *batchv1.CronJob) { forbidding(cj); cj.Status.Active = []corev1.ObjectReference{{Name: "x"}} }
	suspended := func(cj *batchv1.CronJob) { cj.Spec.Suspend = new(true) }
	unreadable := func(cj *batchv1.CronJob) { cj.Spec.Schedule = "no schedule" }
	deadline := func(cj *batchv1.CronJob) { cj.Spec.StartingDeadlineSeconds = new(int64(60)) }
	weekly := func(cj *batchv1.CronJob) { cj.Spec.Schedule = "0 0 1 1 *" }
	edited := func(cj *batchv1.CronJob) { cj.Generation = 2 }
	for name, tc := range map[string]struct {
		due    int // that are inspected
		change func(*quiet, *Source)
		want   int // from how many; 0: not at all
	}{
		"three":                       {3, nil, 3},
		"one or two may have a cause": {2, nil, 0},
		"many":                        {30, nil, 30},
		"one, and two that the watch knows": {1, func(q *quiet, s *Source) {
			q.add(s, "a")
			q.add(s, "b")
		}, 3},
		"one, and others that have a cause, or were not due": {1, func(q *quiet, s *Source) {
			for i, change := range []func(*batchv1.CronJob){busy, suspended, unreadable, deadline, weekly, edited} {
				q.add(s, fmt.Sprintf("other-%d", i), change)
			}
		}, 0},
		"a Job was started since": {3, func(q *quiet, _ *Source) {
			cj, _, slot := hourly("fine")
			q.api.jobs = append(q.api.jobs, *aJob(cj, slot))
		}, 0},
		"one was started since, as its CronJob says": {3, func(q *quiet, _ *Source) {
			cj, _, slot := hourly("fine")
			cj.Status.LastScheduleTime = &metav1.Time{Time: slot.Add(time.Minute)}
			q.api.cronJobs = append(q.api.cronJobs, *cj)
		}, 0},
		"one was started since, and is gone": {3, func(q *quiet, s *Source) {
			cj, _, slot := hourly("fine")
			s.book.jobSeen(aJob(cj, slot), there)
		}, 0},
		"a Job was started by hand": {3, func(q *quiet, _ *Source) {
			cj, _, slot := hourly("fine")
			job := aJob(cj, slot)
			job.Annotations = map[string]string{annotationInstantiate: "manual"}
			q.api.jobs = append(q.api.jobs, *job)
		}, 3},
		"one is refused": {3, func(q *quiet, _ *Source) {
			cj := q.api.cronJobs[1]
			q.api.events = append(q.api.events, anEvent("CronJob", cj.Name, string(cj.UID), "FailedCreate", "exceeded quota: jobs", q.slot.Add(time.Minute)))
		}, 0},
		"one of four is refused": {4, func(q *quiet, _ *Source) {
			cj := q.api.cronJobs[1]
			q.api.events = append(q.api.events, anEvent("CronJob", cj.Name, string(cj.UID), "FailedCreate", "exceeded quota: jobs", q.slot.Add(time.Minute)))
		}, 3},
		"why they were not started cannot be read": {3, func(q *quiet, _ *Source) {
			q.api.refuse = map[string]int{"*/events": http.StatusForbidden}
		}, 0},
		"an old Lease that nobody holds": {3, func(q *quiet, s *Source) {
			old := metav1.NewMicroTime(time.Now().Add(-48 * time.Hour))
			q.api.lease = aLease(old, old)
			cj, _, slot := hourly("fine")
			s.book.jobSeen(aJob(cj, slot.Add(-time.Hour)), there)
		}, 3},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			q := silentCronJobs(t, tc.due)
			s := q.source(t)
			if tc.change != nil {
				tc.change(q, s)
			}
			e := q.evidence(t, s, tc.due)
			switch {
			case e == nil:
				t.Fatal("nothing was inspected")
			case tc.want == 0 && e.SchedulerSilentSince != nil:
				t.Errorf("silent since %s, inferred from %d", e.SchedulerSilentSince, e.SchedulerInferred)
			case tc.want > 0 && (e.SchedulerSilentSince == nil || !e.SchedulerSilentSince.Equal(q.slot) || e.SchedulerInferred != tc.want):
				t.Errorf("silent since %v, inferred from %d; want %s, %d", e.SchedulerSilentSince, e.SchedulerInferred, q.slot, tc.want)
			}
		})
	}
}

func aLease(acquired, renewed metav1.MicroTime) *coordinationv1.Lease {
	return &coordinationv1.Lease{
		TypeMeta: metav1.TypeMeta{APIVersion: "coordination.k8s.io/v1", Kind: "Lease"},
		Spec:     coordinationv1.LeaseSpec{AcquireTime: &acquired, RenewTime: &renewed},
	}
}

// A Lease that is fresh says since when somebody is there to act, and nothing is inferred.
func TestALeaseThatIsFresh(t *testing.T) {
	t.Parallel()
	q := silentCronJobs(t, 5)
	acquired := metav1.NewMicroTime(time.Now().Add(-20 * time.Minute).Truncate(time.Microsecond))
	q.api.lease = aLease(acquired, metav1.NowMicro())
	e := q.evidence(t, q.source(t), 5)
	if e.SchedulerSilentSince != nil || e.SchedulerInferred != 0 || e.SchedulerAliveSince == nil || !e.SchedulerAliveSince.Equal(acquired.Time) {
		t.Errorf("evidence %+v", e)
	}
}

// What it started in the moment of its last sign of life does not mean that it lives.
func TestTheLastActOfAScheduler(t *testing.T) {
	t.Parallel()
	q := silentCronJobs(t, 1)
	renewed := metav1.NewMicroTime(q.slot.Add(-time.Minute))
	q.api.lease = aLease(renewed, renewed)
	cj, _, _ := hourly("fine")
	q.api.jobs = append(q.api.jobs, *aJob(cj, renewed.Add(2*time.Second)))
	if e := q.evidence(t, q.source(t), 1); e.SchedulerSilentSince == nil || !e.SchedulerSilentSince.Equal(renewed.UTC()) || e.SchedulerInferred != 0 {
		t.Errorf("evidence %+v", e)
	}
}
