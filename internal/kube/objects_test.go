package kube

import (
	"strconv"
	"testing"
	"time"

	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	"sigs.k8s.io/yaml"
)

// parse reads an API object as people write it.
func parse[T any](t testing.TB, text string) *T {
	t.Helper()
	var object T
	if err := yaml.UnmarshalStrict([]byte(text), &object); err != nil {
		t.Fatalf("test object: %v\n%s", err, text)
	}
	return &object
}

// at is an instant of the day on which the tests take place.
func at(t testing.TB, clock string) time.Time {
	t.Helper()
	when, err := time.Parse(time.DateTime, "2026-03-02 "+clock)
	if err != nil {
		t.Fatal(err)
	}
	return when.UTC()
}

// aCronJob is a CronJob in namespace "shop" that runs every hour.
func aCronJob(name string, changes ...func(*batchv1.CronJob)) *batchv1.CronJob {
	cj := &batchv1.CronJob{
		ObjectMeta: metav1.ObjectMeta{
			Name: name, Namespace: "shop", UID: "cj-" + typesUID(name), ResourceVersion: "10",
			CreationTimestamp: metav1.NewTime(time.Date(2026, 3, 1, 9, 30, 0, 0, time.UTC)),
		},
		Spec: batchv1.CronJobSpec{Schedule: "0 * * * *"},
	}
	for _, change := range changes {
		change(cj)
	}
	return cj
}

// aJob is the Job that the CronJob's controller makes for a slot.
func aJob(owner *batchv1.CronJob, slot time.Time, changes ...func(*batchv1.Job)) *batchv1.Job {
	name := owner.Name + "-" + minutes(slot)
	yes := true
	job := &batchv1.Job{ObjectMeta: metav1.ObjectMeta{
		Name: name, Namespace: owner.Namespace, UID: "job-" + typesUID(name), ResourceVersion: "20",
		CreationTimestamp: metav1.NewTime(slot.Add(time.Second)),
		Annotations:       map[string]string{annotationSlot: slot.Format(time.RFC3339)},
		OwnerReferences: []metav1.OwnerReference{{
			APIVersion: "batch/v1", Kind: "CronJob", Name: owner.Name, UID: owner.UID, Controller: &yes,
		}},
	}}
	for _, change := range changes {
		change(job)
	}
	return job
}

// aPod is a pod of a Job with one container, "main".
func aPod(job *batchv1.Job, name string, changes ...func(*corev1.Pod)) *corev1.Pod {
	pod := &corev1.Pod{
		ObjectMeta: metav1.ObjectMeta{
			Name: name, Namespace: job.Namespace, UID: "pod-" + typesUID(name), ResourceVersion: "30",
			CreationTimestamp: metav1.NewTime(job.CreationTimestamp.Add(time.Second)),
			Labels:            map[string]string{batchv1.JobNameLabel: job.Name},
			OwnerReferences:   []metav1.OwnerReference{{APIVersion: "batch/v1", Kind: "Job", Name: job.Name, UID: job.UID}},
		},
		Spec:   corev1.PodSpec{NodeName: "node-1", Containers: []corev1.Container{{Name: "main", Image: "shop/backup:1"}}},
		Status: corev1.PodStatus{Phase: corev1.PodPending},
	}
	for _, change := range changes {
		change(pod)
	}
	return pod
}

func withCondition(kind batchv1.JobConditionType, reason string, when time.Time) func(*batchv1.Job) {
	return func(job *batchv1.Job) {
		job.Status.Conditions = append(job.Status.Conditions, batchv1.JobCondition{
			Type: kind, Status: corev1.ConditionTrue, Reason: reason, LastTransitionTime: metav1.NewTime(when),
		})
	}
}

func jobVersion(version string) func(*batchv1.Job) {
	return func(job *batchv1.Job) { job.ResourceVersion = version }
}

func withStatus(s corev1.ContainerStatus) func(*corev1.Pod) {
	return func(pod *corev1.Pod) { pod.Status.ContainerStatuses = append(pod.Status.ContainerStatuses, s) }
}

func running(name string, since time.Time) corev1.ContainerStatus {
	return corev1.ContainerStatus{
		Name: name, State: corev1.ContainerState{Running: &corev1.ContainerStateRunning{StartedAt: metav1.NewTime(since)}},
	}
}

func terminated(name string, code int32, from, to time.Time) corev1.ContainerStatus {
	reason := "Completed"
	if code != 0 {
		reason = "Error"
	}
	return corev1.ContainerStatus{Name: name, State: corev1.ContainerState{Terminated: &corev1.ContainerStateTerminated{
		ExitCode: code, Reason: reason, StartedAt: metav1.NewTime(from), FinishedAt: metav1.NewTime(to),
	}}}
}

func typesUID(name string) types.UID { return types.UID(name) }

func minutes(slot time.Time) string { return strconv.FormatInt(slot.Unix()/60, 10) }
