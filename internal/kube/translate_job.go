package kube

import (
	"time"

	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"rollcall.dev/rollcall/internal/monitor"
)

// OwnerCronJob returns the CronJob that a Job belongs to. kubectl create job --from sets the reference without the controller
// flag, so the flag is not asked for.
func OwnerCronJob(job *batchv1.Job) (metav1.OwnerReference, bool) {
	for _, ref := range job.OwnerReferences {
		if ref.Kind == "CronJob" && groupOf(ref.APIVersion) == batchv1.GroupName && ref.UID != "" {
			return ref, true
		}
	}
	return metav1.OwnerReference{}, false
}

func groupOf(apiVersion string) string {
	for i := range len(apiVersion) {
		if apiVersion[i] == '/' {
			return apiVersion[:i]
		}
	}
	return ""
}

// runFacts is what a Job and its pods say of a run. Three clocks stamp it: the API server's its creation, that of a node its start, and
// the controller's its end. Where they contradict each other the API server's counts before the controller's, and that before a node's.
func runFacts(job *batchv1.Job, pods podFacts) monitor.RunFacts {
	slot, scheduled := slotOf(job, ownerName(job))
	f := monitor.RunFacts{
		ID:         monitor.RunID(job.UID),
		Name:       job.Name,
		Slot:       slot,
		Manual:     !scheduled,
		CreatedAt:  storable(job.CreationTimestamp.Time),
		FailedPods: job.Status.Failed,
		Restarts:   pods.restarts,
		Suspended:  job.Spec.Suspend != nil && *job.Spec.Suspend,
	}
	f.StartedAt = notBefore(pods.startedAt, f.CreatedAt)
	f.Outcome, f.FinishedAt = outcomeOf(job)
	if f.Outcome != monitor.Unfinished {
		f.FinishedAt = latest(f.FinishedAt, f.CreatedAt)
		if f.StartedAt.After(f.FinishedAt) {
			f.StartedAt = f.FinishedAt
		}
	}
	return f
}

// outcomeOf reads the outcome off the conditions, by type: since 1.31 the first condition is FailureTarget or
// SuccessCriteriaMet, and status.failed counts pods that may have been retried.
func outcomeOf(job *batchv1.Job) (monitor.Outcome, time.Time) {
	if c, ok := conditionTrue(job, batchv1.JobFailed); ok {
		return monitor.OutcomeFailed, storable(c.LastTransitionTime.Time)
	}
	if c, ok := conditionTrue(job, batchv1.JobComplete); ok {
		return monitor.OutcomeSucceeded, storable(c.LastTransitionTime.Time)
	}
	return monitor.Unfinished, time.Time{}
}

// failing reports whether a Job has failed or is about to: FailureTarget precedes Failed while its pods are still there.
func failing(job *batchv1.Job) bool {
	for _, t := range []batchv1.JobConditionType{batchv1.JobFailed, batchv1.JobFailureTarget} {
		if _, ok := conditionTrue(job, t); ok {
			return true
		}
	}
	return false
}

func conditionTrue(job *batchv1.Job, t batchv1.JobConditionType) (batchv1.JobCondition, bool) {
	for _, c := range job.Status.Conditions {
		if c.Type == t && c.Status == corev1.ConditionTrue {
			return c, true
		}
	}
	return batchv1.JobCondition{}, false
}

func ownerName(job *batchv1.Job) string {
	owner, _ := OwnerCronJob(job)
	return owner.Name
}
