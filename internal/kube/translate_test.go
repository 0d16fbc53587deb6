package kube

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	batchv1 "k8s.io/api/batch/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"rollcall.dev/rollcall/internal/monitor"
	"rollcall.dev/rollcall/internal/schedule"
)

func TestDefinition(t *testing.T) {
	t.Parallel()
	o := Options{
		Cluster: "prod", ControllerZone: "Europe/Berlin", Defaults: Defaults{Grace: 10 * time.Minute, StartGrace: 5 * time.Minute},
	}
	cj := parse[batchv1.CronJob](t, `
apiVersion: batch/v1
kind: CronJob
metadata:
  name: backup
  namespace: shop
  uid: 7c1d
  resourceVersion: "4711"
  generation: 2
  creationTimestamp: "2026-03-01T09:30:00Z"
  labels: {app: shop}
  annotations:
    rollcall.dev/owner: billing
    rollcall.dev/grace: 30m
    rollcall.dev/confirm: "true"
    kubectl.kubernetes.io/last-applied-configuration: "{}"
spec:
  schedule: "15 3 * * *"
  timeZone: Asia/Tokyo
  suspend: true
  concurrencyPolicy: Forbid
  startingDeadlineSeconds: 90
  jobTemplate: {metadata: {annotations: {rollcall.dev/owner: data, rollcall.dev/severity: low}}}
status:
  lastScheduleTime: "2026-03-01T18:15:00Z"
  lastSuccessfulTime: "2026-03-01T18:20:00Z"
`)
	deadline := 90 * time.Second
	want := monitor.Definition{
		Source: monitor.SourceKubernetes, Cluster: "prod", Namespace: "shop", Name: "backup", Generation: 4711, Revision: 2,
		CreatedAt: time.Date(2026, 3, 1, 9, 30, 0, 0, time.UTC), Schedule: schedule.Cron("15 3 * * *", "Asia/Tokyo"),
		Suspended: true, Concurrency: monitor.Forbid, StartingDeadline: &deadline,
		LastScheduledAt: time.Date(2026, 3, 1, 18, 15, 0, 0, time.UTC), LastSucceededAt: time.Date(2026, 3, 1, 18, 20, 0, 0, time.UTC),
		Grace: 30 * time.Minute, StartGrace: 5 * time.Minute, Confirm: true,
		Annotations: map[string]string{"rollcall.dev/owner": "billing", "rollcall.dev/grace": "30m", "rollcall.dev/confirm": "true"},
		Labels:      map[string]string{"app": "shop"},

		TemplateAnnotations: map[string]string{"rollcall.dev/owner": "data"},
	}
	got, problems := o.definition(cj)
	if diff := cmp.Diff(want, got); diff != "" || len(problems) != 0 {
		t.Errorf("problems %v; definition (-want +got):\n%s", problems, diff)
	}

	t.Run("little is said", func(t *testing.T) {
		t.Parallel()
		d, _ := o.definition(aCronJob("plain"))
		if d.Schedule.Zone != "Europe/Berlin" || d.Concurrency != monitor.Allow || d.StartingDeadline != nil || d.Suspended {
			t.Errorf("definition %+v", d)
		}
	})
	t.Run("zone in the schedule", func(t *testing.T) {
		t.Parallel()
		d, _ := o.definition(aCronJob("old", func(cj *batchv1.CronJob) { cj.Spec.Schedule = "TZ=Asia/Tokyo 0 1 * * *" }))
		if d.Schedule != schedule.Cron("0 1 * * *", "Asia/Tokyo") {
			t.Errorf("schedule %v", d.Schedule)
		}
	})
}

func TestMonitored(t *testing.T) {
	t.Parallel()
	o := Options{Namespaces: Namespaces{Include: []string{"shop", "bill-*"}, Exclude: []string{"bill-test"}}}
	tests := map[string]struct {
		change func(*batchv1.CronJob)
		want   bool
	}{
		"as it is":          {func(*batchv1.CronJob) {}, true},
		"by glob":           {func(cj *batchv1.CronJob) { cj.Namespace = "bill-eu" }, true},
		"excluded":          {func(cj *batchv1.CronJob) { cj.Namespace = "bill-test" }, false},
		"not included":      {func(cj *batchv1.CronJob) { cj.Namespace = "other" }, false},
		"by annotation":     {func(cj *batchv1.CronJob) { cj.Annotations = map[string]string{"rollcall.dev/monitor": "false"} }, false},
		"being deleted":     {func(cj *batchv1.CronJob) { cj.DeletionTimestamp = &metav1.Time{Time: time.Now()} }, false},
		"a mistaken wish":   {func(cj *batchv1.CronJob) { cj.Annotations = map[string]string{"rollcall.dev/monitor": "off"} }, true},
		"explicitly wanted": {func(cj *batchv1.CronJob) { cj.Annotations = map[string]string{"rollcall.dev/monitor": "True"} }, true},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := o.monitored(aCronJob("backup", tc.change)); got != tc.want {
				t.Errorf("monitored: %v", got)
			}
		})
	}
}

func TestRunFacts(t *testing.T) {
	t.Parallel()
	owner, slot, end := aCronJob("backup"), at(t, "10:00:00"), at(t, "10:04:00")
	yes := true
	facts := func(change func(*monitor.RunFacts)) monitor.RunFacts {
		name := "backup-" + minutes(slot)
		f := monitor.RunFacts{ID: monitor.RunID("job-" + name), Name: name, Slot: slot, CreatedAt: slot.Add(time.Second)}
		change(&f)
		return f
	}
	tests := map[string]struct {
		job  *batchv1.Job
		pods podFacts
		want monitor.RunFacts
	}{
		"created": {aJob(owner, slot), podFacts{}, facts(func(*monitor.RunFacts) {})},
		"running, retried": {
			aJob(owner, slot, func(j *batchv1.Job) { j.Status.Failed = 2 }), podFacts{startedAt: slot.Add(3 * time.Second), restarts: 1},
			facts(func(f *monitor.RunFacts) { f.StartedAt, f.FailedPods, f.Restarts = slot.Add(3*time.Second), 2, 1 }),
		},
		"failure is near": {
			aJob(owner, slot, withCondition(batchv1.JobFailureTarget, "BackoffLimitExceeded", end)), podFacts{},
			facts(func(*monitor.RunFacts) {}),
		},
		"failed": {
			aJob(owner, slot, withCondition(batchv1.JobFailureTarget, "BackoffLimitExceeded", slot),
				withCondition(batchv1.JobFailed, "BackoffLimitExceeded", end)),
			podFacts{},
			facts(func(f *monitor.RunFacts) { f.Outcome, f.FinishedAt = monitor.OutcomeFailed, end }),
		},
		"complete after failed pods": {
			aJob(owner, slot, func(j *batchv1.Job) { j.Status.Failed = 1 },
				withCondition(batchv1.JobSuccessCriteriaMet, "CompletionsReached", slot), withCondition(batchv1.JobComplete, "", end)),
			podFacts{},
			facts(func(f *monitor.RunFacts) { f.Outcome, f.FinishedAt, f.FailedPods = monitor.OutcomeSucceeded, end, 1 }),
		},
		"a condition that is not true": {
			aJob(owner, slot, withCondition(batchv1.JobFailed, "", end), func(j *batchv1.Job) { j.Status.Conditions[0].Status = "False" }),
			podFacts{}, facts(func(*monitor.RunFacts) {}),
		},
		"held back by a queue": {
			aJob(owner, slot, func(j *batchv1.Job) { j.Spec.Suspend = &yes }), podFacts{},
			facts(func(f *monitor.RunFacts) { f.Suspended = true }),
		},
		"started by a clock that is behind": {
			aJob(owner, slot), podFacts{startedAt: slot.Add(-time.Hour)},
			facts(func(f *monitor.RunFacts) { f.StartedAt = f.CreatedAt }),
		},
		"started by a clock that is ahead": {
			aJob(owner, slot, withCondition(batchv1.JobComplete, "", end)), podFacts{startedAt: end.Add(time.Hour)},
			facts(func(f *monitor.RunFacts) { f.Outcome, f.StartedAt, f.FinishedAt = monitor.OutcomeSucceeded, end, end }),
		},
		"ended before it was created": {
			aJob(owner, slot, withCondition(batchv1.JobComplete, "", slot.Add(-time.Hour))), podFacts{startedAt: slot},
			facts(func(f *monitor.RunFacts) {
				f.Outcome, f.StartedAt, f.FinishedAt = monitor.OutcomeSucceeded, f.CreatedAt, f.CreatedAt
			}),
		},
		"by hand": {
			aJob(owner, slot, func(j *batchv1.Job) { j.Annotations = map[string]string{annotationInstantiate: "manual"} }), podFacts{},
			facts(func(f *monitor.RunFacts) { f.Slot, f.Manual = time.Time{}, true }),
		},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(tc.want, runFacts(tc.job, tc.pods)); diff != "" {
				t.Errorf("facts (-want +got):\n%s", diff)
			}
		})
	}
}

func TestOwnerCronJob(t *testing.T) {
	t.Parallel()
	refs := func(refs ...metav1.OwnerReference) *batchv1.Job {
		return &batchv1.Job{ObjectMeta: metav1.ObjectMeta{OwnerReferences: refs}}
	}
	tests := map[string]struct {
		job  *batchv1.Job
		want string
	}{
		"none":                        {refs(), ""},
		"the controller":              {aJob(aCronJob("backup"), at(t, "10:00:00")), "cj-backup"},
		"kubectl create job --from":   {refs(metav1.OwnerReference{APIVersion: "batch/v1", Kind: "CronJob", UID: "u"}), "u"},
		"somebody else's CronJob":     {refs(metav1.OwnerReference{APIVersion: "example.com/v1", Kind: "CronJob", UID: "u"}), ""},
		"something else first":        {refs(metav1.OwnerReference{APIVersion: "v1", Kind: "ConfigMap", UID: "c"}, metav1.OwnerReference{APIVersion: "batch/v1", Kind: "CronJob", UID: "u"}), "u"},
		"a reference without an UID":  {refs(metav1.OwnerReference{APIVersion: "batch/v1", Kind: "CronJob"}), ""},
		"an older version of the API": {refs(metav1.OwnerReference{APIVersion: "batch/v1beta1", Kind: "CronJob", UID: "u"}), "u"},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ref, ok := OwnerCronJob(tc.job)
			if string(ref.UID) != tc.want || ok != (tc.want != "") {
				t.Errorf("owner %q, %v", ref.UID, ok)
			}
		})
	}
}
